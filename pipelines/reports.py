"""The report of a run, made once it is published."""

import logging
from typing import Self

from scrapy.crawler import Crawler

from crawler.base.events import Event, log_event
from crawler.run.settings import read_settings
from crawler.sinks import SinkError, open_sink

logger = logging.getLogger(__name__)


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
        from crawler.reporting.publish import publish_reports  # loads the templates

        try:
            publish_reports(open_sink(self._dump))
        except (SinkError, OSError) as error:
            log_event(logger, logging.ERROR, Event.REPORT_NOT_MADE, reason=error)
            return f"no report: {error}"
        except Exception as error:  # a bug in the report must not look like one of the crawl
            reason = f"{type(error).__name__}: {error}"
            logger.exception("%s: %s", Event.REPORT_NOT_MADE, reason, extra={"reason": reason})
            return f"no report: {reason}"
        return None
