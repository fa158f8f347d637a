"""The report of a run, made once it is published."""

from typing import Self

from scrapy.crawler import Crawler

from crawler.run.aftermath import make_reports
from crawler.run.settings import read_settings


class Reports:
    """Publishes the reports that a dump lacks. The dump is whole without them."""

    def __init__(self, dump: str | None) -> None:
        """`dump` is its URL; null for a dry run, whose dump is deleted."""
        self._dump = dump

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the reports of a crawl."""
        is_dry = getattr(crawler.spider, "dry_run", None) is not None
        return cls(None if is_dry else read_settings(crawler.settings).dump)

    def publish(self) -> str | None:
        """Publish the report of the last run, and those of killed runs before it. Return the error
        if that failed, which is also logged."""
        if self._dump is None:
            return None
        return make_reports(self._dump)
