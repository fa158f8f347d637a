"""Remember the blocks of lists that recur, such as a site's menus, which are most of its pages."""

from collections.abc import Sequence

from lxml import etree
from msgspec import Struct

from crawler.model import Block
from crawler.reading.parse.outline import Branch, Outline

_SHORTEST, _LONGEST = 100, 30_000
"""Minimum length of a list's text, and maximum length of its markup, that is remembered."""
_MOST_TEXT = 100_000
"""Characters after which no more lists of a page are looked up, since they may be nested."""
_MOST_SEEN, _MOST_KNOWN = 10_000, 200
_seen: set[int] = set()
"""Hashes of the texts of lists: only what has been seen before is compared by its markup."""
_known: dict[str, "_List"] = {}
"""Lists by their markup. Both are emptied when they are full: a crawl goes from site to site."""


class _List(Struct, frozen=True, gc=False):
    blocks: Sequence[Block]
    boxes: Sequence[int]
    """Box of each block, by its number in the branch."""
    branch: Branch
    elements: int
    """Number of elements inside the list."""
    gap: bool
    """Whether an empty element follows the last block."""


class Lists:
    """The lists of one page, none of whose elements keeps line breaks."""

    def __init__(self, done: list[Block], boxes: list[int], outline: Outline) -> None:
        self._done, self._boxes, self._outline = done, boxes, outline
        self.recorded: etree._Element | None = None
        """The list that is remembered at its end."""
        self._markup = ""
        self._first = 0
        """Its first block."""
        self._left = _MOST_TEXT

    def find(self, element: etree._Element, *, gap: bool) -> _List | None:
        """Return a known list that is the same as the one that begins. If there is none, record
        this one, provided that its text has been seen before and no gap precedes it."""
        if self.recorded is not None or self._left < 0:
            return None
        text = etree.tostring(element, encoding="unicode", method="text", with_tail=False)
        self._left -= len(text)
        if not _SHORTEST <= len(text) <= _LONGEST:
            return None
        if (seen := hash(text)) not in _seen:
            if len(_seen) >= _MOST_SEEN:
                _seen.clear()
            _seen.add(seen)
            return None
        markup = etree.tostring(element, encoding="unicode", with_tail=False)
        self._left -= len(markup)
        known = _known.get(markup)
        if known is None and not gap and len(markup) <= _LONGEST:
            self.recorded, self._markup, self._first = element, markup, len(self._done)
        return known

    def repeat(self, known: _List, *, gap: bool) -> bool:
        """Add the blocks of a known list to those of the page. Take and return whether a gap
        precedes the next block."""
        first, places = self._outline.graft(known.branch), self._outline.places
        for each, box in zip(known.blocks, known.boxes, strict=True):
            number = first + box
            block = Block(
                each.lines,
                places[number],
                each.heading,
                each.linked,
                each.small,
                each.gap or gap,
                len(self._done),
            )
            gap = False
            self._done.append(block)
            self._boxes.append(number)
        return known.gap

    def remember(self, *, gap: bool) -> None:
        """Remember the recorded list, the innermost open element, at its end."""
        element, self.recorded = self.recorded, None
        if element is not None and (found := self._outline.branch()):
            number, branch = found
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[self._markup] = _List(
                self._done[self._first :],
                [box - number for box in self._boxes[self._first :]],
                branch,
                sum(1 for _ in element.iterdescendants(etree.Element)),
                gap,
            )
