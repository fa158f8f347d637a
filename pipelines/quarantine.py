"""Scrapy's DropItem exceptions for pages that a pipeline cannot or must not process."""

from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.exceptions import DropItem

from crawler.base.faults import Fault


class Quarantined(DropItem):
    """Raised for a page that cannot become a record; its rows go to the dump's quarantine."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class TakenBack(DropItem):
    """Raised for a page left unread because the crawl is stopping; it counts as not fetched."""

    def __init__(self) -> None:
        super().__init__("taken back")


@contextmanager
def quarantine() -> Iterator[None]:
    """Raise Quarantined in place of a Fault within the block."""
    try:
        yield
    except Fault as fault:
        raise Quarantined(fault) from None
