"""How a pipeline puts a page aside: a Fault of the core becomes a drop that Scrapy understands."""

from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.exceptions import DropItem

from crawler.base.faults import Fault


class Quarantined(DropItem):
    """A page that cannot become a record; its rows go to the dump's quarantine."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class TakenBack(DropItem):
    """A page that is not read, for the crawl must end: it counts as not fetched."""

    def __init__(self) -> None:
        super().__init__("taken back")


@contextmanager
def quarantine() -> Iterator[None]:
    """Raises Quarantined for a Fault within."""
    try:
        yield
    except Fault as fault:
        raise Quarantined(fault) from None
