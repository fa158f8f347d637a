"""Decision whether a record is new, changed or known; `deduplicate` also claims it."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from crawler.base.fault_kinds import FaultKind
from crawler.base.verdicts import PageVerdict
from crawler.contract import Quarantined, Record, encode
from crawler.dump.field_checksums import changes
from crawler.ledger import Ledger, Revision
from crawler.model import Outcome
from crawler.run.ledger_revision import as_revision
from crawler.run.near_duplicates import assign_cluster, identify, neighbours, same_text

KnownAs = Literal[PageVerdict.UNCHANGED, PageVerdict.DUPLICATE]
Op = Literal["add", "modify", "delete"]

_strict = msgspec.json.Decoder(Record)


def decide(record: Record, revisions: tuple[Revision, ...], held: bool) -> Record | KnownAs:
    """Return the record as its next revision, or why it is not a new one.

    `revisions` are those of its story, first to last; `held` says whether any story that is not
    gone has this content. Two URLs with different versions of one story do not keep replacing each
    other: a URL counts again only when its content differs from what it last gave.
    """
    head = revisions[-1] if revisions else None
    if head is None or head.state == "gone":
        return PageVerdict.DUPLICATE if held else _next(record, head)
    here = [known.digest for known in revisions if known.url == record.url]
    if head.digest == record.digest:
        return PageVerdict.UNCHANGED if here else PageVerdict.DUPLICATE
    if here and here[-1] == record.digest:
        return PageVerdict.UNCHANGED
    if held and record.digest not in here:
        return PageVerdict.DUPLICATE  # a copy of another story, or an old version at another URL
    if head.final and not here and not as_revision(record).final:
        return PageVerdict.DUPLICATE  # an uncorrected copy, found after the correction or kill
    return _next(record, head)


def _next(record: Record, head: Revision | None) -> Record:
    """Return the record as the revision after `head`."""
    is_live = head is not None and not head.ended
    op: Op = "modify" if is_live else "add"
    if record.pubstatus == "canceled":
        op = "delete"
    if head is None:
        return replace(record, op=op, revision=1, supersedes=None, changed=())
    changed = changes(head.marks, record) if op != "add" else ()
    number = head.revision + 1
    return replace(record, op=op, revision=number, supersedes=head.digest, changed=changed)


def follows(record: Record, revisions: tuple[Revision, ...]) -> bool:
    """Return whether a record is the direct successor of these revisions; false for a first
    revision."""
    if not revisions:
        return False
    head = revisions[-1]
    return (record.revision, record.supersedes) == (head.revision + 1, head.digest)


def deduplicate(outcome: Outcome, ledger: Ledger) -> Outcome:
    """Return the outcome with only its new revisions, and its verdict; claim them in the ledger."""
    records: list[Record] = []
    known: list[PageVerdict] = []
    erased = ledger.erased
    rejects = [
        row
        for row in outcome.quarantined
        if not erased.has(row.record.id if row.record else "", row.url)
    ]
    decided: dict[str, str] = {}
    for record in outcome.records:
        is_copy = bool(erased.stories) and ledger.answers.copies_any(record.url, erased.stories)
        if is_copy or erased.has(record.id, record.url):
            known.append(PageVerdict.DUPLICATE)
            continue
        flaw = None if outcome.is_decoded else _violation(record)
        if flaw := flaw or _conflict(record, decided):
            rejects.append(flaw)
            continue
        decided[record.id] = record.digest
        decision, story = decide_by_ledger(record, ledger, records)
        if isinstance(decision, Record) and (flaw := _text_of_another(decision, ledger)):
            rejects.append(flaw)
        elif isinstance(decision, Record):
            ledger.claim(as_revision(decision))
            records.append(decision)
        else:
            known.append(decision)
            if decision == PageVerdict.DUPLICATE:
                ledger.answers.add_copy(record.url, story)
    return replace(
        outcome,
        records=tuple(records),
        learnable=None,
        quarantined=tuple(rejects),
        verdict=_verdict(records, known, rejects),
    )


def decide_by_ledger(
    record: Record, ledger: Ledger, beside: Sequence[Record] = ()
) -> tuple[Record | KnownAs, str]:
    """Decide by the ledger: first by id and digest, then by similarity of the text.

    Returns the decision and the story's id. A new revision gets its cluster. `beside` are the new
    revisions of the same page.
    """
    revisions, holder = ledger.revisions(record.id), ledger.holder(record.digest)
    decision = decide(record, revisions, held=holder is not None)
    if isinstance(decision, Record):
        near = neighbours(record, ledger, beside)
        if not revisions:
            identified, holder = identify(record, near, ledger)
            if identified.id != record.id:
                record, revisions = identified, ledger.revisions(identified.id)
            decision = decide(record, revisions, held=holder is not None)
        if isinstance(decision, Record):
            return assign_cluster(decision, near, ledger), decision.id
    return decision, record.id if revisions else holder or record.id


def _verdict(
    records: list[Record], known: list[PageVerdict], rejects: list[Quarantined]
) -> PageVerdict:
    """Return the page's verdict: the best among its stories."""
    if records:
        return PageVerdict.PUBLISHED
    if known:
        return PageVerdict.UNCHANGED if PageVerdict.UNCHANGED in known else PageVerdict.DUPLICATE
    return PageVerdict.QUARANTINED if rejects else PageVerdict.NOT_A_STORY


def _text_of_another(record: Record, ledger: Ledger) -> Quarantined | None:
    """Return a quarantine row for a known story whose page now has the text of another story.

    A host that shows a notice, a paywall or its front page instead of stories looks like this.
    """
    near = neighbours(record, ledger) if record.op == "modify" else ()
    other = same_text(record, near)
    if other is None:
        return None
    reason = f"the page now has the text of another story, {other.place}"
    kept = replace(record, op="add", revision=1, supersedes=None, changed=())
    return _quarantine(record, FaultKind.SAME_TEXT, reason, kept)


def _violation(record: Record) -> Quarantined | None:
    """Return a quarantine row for a record that breaks the schema although it passed the screen.

    Consumers rely on the schema, so nothing that violates it is written.
    """
    try:
        _strict.decode(encode(record))
    except UnicodeEncodeError as error:
        reason = f"invalid Unicode text: {error.reason}"
        return _quarantine(record, FaultKind.SCHEMA, reason, None)
    except msgspec.ValidationError as error:
        return _quarantine(record, FaultKind.SCHEMA, str(error), record)
    return None


def _conflict(record: Record, decided: dict[str, str]) -> Quarantined | None:
    """Return a quarantine row for a record if another one of its page has its id: only their order
    could distinguish them, so each run would swap them."""
    if decided.get(record.id, record.digest) == record.digest:
        return None
    reason = f"two stories of one page have the same id, {record.id}"
    return _quarantine(record, FaultKind.ID, reason, record)


def _quarantine(record: Record, kind: FaultKind, reason: str, kept: Record | None) -> Quarantined:
    return Quarantined(
        *(record.source, record.url, kind, reason, record.fetched_at, record.raw.sha256, kept)
    )
