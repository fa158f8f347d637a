"""Listings that lead a crawler round and round: known by their addresses, or by what they name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.base.dates import MONTHS
from crawler.discover.window import days_asked, days_of_folder
from crawler.sources import Limits

Reason = str
"""`calendar`, `circle`, `depth`, `order`, `endless`, `copy`: docs/sources.md tells each."""


@dataclass(slots=True)
class Refused:
    """The listings that were not followed for one reason."""

    addresses: int
    example: str


class Traps:
    """What one crawl of a source knows of the traps in it."""

    def __init__(self, limits: Limits, begins: date | None, today: date) -> None:
        self.refused: dict[Reason, Refused] = {}
        self._limits = limits
        self._begins = begins
        self._latest = today + timedelta(days=1)
        """It may be tomorrow where the archive is."""
        self._named: set[int] = set()
        """Stories by the series of listings that has named them."""
        self._barren: Counter[str] = Counter()
        self._copies: defaultdict[bytes, int] = defaultdict(int)

    def refuse(self, path: str, reason: Reason) -> None:
        """Count a listing that is not followed."""
        told = self.refused.setdefault(reason, Refused(0, path))
        told.addresses += 1

    def reason(self, path: str) -> Reason | None:
        """Why a listing is a trap; null where it seems to be none."""
        folders = path.partition("?")[0].split("/")[1:-1]
        if len(folders) > self._limits.depth:
            return "depth"
        if self._goes_in_circles(folders):
            return "circle"
        if self._is_off_the_calendar(path):
            return "calendar"
        return "endless" if self._barren[series_of(path)] >= self._limits.barren else None

    def is_copy(self, digest: bytes) -> bool:
        """Whether more listings than are believed had the content with this digest."""
        self._copies[digest] += 1
        return self._copies[digest] > self._limits.copies

    def judge(self, path: str, stories: Iterable[str], leads_on: bool) -> None:
        """A followed listing was read: it named these stories, and `leads_on` where it named new
        listings of another series. One that has nothing new for its series is barren."""
        series = series_of(path)
        named = {hash((series, story)) for story in stories}
        is_barren = not leads_on and named <= self._named
        self._named |= named
        self._barren[series] = self._barren[series] + 1 if is_barren else 0

    def _goes_in_circles(self, folders: list[str]) -> bool:
        """`/a/b/a/b/a/b/`. Numbers may recur: `/2003/03/03/03/`."""
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
"""What only turns the lines of a list round. `?dir=iraq` may be a folder, and is not here; the
second form is that of Apache's own indexes."""


def series_of(path: str) -> str:
    """The series that a listing belongs to: its path without what counts it, and the names in its
    query.

    >>> series_of("/2003/jul/?page=7"), series_of("/list.asp?m=7&y=2031")
    ('/#/#/?page', '/list.asp?m&y')
    """
    bare, _, query = path.partition("?")
    names = "&".join(pair.partition("=")[0] for pair in query.split("&"))
    return _COUNTED.sub("#", bare) + (f"?{names}" if query else "")


def without_order(path: str) -> str:
    """A listing's path without what only puts its lines in another order.

    >>> without_order("/a/?C=M%3BO%3DA"), without_order("/a?dir=asc&page=2&sort=date")
    ('/a/', '/a?page=2')
    """
    bare, _, query = path.partition("?")
    kept = [pair for pair in query.split("&") if not _ORDER.fullmatch(pair.replace("%3D", "="))]
    return "?".join([bare, "&".join(kept)]) if any(kept) else bare
