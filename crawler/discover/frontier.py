"""The frontier of one source in one crawl: stories to fetch and listings to read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from heapq import heappop, heappush

from crawler.base.skips import SkipReason
from crawler.discover.dated import expand_start_paths
from crawler.discover.intake import Intake
from crawler.discover.links import Link, merge_hints
from crawler.discover.parts import FoundLink, classify, read_parts
from crawler.discover.stories import Stories, StoryLink
from crawler.discover.traps import Refused, Traps, without_order
from crawler.discover.window import Window, day_of, last_day_of
from crawler.model import Hint
from crawler.sources import Source

EXAMPLES = 3
"""Example links that are logged if no link is a story."""


class Frontier:
    """Collects links from listings; selects the listings to follow and the stories to fetch.

    Without a window it selects the newest stories. Each path is taken once, whichever host or
    scheme of the source a link uses. Links beyond the limit are dropped at once, as a sitemap may
    list a million stories.
    """

    def __init__(
        self, source: Source, window: Window | None, topic: str | None, today: date
    ) -> None:
        self.source = source
        self.skipped: Counter[SkipReason] = Counter()
        """Stories found but not to be fetched, by reason."""
        self.refused = 0
        """Listings within the window that were not read because of the limit."""
        self._traps = Traps(source.limits, source.begins, today)
        self._window = window
        self._topic = topic
        self.terms = (window, topic, today)
        """What it was created with, besides its source."""
        self._walked = window or Window(today - timedelta(days=source.newest.days - 1), today)
        self._budget = source.limits.listings if window else source.newest.listings
        self._seen: set[int] = set()
        """Hashes of paths of listings, which take a fourth of the memory of the paths."""
        self._listings: list[tuple[int, int, str]] = []
        self._starts: set[str] = set()
        self._stories = Stories(source, None if window else source.newest.stories)
        self._handed = 0
        """Stories returned by `stories`."""
        self._links = 0
        """Links to the archive seen so far."""
        self._unmatched: dict[str, None] = {}
        """The first links that match no pattern."""

    @property
    def trapped(self) -> dict[str, Refused]:
        """Listings not followed because they look like crawler traps, by reason."""
        return self._traps.refused

    @property
    def discovered(self) -> int:
        """Number of stories found so far, including those to be skipped."""
        return len(self._stories) + self._handed + self.skipped.total()

    def why_nothing(self) -> str:
        """Return why no story was found, in one line."""
        if not self.source.start.paths:
            return "no start pages in the source's file"
        if not self._links:
            return f"no links to {self.source.base} found"
        links = "1 link" if self._links == 1 else f"{self._links} links"
        seen = f"{links} found, none matches `story`"
        examples = [self.source.url_of(path) for path in self._unmatched]
        return f"{seen}, e.g. {', '.join(examples)}" if examples else seen

    @property
    def waiting(self) -> int:
        """Number of known listings that will be read."""
        return min(len(self._listings), self._budget)

    def starts(self) -> list[str]:
        """Return the URLs of the start pages."""
        source = self.source
        paths = expand_start_paths(
            source.start.paths, source.topics.values(), self._walked, source.limits.walk
        )
        wanted = [path for path in dict.fromkeys(paths) if self._on_topic(path)]
        self._starts.update(wanted)
        self._seen.update(map(hash, wanted), map(hash, map(without_order, wanted)))
        return [source.url_of(path) for path in wanted]

    def read(self, body: bytes, url: str, content_type: str | None = None) -> None:
        """Take the links of the listing at this URL; `content_type` is its HTTP header.

        Raises Fault if its bytes cannot be read, or if a start page has no known format.
        """
        intake = self.intake(url)
        for part in read_parts(body, url, content_type, self.source):
            if not intake.take(part):
                break
        intake.end()

    def intake(self, url: str) -> Intake:
        """Return what takes the parts of the listing at this URL."""
        path = self.source.path_of(url)
        is_start = path is None or path in self._starts
        return Intake(path or "/", is_start, self._traps, self._taken)

    def take(self, links: Iterable[Link]) -> None:
        """Take links."""
        for _ in self._taken(filter(None, (classify(link, self.source) for link in links))):
            pass

    def _taken(self, links: Iterable[FoundLink]) -> Iterator[tuple[str, bool]]:
        """Take links; yield the path of each story or new listing, and whether it is a story."""
        for link in links:
            self._links += 1
            if link.kind is None and len(self._unmatched) < EXAMPLES:
                self._unmatched[link.path] = None
            if link.kind == "listing" and self._take_listing(link.path):
                yield link.path, False
            elif link.kind == "story":
                self._take_story(link)
                yield link.story, True

    def take_moved(self, url: str, listing: str, start: bool) -> bool:
        """Take the URL that a listing redirects to; return whether that is a story.

        Some start pages redirect to the newest story (`/latest`), which is then taken. A redirect
        of a feed, sitemap or front page, or one that adds a slash, leads to a listing.
        """
        path, old = self.source.path_of(url), self.source.path_of(listing) or "/"
        if path is None:
            return False
        is_same = old == "/" or path.rstrip("/") == old.rstrip("/")
        is_moved = is_same or old in self.source.start.machine_readable
        if self.source.kind_of(path) == "story" and not is_moved:
            self.take([Link(url, Hint(found_on=listing))])
            return True
        self._seen.add(hash(path))
        if start:
            self._starts.add(path)
        return False

    def listings(self, most: int) -> list[str]:
        """Return the next listings to read, at most so many: undated ones, then the newest."""
        paths: list[str] = []
        while self._listings and len(paths) < most:
            path = heappop(self._listings)[-1]
            if self._is_followed(path):  # its series may have ended meanwhile
                paths.append(path)
        allowed = paths[: self._budget]
        self._budget -= len(allowed)
        if self._window:
            self.refused += len(paths) - len(allowed)
        return [self.source.url_of(path) for path in allowed]

    def stories(self) -> Iterator[StoryLink]:
        """Return the stories to fetch, newest first; those beyond the limit count as skipped.

        To be called once, at the end of discovery: what was found is not kept.
        """
        found, most = self._stories, self.source.newest.stories
        kept = found.dated + min(found.undated, most) if self._window else min(len(found), most)
        self.skipped[SkipReason.LIMIT] += len(found) - kept
        self._stories, self._handed = Stories(self.source, 0), kept
        self._seen = set()
        self._traps.forget()
        return found.newest(kept)

    def _take_listing(self, path: str) -> bool:
        """Add a listing to be read; return False if it is known or not wanted."""
        if hash(path) in self._seen or not self._on_topic(path):
            return False
        if self._window and not self._window.meets(path):
            return False
        self._seen.add(hash(path))
        if (ordered := without_order(path)) != path:
            if hash(ordered) in self._seen:
                self._traps.refuse(path, "order")
                return False
            self._seen.add(hash(ordered))
        if not self._is_followed(path):
            return False
        newest_first = -(last_day_of(path) or date.max).toordinal()
        heappush(self._listings, (newest_first, len(self._seen), path))
        return True

    def _is_followed(self, path: str) -> bool:
        if reason := self._traps.reason(path):
            self._traps.refuse(path, reason)
        return reason is None

    def _take_story(self, link: FoundLink) -> None:
        """Take a story; merge the hint into that of a known story."""
        mark = hash(link.story)
        if mark in self._seen:
            return
        is_found, known = self._stories.find(mark)
        url, hint, day = self.source.url_of(link.story), link.hint, link.day
        if known and known.hint:
            hint = merge_hints(known.hint, hint)
            day = day_of(Link(url, hint), self.source)
        story = StoryLink(url, self.source, day, hint)
        if not is_found or (known and hint != known.hint):
            self._put(mark, story, known)
        elif not known and day and self._window is None and self._is_of_topic(link.story):
            self.skipped[SkipReason.LIMIT] -= 1  # it was dropped before, perhaps for lack of a date
            self._put(mark, story, None)

    def _put(self, mark: int, story: StoryLink, known: StoryLink | None) -> None:
        """Keep a story or count it as skipped, as well as stories that it displaces."""
        found = len(self._stories) + (known is None)
        if reason := self._unwanted(story):
            self._stories.drop(mark, known)
        else:
            self._stories.put(mark, story, known)
        self.skipped[reason or SkipReason.LIMIT] += found - len(self._stories)

    def _unwanted(self, story: StoryLink) -> SkipReason | None:
        """Return why a story is not to be fetched; None if it is, within the limit."""
        if self._topic and not self._is_of_topic(self.source.path_of(story.url) or ""):
            return SkipReason.TOPIC
        if self._window and story.day and not self._window.holds(story.day):
            return SkipReason.WINDOW
        return None

    def _is_of_topic(self, path: str) -> bool:
        return self._topic is None or self.source.belongs(path, self._topic)

    def _on_topic(self, path: str) -> bool:
        return self._topic is None or self.source.leads_to(path, self._topic)
