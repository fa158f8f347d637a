"""Detection of crawler traps, by the URLs of listings and by what they link to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.base.dates import MONTHS
from crawler.discover.window import days_asked, days_of_folder
from crawler.sources import Limits

Reason = str
"""`calendar`, `circle`, `depth`, `order`, `endless` or `copy`; see docs/sources.md."""


@dataclass(slots=True)
class Refused:
    """Listings not followed for one reason."""

    addresses: int
    example: str


class Traps:
    """State of trap detection for one source in one crawl."""

    def __init__(self, limits: Limits, begins: date | None, today: date) -> None:
        self.refused: dict[Reason, Refused] = {}
        self._limits = limits
        self._begins = begins
        self._latest = today + timedelta(days=1)
        """Tomorrow, which may be today in the archive's time zone."""
        self._named: set[int] = set()
        """Hashes of (series, story) pairs seen."""
        self._barren: Counter[str] = Counter()
        self._copies: defaultdict[bytes, int] = defaultdict(int)

    def refuse(self, path: str, reason: Reason) -> None:
        """Count a listing that is not followed."""
        refused = self.refused.setdefault(reason, Refused(0, path))
        refused.addresses += 1

    def reason(self, path: str) -> Reason | None:
        """Return why a listing looks like a trap; None if it does not."""
        folders = path.partition("?")[0].split("/")[1:-1]
        if len(folders) > self._limits.depth:
            return "depth"
        if self._goes_in_circles(folders):
            return "circle"
        if self._is_off_the_calendar(path):
            return "calendar"
        return "endless" if self._barren[series_of(path)] >= self._limits.barren else None

    def is_copy(self, digest: bytes) -> bool:
        """Count a content digest; return whether it has occurred more often than allowed."""
        self._copies[digest] += 1
        return self._copies[digest] > self._limits.copies

    def judge(self, path: str, stories: Iterable[str], leads_on: bool) -> None:
        """Record a listing that was read, with its stories.

        `leads_on` says whether it links to new listings of another series. A listing without
        anything new for its series is barren.
        """
        series = series_of(path)
        named = {hash((series, story)) for story in stories}
        is_barren = not leads_on and named <= self._named
        self._named |= named
        self._barren[series] = self._barren[series] + 1 if is_barren else 0

    def forget(self) -> None:
        """Free the memory of what was seen, of which nothing more is asked; keep the refusals."""
        self._named, self._copies = set(), defaultdict(int)

    def _goes_in_circles(self, folders: list[str]) -> bool:
        """Return whether a path repeats folders (`/a/b/a/b/`); numbers may repeat (`/03/03/`)."""
        counts = Counter(each for each in folders if not each.isdigit())
        return any(count > self._limits.recurrences for count in counts.values())

    def _is_off_the_calendar(self, path: str) -> bool:
        for span in (days_of_folder(path), days_asked(path)):
            if span and (span[0] > self._latest or (self._begins and span[1] < self._begins)):
                return True
        return False


_COUNTED = re.compile(
    rf"\d+|(?<![a-z])(?:{'|'.join(MONTHS)}|mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}(?![a-z])",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:sort_?|order_?)(?:by|order|dir)=[^&]*|C=[NMSD](?:;|%3B)O=[AD]"
    r"|(?:sort|order|dir|direction)=-?(?:asc|desc|ascending|descending|up|down|newest|oldest"
    r"|date|time|name|title|size|author|hits|views|rank|relevance|popular(?:ity)?)",
    re.IGNORECASE,
)
"""Parameters that only change the sort order; the second form is that of Apache's indexes.
Not `?dir=iraq`, which may be a folder."""


def series_of(path: str) -> str:
    """Return the series of a listing: its path with numbers, months and weekdays replaced, and the
    names of its query parameters.

    >>> series_of("/2003/jul/?page=7"), series_of("/list.asp?m=7&y=2031")
    ('/#/#/?page', '/list.asp?m&y')
    """
    bare, _, query = path.partition("?")
    names = "&".join(pair.partition("=")[0] for pair in query.split("&"))
    return _COUNTED.sub("#", bare) + (f"?{names}" if query else "")


def without_order(path: str) -> str:
    """Return a listing's path without parameters that only change the sort order.

    >>> without_order("/a/?C=M%3BO%3DA"), without_order("/a?dir=asc&page=2&sort=date")
    ('/a/', '/a?page=2')
    """
    bare, _, query = path.partition("?")
    kept = [pair for pair in query.split("&") if not _ORDER.fullmatch(pair.replace("%3D", "="))]
    return "?".join([bare, "&".join(kept)]) if any(kept) else bare
