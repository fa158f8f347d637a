"""What one crawl has found of one source: stories to fetch, listings still to read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import heappop, heappush

from crawler.discover.dated import written_out
from crawler.discover.links import Link
from crawler.discover.window import Window, day_of, last_day_of
from crawler.model import Hint
from crawler.sources import Source


@dataclass(frozen=True, slots=True)
class Lead:
    """A story to fetch."""

    url: str
    source: Source
    day: date | None = None
    """The day its address or hint gives."""
    hint: Hint | None = None


class Frontier:
    """Takes the links of listings, and says which to follow and which stories to fetch.

    Without a window it is after the newest stories. Each address is taken once, whichever of the
    source's hosts or schemes the link names.
    """

    def __init__(
        self, source: Source, window: Window | None, topic: str | None, today: date
    ) -> None:
        self.source = source
        self.skipped: Counter[str] = Counter()
        """Stories that were found and will not be fetched, by reason."""
        self.refused = 0
        """Listings of the window that were found and not read, for there were too many."""
        self._window = window
        self._topic = topic
        self._walked = window or Window(today - timedelta(days=source.newest.days - 1), today)
        self._budget = source.limits.listings if window else source.newest.listings
        self._seen: set[str] = set()
        self._listings: list[tuple[int, int, str]] = []
        self._stories: list[Lead] = []

    @property
    def discovered(self) -> int:
        """Stories found so far, those that will be skipped included."""
        return len(self._stories) + self.skipped.total()

    @property
    def waiting(self) -> int:
        """Listings that will be read, as far as they are known."""
        return min(len(self._listings), self._budget)

    def starts(self) -> list[str]:
        """Where to begin."""
        source = self.source
        written = written_out(
            source.start.paths, source.topics.values(), self._walked, source.limits.walk
        )
        wanted = [path for path in dict.fromkeys(written) if self._on_topic(path)]
        self._seen.update(wanted)
        return [source.url_of(path) for path in wanted]

    def take(self, links: Iterable[Link]) -> None:
        """Remember what is new among the links of a listing."""
        for link in links:
            path = self.source.path_of(link.url)
            if path is None:
                continue
            kind = "listing" if link.leads_on else self.source.kind_of(path)
            if kind == "listing":
                self._take_listing(path)
            elif kind == "story":
                self._take_story(path, link)

    def note(self, url: str) -> None:
        """An address was read under another one: a redirect led there."""
        if path := self.source.path_of(url):
            self._seen.add(path)

    def listings(self, most: int) -> list[str]:
        """The next listings to read, at most so many: undated ones, then the newest."""
        paths = [heappop(self._listings)[-1] for _ in range(min(most, len(self._listings)))]
        allowed = paths[: self._budget]
        self._budget -= len(allowed)
        if self._window:
            self.refused += len(paths) - len(allowed)
        return [self.source.url_of(path) for path in allowed]

    def stories(self) -> list[Lead]:
        """The stories to fetch, newest first; what is beyond the limit counts as skipped."""
        undated = [lead for lead in self._stories if lead.day is None]
        dated = [lead for lead in self._stories if lead.day is not None]
        dated.sort(key=lambda lead: (lead.day, lead.url), reverse=True)
        most = self.source.newest.stories
        kept = dated + undated[:most] if self._window else (dated + undated)[:most]
        self.skipped["limit"] += len(self._stories) - len(kept)
        self._stories = kept
        return kept

    def _take_listing(self, path: str) -> None:
        if path in self._seen or not self._on_topic(path):
            return
        if self._window and not self._window.meets(path):
            return
        self._seen.add(path)
        newest_first = -(last_day_of(path) or date.max).toordinal()
        heappush(self._listings, (newest_first, len(self._seen), path))

    def _take_story(self, path: str, link: Link) -> None:
        path = self.source.story_path(path)
        if path in self._seen:
            return
        self._seen.add(path)
        url = self.source.url_of(path)
        lead = Lead(url, self.source, day_of(replace(link, url=url)), link.hint)
        if self._topic and not self.source.belongs(path, self._topic):
            self.skipped["topic"] += 1
        elif self._window and lead.day and not self._window.holds(lead.day):
            self.skipped["window"] += 1
        else:
            self._stories.append(lead)

    def _on_topic(self, path: str) -> bool:
        return self._topic is None or self.source.leads_to(path, self._topic)
