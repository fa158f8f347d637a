"""Decide whether a record is fit to publish; quarantine the others with a reason."""

import hashlib

from msgspec.structs import replace

from crawler.base.dates import rfc3339
from crawler.base.fault_kinds import OURS, FaultKind
from crawler.base.faults import Fault
from crawler.base.verdicts import PageVerdict
from crawler.contract import Quarantined, Record
from crawler.model import Fetch, Outcome, Page, PageSummary

LONGEST_PARAGRAPH = 20_000
"""Maximum characters; a longer paragraph is a page that was not split, rather than prose."""


def screen(outcome: Outcome) -> Outcome:
    """Separate a page's publishable records from those to quarantine."""
    fit: list[Record] = []
    unfit: list[Quarantined] = []
    for record in outcome.records:
        fault = _fault(record)
        if fault is None:
            fit.append(record)
        else:
            unfit.append(_quarantine(record, *fault))
    if not unfit:
        return outcome
    verdict = outcome.verdict if fit else PageVerdict.QUARANTINED
    return replace(outcome, records=tuple(fit), quarantined=tuple(unfit), verdict=verdict)


def reject(page: Page, fault: Fault) -> Outcome:
    """Return the outcome that quarantines a whole page."""
    return reject_fetch(page.fetch, fault, hashlib.sha256(page.body).hexdigest())


def reject_fetch(fetch: Fetch, fault: Fault, sha256: str) -> Outcome:
    """Return the outcome that quarantines a page of which only the digest is left.

    If the fault is not the page's own, it has no summary, so that it is read again.
    """
    row = Quarantined(
        source=fetch.source,
        url=fetch.url,
        kind=fault.kind,
        reason=fault.reason,
        fetched_at=rfc3339(fetch.fetched_at),
        sha256=sha256,
    )
    summary = None if fault.kind in OURS else PageSummary(row.sha256)
    return Outcome(fetch, quarantined=(row,), verdict=PageVerdict.QUARANTINED, summary=summary)


def _fault(record: Record) -> tuple[FaultKind, str] | None:
    """Return kind and reason for a record that is unusable; null for a usable one."""
    if not record.body:
        return FaultKind.NO_BODY, "the story has no text"
    if record.published.date is None:
        found = ", ".join(repr(each.raw[:40]) for each in record.published.candidates)
        return (
            FaultKind.NO_DATE,
            f"no certain date in metadata, text, URL or feed: {found or 'none found'}",
        )
    if _is_run_on(record.body):
        return FaultKind.RUN_ON, f"a paragraph of more than {LONGEST_PARAGRAPH} characters"
    if record.body.count("\ufffd") > len(record.body) // 100:
        return FaultKind.CHARSET, "more than one character in a hundred could not be decoded"
    return None


def _is_run_on(body: str) -> bool:
    """Return whether a body has a paragraph that is too long."""
    return len(body) > LONGEST_PARAGRAPH and any(
        len(paragraph) > LONGEST_PARAGRAPH for paragraph in body.split("\n\n")
    )


def _quarantine(record: Record, kind: FaultKind, reason: str) -> Quarantined:
    return Quarantined(
        source=record.source,
        url=record.url,
        kind=kind,
        reason=reason,
        fetched_at=record.fetched_at,
        sha256=record.raw.sha256,
        record=record,
    )
