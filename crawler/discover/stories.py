"""The stories that one crawl has found of one source, as far as it can still want them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush

from crawler.model import Hint
from crawler.sources import Source


@dataclass(frozen=True, slots=True)
class StoryLink:
    """A story to fetch."""

    url: str
    source: Source
    day: date | None = None
    """The day its address or hint gives."""
    hint: Hint | None = None


class Stories:
    """Keeps the newest stories, up to a bound; without one, all of them."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._leads: dict[str, StoryLink] = {}
        self._oldest: list[tuple[int, str]] = []
        """Heap of the days and addresses of those that have a day, where they are bounded."""
        self._undated = 0

    def __len__(self) -> int:
        return len(self._leads)

    def __iter__(self) -> Iterator[StoryLink]:
        return iter(self._leads.values())

    def get(self, url: str) -> StoryLink | None:
        """Return the story at an address; null where it is not kept."""
        return self._leads.get(url)

    def drop(self, url: str) -> None:
        """Let go of a story, if it is kept; there is a bound or this, not both."""
        self._leads.pop(url, None)

    def put(self, lead: StoryLink) -> None:
        """Keep a story, in place of what was known of it, and let go of the oldest beyond the
        bound; of those without a day, of the one that came last."""
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
