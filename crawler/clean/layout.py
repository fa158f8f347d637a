"""Where each block of a page is set: inside the main box, which holds most of the prose, or beside
it; in which branch of the tree; and how often the page repeats such a box, as it does with the
cards of other stories."""

from collections import Counter
from collections.abc import Sequence

from crawler.clean.outline import Outline
from crawler.clean.sums import Sums

_HELD = 0.6
"""Share of a box's prose from which the one box inside that holds it is the main box."""
_MOST, _MANY, _DEEP, _MOST_WORDS, _NEAR = 20, 60, 12, 2000, 10
"""Where counting ends: more is all the same."""
_STORY_WORDS, _TEXT_WORDS = 100, 40
"""Words of prose of a story that is over, and of one that begins."""

_SECTIONS = {
    "article": 0, "aside": 1, "figure": 2, "blockquote": 3, "table": 4, "form": 5, "nav": 5,
    "header": 6, "footer": 6, "section": 7, "ul": 8, "ol": 8, "dl": 8,
}  # fmt: skip
_IN = ("article", "aside", "figure", "blockquote", "table", "form", "header", "section", "list")
LAYOUT = (
    *("above main", "behind main", "first in container", "last in container"),
    *("inside main", "levels up", "levels down"),
    *("blocks of branch", "words of branch", "prose of branch", "linked of branch"),
    *("headings of branch", "story links of branch"),
    *("blocks of container", "words of container", "prose of container", "linked of container"),
    *("like it here", "like it", "like container", "like outer container", "most alike"),
    *(f"in {each}" for each in _IN),
    *("prose of main", "share of main"),
)
"""The traits told here, in their order. A branch is what leaves the path from the root to the main
box, or the main box itself; a container is the box around a block's own."""


class Layout:
    """The boxes of a page. What all blocks share is counted once."""

    def __init__(self, outline: Outline, boxes: Sequence[int], sums: Sums) -> None:
        """`boxes` are those of the blocks."""
        self._outline, self._boxes, self.sums = outline, boxes, sums
        self.path = _main_path(sums)
        self._on_path = frozenset(self.path)
        self.branches = self._find_branches()
        """The branch of each box; -1 for the boxes on the path to the main box."""
        self._count_kinds()
        self._rows: dict[int, tuple[float, ...]] = {}

    def of(self, number: int) -> tuple[float, ...]:
        """Return the traits of one block that `LAYOUT` names."""
        box, sums = self._boxes[number], self.sums
        container, main = self._above(box), self.path[-1]
        row = self._rows.get(box)
        if row is None:
            row = self._rows[box] = self._of_box(box, container)
        return (
            number < sums.first[main],
            number > sums.last[main],
            min(_NEAR, number - sums.first[container]),
            min(_NEAR, sums.last[container] - number),
            *row,
        )

    def opens_story(self, headline: int, other: int) -> bool:
        """Return whether a heading behind the page's headline opens a story of its own: where their
        boxes part, each holds a text."""
        mine, its = self._path_to(self._boxes[headline]), self._path_to(self._boxes[other])
        for box, another in zip(mine, its, strict=False):
            if box != another:
                prose = self.sums.prose
                return prose[box] >= _STORY_WORDS and prose[another] >= _TEXT_WORDS
        return False

    def _of_box(self, box: int, container: int) -> tuple[float, ...]:
        sums, kinds, alike = self.sums, self._kinds, self._alike
        main, branch = self.path[-1], self.branches[box]
        limb = box if branch < 0 else branch
        prose, words = sums.prose[main], sums.words[limb]
        return (
            self._shared[box] == len(self.path),
            len(self.path) - self._shared[box],
            min(_DEEP, self._depths[box] - self._shared[box]),
            min(_MOST, sums.blocks[limb]),
            min(_MOST_WORDS, words),
            sums.prose[limb] / prose if prose and branch >= 0 else 1.0,
            sums.linked[limb] / words if words else 0.0,
            min(_MOST, sums.headings[limb]),
            min(_MOST, sums.links[limb]),
            min(_MOST, sums.blocks[container]),
            min(_MOST_WORDS, sums.words[container]),
            sums.prose[container] / (sums.prose[0] or 1),
            sums.linked[container] / (sums.words[container] or 1),
            min(_MOST, self._children[container, kinds[box]]),
            min(_MANY, alike[kinds[box]]),
            min(_MOST, alike[kinds[container]]),
            min(_MOST, alike[kinds[self._above(container)]]),
            min(_MOST, self._most_alike[box]),
            *(self._sections[box] >> bit & 1 for bit in range(len(_IN))),
            min(_MOST_WORDS, prose),
            prose / (sums.prose[0] or 1),
        )

    def _above(self, box: int) -> int:
        """Return the box around a box; the root is around itself."""
        return max(0, self._outline.parents[box])

    def _path_to(self, box: int) -> list[int]:
        path = [box]
        while path[-1] > 0:
            path.append(self._above(path[-1]))
        return path[::-1]

    def _find_branches(self) -> list[int]:
        """Also count how deep each box is, how much of that it shares with the main path, and in
        which sections its branch is."""
        outline, on_path = self._outline, self._on_path
        size = len(outline.parents)
        branches, self._depths, self._shared = [-1] * size, [0] * size, [0] * size
        self._sections = [0] * size
        for box, (above, tag) in enumerate(zip(outline.parents, outline.tags, strict=True)):
            self._depths[box] = self._depths[above] + 1 if above >= 0 else 1
            if box in on_path:
                self._shared[box] = self._depths[box]
                continue
            branches[box] = box if above < 0 or above in on_path else branches[above]
            self._shared[box] = self._shared[above] if above >= 0 else 0
            self._sections[box] = self._sections[above] if above >= 0 else 0
            if tag in _SECTIONS:
                self._sections[box] |= 1 << _SECTIONS[tag]
        return branches

    def _count_kinds(self) -> None:
        """Count the boxes that are alike: of one tag and class, in boxes that are alike."""
        outline, on_path = self._outline, self._on_path
        numbers: dict[tuple[int, str, str], int] = {}
        self._kinds: list[int] = []
        self._children = Counter[tuple[int, int]]()
        for above, tag, style in zip(outline.parents, outline.tags, outline.styles, strict=True):
            key = (self._kinds[above] if above >= 0 else -1, tag, style)
            kind = numbers.setdefault(key, len(numbers))
            self._kinds.append(kind)
            self._children[above, kind] += 1
        self._alike = Counter(self._kinds)
        self._most_alike: list[int] = []
        for box, (above, kind) in enumerate(zip(outline.parents, self._kinds, strict=True)):
            most = self._most_alike[above] if above >= 0 else 0
            own = 0 if box in on_path or outline.tags[box] == "p" else self._alike[kind]
            self._most_alike.append(max(most, own))


def _main_path(sums: Sums) -> list[int]:
    """Return the boxes from the root down to the smallest one that holds most of the prose, and
    is not a single paragraph."""
    if not sums.blocks:
        return []
    path, prose, heirs = [0], sums.prose, sums.heirs()
    while (heir := heirs[path[-1]]) >= 0 and prose[heir] >= _HELD * prose[path[-1]] > 0:
        path.append(heir)
    if len(path) > 1 and sums.blocks[path[-1]] == 1:
        path.pop()
    return path
