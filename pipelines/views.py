"""The views of the dump's newest state, brought up to date once that is."""

from typing import Self

from scrapy.crawler import Crawler

from crawler.run.aftermath import keep_views
from crawler.run.settings import read_settings


class Views:
    """Keeps the views of a dump current. The dump is whole without them."""

    def __init__(self, dump: str | None, wanted: tuple[str, ...]) -> None:
        """`dump` is its URL; null if nothing is to be done."""
        self._dump = dump
        self._wanted = wanted

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the views of a crawl: none for a dry run."""
        settings = read_settings(crawler.settings)
        is_dry = getattr(crawler.spider, "dry_run", None) is not None
        return cls(None if is_dry else settings.dump, settings.views)

    def keep(self) -> str | None:
        """Bring the views up to date. Return the errors, which are also logged: the next run makes
        up for them."""
        if self._dump is None:
            return None
        return keep_views(self._dump, self._wanted)
