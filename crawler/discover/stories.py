"""Story links of one source in one crawl, limited to the newest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush

from crawler.model import Hint
from crawler.sources import Source


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Link to a story to fetch."""

    url: str
    source: Source
    day: date | None = None
    """Day in its URL or hint."""
    hint: Hint | None = None


class Stories:
    """Keeps the newest stories up to a limit, or all of them without one."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._leads: dict[str, StoryLink] = {}
        self._oldest: list[tuple[int, str]] = []
        """Heap of (day, URL) of dated stories, if there is a limit."""
        self._undated = 0

    def __len__(self) -> int:
        return len(self._leads)

    def __iter__(self) -> Iterator[StoryLink]:
        return iter(self._leads.values())

    def get(self, url: str) -> StoryLink | None:
        """Return the story with this URL; None if it is not kept."""
        return self._leads.get(url)

    def drop(self, url: str) -> None:
        """Remove a story, if it is kept. Not to be used with a limit."""
        self._leads.pop(url, None)

    def put(self, lead: StoryLink) -> None:
        """Add or replace a story. Beyond the limit, drop the oldest, or the latest undated one."""
        known = self._leads.get(lead.url)
        self._leads[lead.url] = lead
        self._undated += (lead.day is None) - (known is not None and known.day is None)
        if self._most is None:
            return
        if lead.day and not (known and known.day):
            heappush(self._oldest, (lead.day.toordinal(), lead.url))
            if len(self._oldest) > self._most:
                del self._leads[heappop(self._oldest)[1]]
        elif lead.day is None and self._undated > self._most:
            del self._leads[lead.url]
            self._undated -= 1
