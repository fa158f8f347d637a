"""Is a record fit to publish? What is not goes to quarantine, with the reason."""

from msgspec.structs import replace

from crawler.model import Outcome, Quarantined, Record

LONGEST_PARAGRAPH = 20_000
"""Characters; a longer one is no prose but a page that was not taken apart."""


def screen(outcome: Outcome) -> Outcome:
    """Part a page's records into those fit to publish and those that are not."""
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
    verdict = outcome.verdict if fit else "quarantined"
    return replace(outcome, records=tuple(fit), quarantined=tuple(unfit), verdict=verdict)


def _fault(record: Record) -> tuple[str, str] | None:
    """Kind and reason, for a record that no reader could use."""
    if not record.body:
        return "no-body", "the story has no text"
    if record.published.date is None:
        return "no-date", "neither page nor address says when"
    if any(len(paragraph) > LONGEST_PARAGRAPH for paragraph in record.body.split("\n\n")):
        return "run-on", f"a paragraph of more than {LONGEST_PARAGRAPH} characters"
    if record.body.count("\ufffd") > len(record.body) // 100:
        return "charset", "more than one character in a hundred could not be decoded"
    return None


def _quarantine(record: Record, kind: str, reason: str) -> Quarantined:
    return Quarantined(
        source=record.source,
        url=record.url,
        kind=kind,
        reason=reason,
        fetched_at=record.fetched_at,
        sha256=record.raw.sha256,
        record=record,
    )
