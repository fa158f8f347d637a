"""Story links of one source in one crawl, limited to the newest."""

from collections.abc import Iterator
from datetime import date
from heapq import heappop, heappush

from msgspec import Struct

from crawler.model import Hint
from crawler.sources import Source


class StoryLink(Struct, frozen=True, gc=False):
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
        self._stories: dict[str, StoryLink] = {}
        self._oldest: list[tuple[int, str]] = []
        """Heap of (day, URL) of dated stories, if there is a limit."""
        self._undated = 0

    def __len__(self) -> int:
        return len(self._stories)

    def __iter__(self) -> Iterator[StoryLink]:
        return iter(self._stories.values())

    def get(self, url: str) -> StoryLink | None:
        """Return the story with this URL; None if it is not kept."""
        return self._stories.get(url)

    def drop(self, url: str) -> None:
        """Remove a story, if it is kept. Not to be used with a limit."""
        self._stories.pop(url, None)

    def put(self, story: StoryLink) -> None:
        """Add or replace a story. Beyond the limit, drop the oldest, or the latest undated one."""
        known = self._stories.get(story.url)
        self._stories[story.url] = story
        self._undated += (story.day is None) - (known is not None and known.day is None)
        if self._most is None:
            return
        if story.day and not (known and known.day):
            heappush(self._oldest, (story.day.toordinal(), story.url))
            if len(self._oldest) > self._most:
                del self._stories[heappop(self._oldest)[1]]
        elif story.day is None and self._undated > self._most:
            del self._stories[story.url]
            self._undated -= 1
