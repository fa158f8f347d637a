"""What is new about a record? The decision alone: it stores nothing."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from crawler.contract import Quarantined, Record, encode
from crawler.dump.changes import changes
from crawler.ledger import Ledger, Revision
from crawler.model import Outcome, PageVerdict
from crawler.run.changes import as_revision
from crawler.run.similarity import liken, neighbours, recognise, same_text

KnownAs = Literal["unchanged", "duplicate"]
Op = Literal["add", "modify", "delete"]

_strict = msgspec.json.Decoder(Record)


def decide(record: Record, revisions: tuple[Revision, ...], held: bool) -> Record | KnownAs:
    """The record as the revision it is, or why it is none.

    `revisions` are those of its story, first to last; `held` says whether any story that is not
    gone holds this content. Two addresses that keep giving two takes of one story never push each
    other out: an address is only heard again when it gives something else than it last gave.
    """
    head = revisions[-1] if revisions else None
    if head is None or head.state == "gone":
        return "duplicate" if held else _next(record, head)
    here = [known.digest for known in revisions if known.url == record.url]
    if head.digest == record.digest:
        return "unchanged" if here else "duplicate"
    if here and here[-1] == record.digest:
        return "unchanged"
    if held and record.digest not in here:
        return "duplicate"  # a twin of another story, or an old take at another address
    if head.final and not here and not as_revision(record).final:
        return "duplicate"  # the take that was corrected or killed, met after its correction
    return _next(record, head)


def _next(record: Record, head: Revision | None) -> Record:
    """The record as the revision that follows the last one."""
    stands = head is not None and not head.ended
    op: Op = "modify" if stands else "add"
    if record.pubstatus == "canceled":
        op = "delete"
    if head is None:
        return replace(record, op=op, revision=1, supersedes=None, changed=())
    changed = changes(head.marks, record) if op != "add" else ()
    number = head.revision + 1
    return replace(record, op=op, revision=number, supersedes=head.digest, changed=changed)


def follows(record: Record, revisions: tuple[Revision, ...]) -> bool:
    """Whether a record was decided as the next revision to just these; a first one never is."""
    if not revisions:
        return False
    head = revisions[-1]
    return (record.revision, record.supersedes) == (head.revision + 1, head.digest)


def revise(outcome: Outcome, ledger: Ledger) -> Outcome:
    """The outcome with only its new revisions, and its verdict. Claims what it decides."""
    records: list[Record] = []
    known: list[PageVerdict] = []
    rejects = list(outcome.quarantined)
    decided: dict[str, str] = {}
    for record in outcome.records:
        if (flaw := _flaw(record, decided)) is not None:
            rejects.append(flaw)
            continue
        decided[record.id] = record.digest
        decision, story = weigh(record, ledger, records)
        if isinstance(decision, Record) and (flaw := _mistaken(decision, ledger)):
            rejects.append(flaw)
        elif isinstance(decision, Record):
            ledger.claim(as_revision(decision))
            records.append(decision)
        else:
            known.append(decision)
            if decision == "duplicate":
                ledger.answers.twin(record.url, story)
    return replace(
        outcome,
        records=tuple(records),
        quarantined=tuple(rejects),
        verdict=_verdict(records, known, rejects),
    )


def weigh(
    record: Record, ledger: Ledger, beside: Sequence[Record] = ()
) -> tuple[Record | KnownAs, str]:
    """`decide` by what the ledger knows: of ids and digests, and where those say nothing, of texts;
    with the id of the story. A revision is given its cluster. `beside` are the new revisions of the
    same page."""
    revisions, holder = ledger.revisions(record.id), ledger.holder(record.digest)
    decision = decide(record, revisions, held=holder is not None)
    if isinstance(decision, Record):
        near = neighbours(record, ledger, beside)
        if not revisions:
            record, holder = recognise(record, near, ledger)
            revisions = ledger.revisions(record.id)
            decision = decide(record, revisions, held=holder is not None)
        if isinstance(decision, Record):
            return liken(decision, near, ledger), decision.id
    return decision, record.id if revisions else holder or record.id


def _verdict(
    records: list[Record], known: list[PageVerdict], rejects: list[Quarantined]
) -> PageVerdict:
    """The best that came of the page."""
    if records:
        return "published"
    if known:
        return "unchanged" if "unchanged" in known else "duplicate"
    return "quarantined" if rejects else "not_a_story"


def _mistaken(record: Record, ledger: Ledger) -> Quarantined | None:
    """Why a known story is not changed: its page now says what that of another story says. So do
    all pages of a host that shows a notice, a wall or its front page instead of them."""
    near = neighbours(record, ledger) if record.op == "modify" else ()
    other = same_text(record, near)
    if other is None:
        return None
    reason = f"the known story's page now has the text of another, {other.place}"
    kept = replace(record, op="add", revision=1, supersedes=None, changed=())
    fetched_at, sha256 = record.fetched_at, record.raw.sha256
    return Quarantined(record.source, record.url, "same-text", reason, fetched_at, sha256, kept)


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
