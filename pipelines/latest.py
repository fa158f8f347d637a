"""The newest state of the dump as ready files, brought up to date once a run is published."""

import os
from typing import Self

from scrapy.crawler import Crawler

from crawler.base.lean import without
from crawler.run.aftermath import keep_latest
from crawler.run.settings import read_settings


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
        # pyarrow takes its memory from what the crawl has freed. It needs NumPy only to exchange
        # arrays with it: 15 MB and 0.1 s of CPU; and its client of S3, 3 MB, for nothing of ours.
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
        with without("numpy", "pyarrow._s3fs"):
            return keep_latest(self._dump)
