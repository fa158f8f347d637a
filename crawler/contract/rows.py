"""Rows of a dump that are no records: quarantined pages and removed texts."""

from msgspec import Struct

from crawler.contract.record import Record


class Quarantined(Struct, frozen=True):
    """A page or story that is not fit to publish: a line of a quarantine part."""

    source: str
    url: str
    kind: str
    reason: str
    fetched_at: str
    sha256: str
    record: Record | None = None
    """The record as far as it was extracted, if any."""


class RemovedText(Struct, frozen=True, gc=False):
    """One text removed from one page: a line of a removed part."""

    source: str
    url: str
    rule: str
    place: str
    text: str
    fetched_at: str
