"""The newest state of the dump as ready files, brought up to date once a run is published."""

import logging
from typing import Self

from scrapy.crawler import Crawler

from crawler.base.events import Event, log_event
from crawler.run.settings import read_settings
from crawler.sinks import SinkError, open_sink

logger = logging.getLogger(__name__)


class Latest:
    """Keeps `latest/` and `deltas/` of a dump current. The dump is whole without them."""

    def __init__(self, dump: str | None) -> None:
        """`dump` is its URL; null if nothing is to be done."""
        self._dump = dump

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the ready files of a crawl: none for a dry run, or if they are turned off."""
        settings = read_settings(crawler.settings)
        is_dry = getattr(crawler.spider, "dry_run", None) is not None
        return cls(None if is_dry or settings.latest == "off" else settings.dump)

    def keep(self) -> str | None:
        """Bring the ready files up to date. Return the error if that failed, which is also
        logged: the next run makes up for it."""
        if self._dump is None:
            return None
        from crawler.latest.keep import keep_latest

        try:
            keep_latest(open_sink(self._dump))
        except (SinkError, OSError) as error:
            log_event(logger, logging.ERROR, Event.LATEST_NOT_CURRENT, reason=error)
            return f"latest not current: {error}"
        except Exception as error:  # a bug here must not look like one of the crawl
            reason = f"{type(error).__name__}: {error}"
            logger.exception("%s: %s", Event.LATEST_NOT_CURRENT, reason, extra={"reason": reason})
            return f"latest not current: {reason}"
        return None
