"""Measure the layout around each block: whether it is inside the main box, which holds most of the
prose, or beside it; in which branch of the tree; and how often the page repeats such a box (teaser
cards, for example)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from crawler.reading.classifier.box_names import Names
from crawler.reading.classifier.places import PLACES, Places
from crawler.reading.classifier.sums import Sums
from crawler.reading.parse.outline import Outline

_HELD = 0.6
"""Minimum share of a box's prose in one of its children for the main box to be in that child."""
_STORY_WORDS, _TEXT_WORDS = 100, 40
"""Minimum prose words to count a subtree as a complete story, and as the start of another."""

_TAGS = ("p", "li", "td", "div", "figcaption", "pre", "h2")
_SECTIONS = {
    "aside": 1, "figure": 2, "table": 4, "form": 8, "nav": 8,
    "header": 16, "footer": 16, "ul": 32, "ol": 32, "dl": 32,
}  # fmt: skip
_IN = ("aside", "figure", "table", "form", "header", "list")
_FLAGS = [
    tuple(bool(sections >> bit & 1) for bit in range(len(_IN))) for sections in range(1 << len(_IN))
]
"""Whether each section is among the bits."""
_OF_CONTAINER = ("blocks", "words", "prose", "linked")
_OF_BRANCH = ("blocks", "words", "prose", "linked", "headings", "story links")
LAYOUT = (
    *(f"tag {tag}" for tag in _TAGS),
    *PLACES,
    *(f"{name} of container" for name in _OF_CONTAINER),
    *("like container", "like outer container"),
    *("prose of main", "share of main"),
    *("inside main", "levels up", "levels down", "like it here", "like it", "most alike"),
    *(f"in {each}" for each in _IN),
    *(f"{name} of branch" for name in _OF_BRANCH),
)
"""Names of the traits in this module, in order. A branch is a subtree off the path from the root to
the main box, or the main box itself; a container is the parent of the block's own box."""

_Row = tuple[float, ...]
_Likeness = tuple[int, int, str, int]
"""Parent, kind and tag of a box, and its number if it is on the path to the main box, else -1: what
boxes with the same traits have in common."""
_TreePosition = tuple[int, int, int, int, int]
"""Position of a box: the branch that contains it (-1 on the path to the main box); its depth; the
depth it shares with the path; bits of the branch's sections around it; and the number of boxes like
it, or like one of its ancestors in the branch."""


class Layout:
    """Box layout of a page. Values common to several boxes are computed once."""

    def __init__(self, outline: Outline, sums: Sums, places: Places, names: Names) -> None:
        self._outline, self._sums, self._places, self._names = outline, sums, places, names
        self._path = _main_path(sums)
        self._tree_positions: dict[int, _TreePosition] = {
            box: (-1, depth, depth, 0, 0) for depth, box in enumerate(self._path, 1)
        }
        self._branch_names = dict.fromkeys(self._path, 0)
        self._alike = Counter(outline.kinds)
        self._children = Counter(zip(outline.parents, outline.kinds, strict=True))
        self._on_path = frozenset(self._path)
        self._of_alike: dict[_Likeness, tuple[bool, _Row]] = {}
        self._of_containers: dict[int, _Row] = {}
        self._of_branches: dict[int, _Row] = {}
        main = self._path[-1]
        self._main, self._whole = sums.prose(main), sums.prose(0) or 1
        self.start, self.end = sums.first[main], sums.after[main]
        """The first block of the main box, and the block after its last."""

    def rows(self, boxes: Iterable[int]) -> Iterator[_Row]:
        """Yield the traits of the blocks of each box, as named by `LAYOUT`."""
        parents, kinds, tags = self._outline.parents, self._outline.kinds, self._outline.tags
        on_path, of_alike, of_branch = self._on_path, self._of_alike, self._of_branch
        for box in boxes:
            like = parents[box], kinds[box], tags[box], box if box in on_path else -1
            is_branch, row = of_alike.get(like) or self._measure(box, like)
            yield row + of_branch(box) if is_branch else row

    def _measure(self, box: int, like: _Likeness) -> tuple[bool, _Row]:
        """Return whether each of similar boxes is a branch of its own, and their traits, in that
        case except those of the branch."""
        above, kind, tag, own = like
        path, container = len(self._path), self._of_containers.get(above)
        branch, depth, shared, sections, alike = self._tree_position(box if own >= 0 else above)
        is_branch, count = branch < 0, self._alike[kind]
        if own < 0:
            depth += 1
            sections |= _SECTIONS.get(tag, 0)
            if tag != "p" and count > alike:
                alike = count
        row = (
            *_tag_flags(tag),
            *(container or self._of_container(above)),
            shared == path,
            path - shared,
            depth - shared,
            self._children[above, kind],
            count,
            alike,
            *_FLAGS[sections],
        )
        if not is_branch:
            row += self._of_branches.get(branch) or self._of_branch(branch)
        found = self._of_alike[like] = is_branch, row
        return found

    def _tree_position(self, box: int) -> _TreePosition:
        """Return the position of a box, and cache it with those of its ancestors."""
        positions, outline, path = self._tree_positions, self._outline, []
        while (position := positions.get(box)) is None:
            path.append(box)
            box = outline.parents[box]
        if path:
            tags, kinds = outline.tags, outline.kinds
            branch, depth, shared, sections, alike = position
            for each in reversed(path):
                tag = tags[each]
                sections |= _SECTIONS.get(tag, 0)
                if tag != "p" and (count := self._alike[kinds[each]]) > alike:
                    alike = count
                if branch < 0:
                    branch = each
                depth += 1
                position = positions[each] = branch, depth, shared, sections, alike
        return position

    def names_of(self, box: int) -> int:
        """Return the combined name bits of a box and its ancestors in the branch."""
        known, parents, path = self._branch_names, self._outline.parents, []
        while box not in known:
            path.append(box)
            box = parents[box]
        names = known[box]
        for each in reversed(path):
            names |= self._names.of(each)
            known[each] = names
        return names

    def parent_of(self, box: int) -> int:
        """Return the parent of a box; the root is its own parent."""
        return max(0, self._outline.parents[box])

    def is_list_of_links(self, box: int) -> bool:
        """Return whether a box holds mostly links to other stories."""
        blocks, *_, links = self._sums.of(box)
        return links > 1 and blocks <= 3 * links

    def opens_story(self, headline: int, other: int) -> bool:
        """Return whether the box of a heading below the page's headline opens another story: the
        two subtrees where their paths diverge both contain text."""
        for box, another in zip(self._path_to(headline), self._path_to(other), strict=False):
            if box != another:
                prose = self._sums.prose
                return prose(box) >= _STORY_WORDS and prose(another) >= _TEXT_WORDS
        return False

    def _of_container(self, above: int) -> _Row:
        box, alike, kinds = max(0, above), self._alike, self._outline.kinds
        blocks, words, prose, linked, _, _ = self._sums.of(box)
        row = self._of_containers[above] = (
            *self._places.of(above),
            blocks,
            words,
            prose / self._whole,
            linked / (words or 1),
            alike[kinds[box]],
            alike[kinds[max(0, self._outline.parents[box])]],
            self._main,
            self._main / self._whole,
        )
        return row

    def _of_branch(self, box: int) -> _Row:
        blocks, words, prose, linked, headings, links = self._sums.of(box)
        share = prose / self._main if self._main and box not in self._on_path else 1.0
        row = blocks, words, share, linked / (words or 1), headings, links
        self._of_branches[box] = row
        return row

    def _path_to(self, box: int) -> list[int]:
        path = [box]
        while path[-1] > 0:
            path.append(self.parent_of(path[-1]))
        return path[::-1]


@lru_cache(maxsize=256)
def _tag_flags(tag: str) -> tuple[bool, ...]:
    return tuple(tag == each for each in _TAGS)


def _main_path(sums: Sums) -> list[int]:
    """Return the path from the root to the smallest box that holds most of the prose and is more
    than a single paragraph."""
    path = sums.path_of_prose(_HELD)
    if len(path) > 1 and sums.of(path[-1])[0] == 1:
        path.pop()
    return path
