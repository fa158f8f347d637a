"""How the pages of a source are read."""

from msgspec import Struct

from crawler.base.faults import Fault
from crawler.contract import Record
from crawler.model import Page
from crawler.reading.page import read_page


class StoryCheck(Struct, frozen=True):
    """A page that should be a story."""

    url: str
    records: tuple[Record, ...] = ()
    problem: str | None = None
    """Why it has no record that a run would publish."""


def check_story(page: Page) -> StoryCheck:
    """Read a page as a crawl does."""
    try:
        outcome = read_page(page)
    except Fault as fault:
        return StoryCheck(page.url, problem=str(fault))
    if outcome.quarantined:
        first = outcome.quarantined[0]
        return StoryCheck(page.url, outcome.records, f"quarantined: {first.kind}: {first.reason}")
    if not outcome.records:
        return StoryCheck(page.url, problem=f"not a story: {outcome.reason}")
    return StoryCheck(page.url, outcome.records)


def shown_fields(record: Record) -> list[tuple[str, str]]:
    """Return the fields of a record for a person to look at, those without a value as `–`."""
    body = " ".join(record.body.split())
    return [
        ("headline", record.headline or "–"),
        ("published", record.published.datetime or record.published.date or "–"),
        ("agency", record.infosource.name or record.infosource.code or "–"),
        ("byline", record.byline or "–"),
        ("language", record.language or "–"),
        ("body", f"{len(record.body)} characters: {body[:160]}"),
    ]
