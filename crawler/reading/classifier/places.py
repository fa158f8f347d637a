"""Sum words and prose at each place of a page: in all boxes whose parents have the same path, such
as all cards of a list."""

from collections import defaultdict
from collections.abc import Sequence

from crawler.reading.parse.outline import Outline

PLACES = (
    *("prose of box", "prose of outer box", "in the box of most prose", "shared path"),
    *("linked of box", "words of box"),
)
"""Names of the traits in this module, in order."""
_MOST_WORDS = 3000


class Places:
    """Totals of each place of a page."""

    def __init__(
        self,
        outline: Outline,
        boxes: Sequence[int],
        words: Sequence[int],
        prose: Sequence[int],
        linked: Sequence[float],
    ) -> None:
        """Take for each block its box, the count of its words and of those of running text, and the
        share of links."""
        self._paths, parents = [*outline.places, ""], outline.parents
        self._words, self._prose = defaultdict[str, int](int), defaultdict[str, int](int)
        self._linked = defaultdict[str, float](float)
        self._prose_of_outer = defaultdict[str, int](int)
        for box, count, text, share in zip(boxes, words, prose, linked, strict=True):
            place = self._paths[parents[box]]
            self._words[place] += count
            if share:
                self._linked[place] += share * count
            if text:
                self._prose[place] += text
                self._prose_of_outer[_outer(place)] += text
        self._main = max(self._prose, key=self._prose.__getitem__, default="")
        self._whole = sum(prose) or 1
        self._steps = self._main.split("/")
        self._rows: dict[str, tuple[float, ...]] = {}

    def of(self, above: int) -> tuple[float, ...]:
        """Return the traits of the boxes in a parent, as named by `PLACES`; -1 is that of the
        root."""
        place = self._paths[above]
        return self._rows.get(place) or self._measure(place)

    def _measure(self, place: str) -> tuple[float, ...]:
        words = self._words[place]
        row = self._rows[place] = (
            self._prose[place] / self._whole,
            self._prose_of_outer[_outer(place)] / self._whole,
            place == self._main,
            self._shared(place),
            self._linked[place] / words,
            min(words, _MOST_WORDS),
        )
        return row

    def _shared(self, place: str) -> float:
        """Return the share of a path that is that of the main path, counted from the root."""
        mine, main = place.split("/"), self._steps
        same = 0
        for step, its in zip(mine, main, strict=False):
            if step != its:
                break
            same += 1
        return same / max(len(mine), len(main))


def _outer(place: str) -> str:
    """Return the parent element's path."""
    return place.rpartition("/")[0]
