"""What is new about a record? The decision alone: it stores nothing."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from crawler.dump.likeness import liken, neighbours, recognise
from crawler.ledger import Ledger, Revision
from crawler.model import Outcome, Quarantined, Record, Verdict, encode

Known = Literal["unchanged", "duplicate"]

_strict = msgspec.json.Decoder(Record)


def decide(record: Record, revisions: tuple[Revision, ...], held: bool) -> Record | Known:
    """The record as the revision it is, or why it is none.

    `revisions` are those of its story, first to last; `held` says whether any story holds this
    content. Two addresses that keep giving two takes of one story never push each other out: an
    address is only heard again when it gives something else than it last gave.
    """
    head = revisions[-1] if revisions else None
    here = [known.digest for known in revisions if known.url == record.url]
    if head and head.digest == record.digest:
        return "unchanged" if here else "duplicate"
    if here and here[-1] == record.digest:
        return "unchanged"
    if held and record.digest not in here:
        return "duplicate"  # a twin of another story, or an old take at another address
    if head and head.final and not here and not _is_final(record):
        return "duplicate"  # the take that was corrected or killed, met after its correction
    if head is None:
        return replace(record, op="add", revision=1, supersedes=None)
    return replace(record, op="modify", revision=head.revision + 1, supersedes=head.digest)


def revise(outcome: Outcome, ledger: Ledger) -> Outcome:
    """The outcome with only its new revisions, and its verdict. Claims what it decides."""
    records: list[Record] = []
    known: list[Verdict] = []
    rejects = list(outcome.quarantined)
    decided: dict[str, str] = {}
    for record in outcome.records:
        if (flaw := _flaw(record, decided)) is not None:
            rejects.append(flaw)
            continue
        decided[record.id] = record.digest
        decision = weigh(record, ledger, records)
        if isinstance(decision, Record):
            ledger.claim(as_revision(decision))
            records.append(decision)
        else:
            known.append(decision)
    return replace(
        outcome,
        records=tuple(records),
        quarantined=tuple(rejects),
        verdict=_verdict(records, known, rejects),
    )


def weigh(record: Record, ledger: Ledger, beside: Sequence[Record] = ()) -> Record | Known:
    """`decide` by what the ledger knows, of ids and digests first and then of texts; a revision is
    given its group. `beside` are the new revisions of the same page."""
    revisions = ledger.revisions(record.id)
    decision = decide(record, revisions, ledger.holds(record.digest))
    if not isinstance(decision, Record):
        return decision
    near = neighbours(record, ledger, beside)
    if not revisions:
        record, held = recognise(record, near)
        decision = decide(record, ledger.revisions(record.id), held)
    return liken(decision, near, ledger) if isinstance(decision, Record) else decision


def as_revision(record: Record) -> Revision:
    """What the ledger keeps of a record."""
    return Revision(record.id, record.revision, record.digest, record.url, _is_final(record))


def _is_final(record: Record) -> bool:
    return record.corrected or record.pubstatus == "canceled"


def _verdict(records: list[Record], known: list[Verdict], rejects: list[Quarantined]) -> Verdict:
    """The best that came of the page."""
    if records:
        return "published"
    if known:
        return "unchanged" if "unchanged" in known else "duplicate"
    return "quarantined" if rejects else "not_a_story"


def _flaw(record: Record, decided: dict[str, str]) -> Quarantined | None:
    """Why a record must not be published although it passed the screen.

    A reader's trust in the schema hangs on this, so nothing is written that does not satisfy it.
    """
    kept: Record | None = record
    try:
        _strict.decode(encode(record))
    except UnicodeEncodeError as error:
        kind, reason, kept = "schema", f"text that is no Unicode: {error.reason}", None
    except msgspec.ValidationError as error:
        kind, reason = "schema", str(error)
    else:
        if decided.get(record.id, record.digest) == record.digest:
            return None
        # Both would be told apart by nothing but their order: each run would swap them.
        kind, reason = "id", f"two stories of one page have the id {record.id}"
    return Quarantined(
        record.source, record.url, kind, reason, record.fetched_at, record.raw.sha256, kept
    )
