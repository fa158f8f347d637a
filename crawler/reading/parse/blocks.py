"""Split an lxml tree into blocks of visible text, as a reader sees them."""

import re
from collections.abc import Mapping
from itertools import chain
from typing import Any

from lxml import etree

from crawler.base.scripts import join_wide
from crawler.model import Block
from crawler.reading.parse.kickers import separate_kickers
from crawler.reading.parse.lists import LIST, KnownList, known_list, repeat
from crawler.reading.parse.marks import MARKS, MAY_MARK, mark_of
from crawler.reading.parse.outline import Outline
from crawler.reading.parse.printed import LABEL, print_label, print_line, print_text
from crawler.reading.parse.white_space import keeping_lines

_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main"
    " menu nav ol p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp"
    " option iframe marquee".split()
)
_PARAGRAPHS = frozenset("p td div".split())
_BOX, _BREAK, _LIST, _MAY_MARK, _MARKS = 1, 2, 4, 8, 4
"""Effect of an element on its text: start a block, break the line, represent a known list, mark the
text, depending on an attribute. The marks that its tag alone gives are in the higher bits."""
_DOES: Mapping[object, int] = {
    tag: _BOX * (tag == LIST or tag in _BLOCK_TAGS)
    | _BREAK * (tag == "br")
    | _LIST * (tag == LIST)
    | _MAY_MARK * (tag in MAY_MARK)
    | MARKS.get(tag, 0) << _MARKS
    for tag in {"br", LIST, *_BLOCK_TAGS, *MAY_MARK, *MARKS}
}
_END = etree.Element("end")
"""Follows the last element of a page; as it has no parent, it closes all of them."""
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


def blocks(root: etree._Element) -> list[Block]:
    """Return the visible text of a tree as blocks, in page order."""
    return outlined(root)[0]


def outlined(root: etree._Element) -> tuple[list[Block], list[int], Outline]:
    """Return the blocks of a tree, the box number of each block, and the tree of boxes."""
    separate_kickers(root)
    run = _Run()
    parts, keeping, opened, write = run.parts, run.keeping, run.outline.opened, run.write
    keepers, does = keeping_lines(root), _DOES.get
    if root.tag not in _BLOCK_TAGS:
        opened.append(root)
    base = len(opened)
    marks = 0
    inner: Any = None
    box: Any = None
    marking: Any = None
    """The innermost element that is open, that starts a block, and that marks its text."""
    around: list[Any] = []
    around_marking: list[tuple[Any, int]] = []
    for element in chain(root.iter(etree.Element), (_END,)):
        above = element.getparent()
        is_leaf = True
        while inner is not above:
            if inner is box:
                if parts:
                    run.flush()
                elif is_leaf and not run.gap and _is_blank(inner):
                    run.gap = True
                run.outline.close()
                box = opened[-1] if len(opened) > base else None
            if inner is marking:
                marking, marks = around_marking.pop()
            if keeping and inner is keeping[-1]:
                keeping.pop()
            text = inner.tail
            inner = around.pop()
            if text and (parts or not text.isspace()):
                write(text, marks)
            is_leaf = False
        around.append(inner)
        inner = element
        if job := does(element.tag, 0):
            if job & _BOX:
                if parts:
                    run.flush()
                if job & _LIST:
                    run.repeat(known_list(element))
                    continue
                opened.append(element)
                box = element
            elif job & _BREAK:
                run.end_line()
            if job >= _MAY_MARK and (mark := job >> _MARKS or mark_of(element)):
                around_marking.append((marking, marks))
                marking = element
                marks |= mark
        if keepers and element in keepers:
            keeping.append(element)
        text = element.text
        if text and (parts or not text.isspace()):
            write(text, marks)
    run.flush()
    return run.done, run.boxes, run.outline


class _Run:
    """Collect the text since the last block boundary, with its marks."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.boxes: list[int] = []
        """Box number of each finished block."""
        self.outline = Outline()
        self.parts: list[str] = []
        """Text so far, as the parser returned it."""
        self.keeping: list[etree._Element] = []
        """The open elements that keep line breaks."""
        self.gap = False
        """Whether an empty element or line precedes the next block."""
        self._marks: list[int] = []
        """Marks of each part of the text."""
        self._keeps = self._has_text = self._line_has_text = False

    def end_line(self) -> None:
        """End the line at a `<br>`; end the block at a second one with nothing between."""
        if self._line_has_text:
            self._add_blank("\n")
            self._line_has_text = False
        elif self._has_text:
            self.flush()

    def repeat(self, known: KnownList) -> None:
        """Add the blocks of a known list."""
        self.gap = repeat(known, self.done, self.boxes, self.outline, gap=self.gap)

    def write(self, text: str, marks: int) -> None:
        """Add text, as the parser returns it."""
        if self.keeping:
            self._write_lines(text, marks)
        elif self.parts and text.isspace():
            self._add_blank(text.replace("\n", " "))
        else:
            if "\n" in text:
                text = join_wide(text).replace("\n", " ")
            self.parts.append(text)
            self._marks.append(marks)
            self._has_text = self._line_has_text = True

    def _write_lines(self, text: str, marks: int) -> None:
        """Add text in `<pre>`, where an empty line ends the block."""
        for number, piece in enumerate(_EMPTY_LINE.split(text)):
            if number:
                self.flush()
            self._keeps = True
            if not piece or piece.isspace():
                self._add_blank(piece)
            else:
                self.parts.append(piece)
                self._marks.append(marks)
                self._has_text = self._line_has_text = True

    def _add_blank(self, text: str) -> None:
        """Add whitespace; its marks do not matter, and most often the block has but one kind."""
        self.parts.append(text)
        self._marks.append(self._marks[-1] if self._marks else 0)

    def flush(self) -> None:
        """Close the block, if it contains text."""
        parts, marks = self.parts, self._marks
        if self._has_text:
            text, mark = parts[0] if len(parts) == 1 else "".join(parts), marks[0]
            if self._keeps or "\n" in text or marks.count(mark) < len(marks):
                lines, (heading, linked, small) = print_text(text, parts, marks, self._keeps)
            elif len(text) <= LABEL:
                lines, (heading, linked, small) = print_label(text, mark)
            else:
                lines, (heading, linked, small) = print_line(text, mark)
            if lines:
                box = self.outline.here()
                place, ordinal = self.outline.places[box], len(self.done)
                self.done.append(Block(lines, place, heading, linked, small, self.gap, ordinal))
                self.boxes.append(box)
                self.gap = False
            self._has_text = self._line_has_text = False
        self._keeps = False
        parts.clear()
        marks.clear()


def _is_blank(element: etree._Element) -> bool:
    """Return whether an element is an empty paragraph or cell and so serves as an empty line."""
    return element.tag in _PARAGRAPHS and not len(element) and not (element.text or "").strip()
