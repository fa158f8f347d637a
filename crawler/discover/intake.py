"""Takes the parts of one listing into a frontier."""

from collections.abc import Callable, Iterable, Iterator

from crawler.discover.parts import FoundLink, ListingPart, Opening
from crawler.discover.traps import Traps, series_of

Take = Callable[[Iterable[FoundLink]], Iterator[tuple[str, bool]]]


class Intake:
    """One listing on its way into the frontier, which learns from it what leads nowhere."""

    def __init__(self, path: str, is_start: bool, traps: Traps, take: Take) -> None:
        """`take` takes links, and yields the path of each story or new listing, and whether it is
        a story."""
        self._path = path
        self._traps = traps
        self._take = take
        self._is_judged = not is_start
        self._is_open = False
        self._is_wanted = True
        self._stories: list[str] = []
        self._leads_on = False

    def take(self, part: ListingPart) -> bool:
        """Take a part; return whether further ones are wanted, and an error in them counts.

        The parts may come again from the first on, if whoever reads them crashes.
        """
        if isinstance(part, Opening):
            if not self._is_open:
                self._open(part)
        elif self._is_wanted:
            self._add(part.links)
        return self._is_wanted

    def end(self) -> None:
        """Record a listing that was read to its end."""
        if self._is_judged:
            self._traps.judge(self._path, self._stories, self._leads_on)

    def _open(self, part: Opening) -> None:
        self._is_open = True
        is_copy = self._traps.is_copy(part.sha256)
        # Start pages are named by the operator; sitemaps come from an index, which is finite.
        self._is_judged = self._is_judged and part.kind != "sitemap"
        if self._is_judged and is_copy:
            self._traps.refuse(self._path, "copy")
        self._is_wanted = not (self._is_judged and (is_copy or part.kind == "unknown"))

    def _add(self, links: Iterable[FoundLink]) -> None:
        series = series_of(self._path)
        for path, is_story in self._take(links):
            if not self._is_judged:
                continue
            if is_story:
                self._stories.append(path)
            else:
                self._leads_on = self._leads_on or series_of(path) != series
