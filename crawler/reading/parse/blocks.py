"""Split an lxml tree into blocks of visible text, as a reader sees them."""

import re
from collections.abc import Mapping

from lxml import etree

from crawler.base.scripts import join_wide
from crawler.base.text import close_hyphens, fold, repair
from crawler.model import Block
from crawler.reading.parse.kickers import separate_kickers
from crawler.reading.parse.outline import Outline
from crawler.reading.parse.white_space import keeping_lines

_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main"
    " menu nav ol p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp"
    " option iframe marquee".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BOLD = frozenset("b strong big".split())
_PRE = frozenset("pre listing plaintext xmp".split())
_PARAGRAPHS = frozenset("p td div".split())
_SMALL_SIZES = ("1", "-2", "-1")
_MARKS = {
    **dict.fromkeys(_HEADINGS, "heading"),
    **dict.fromkeys(_BOLD, "bold"),
    "small": "small",
}
_MARKING = frozenset(("a", "font", *_MARKS))
_UNMARKED = (False, 0.0, False)
_BOX, _MARK, _BREAK, _KEEP, _CELL = 1, 2, 4, 8, 16
"""Effect of an element on its text: start a block, mark the text, break the line, keep source line
breaks, count as an empty line if blank."""
_DOES: Mapping[object, int] = {
    tag: _BOX * (tag in _BLOCK_TAGS)
    | _BREAK * (tag == "br")
    | _MARK * (tag in _MARKING)
    | _KEEP * (tag in _PRE)
    | _CELL * (tag in _PARAGRAPHS)
    for tag in _BLOCK_TAGS | _MARKING | {"br"}
}
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


def blocks(root: etree._Element) -> list[Block]:
    """Return the visible text of a tree as blocks, in page order."""
    return outlined(root)[0]


def outlined(root: etree._Element) -> tuple[list[Block], list[int], Outline]:
    """Return the blocks of a tree, the box number of each block, and the tree of boxes."""
    separate_kickers(root)
    run = _Run()
    parts, opened = run.parts, run.outline.opened
    begin, end, write = run.begin, run.end, run.write
    keeping, does = keeping_lines(root), _DOES.get
    if root.tag not in _BLOCK_TAGS:
        opened.append(root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        job = does(element.tag)
        if event == "start":
            if job == _BOX and not parts:
                opened.append(element)
            elif job:
                begin(element, job)
            if keeping and element in keeping:
                run.pres += 1
            text = element.text
        else:
            if job:
                end(element, job)
            if keeping and element in keeping:
                run.pres -= 1
            text = element.tail
        if text:
            if not text.isspace():
                write(text)
            elif parts:
                run.write_blank(text)
    run.flush()
    return run.done, run.boxes, run.outline


def _mark(element: etree._Element) -> str | None:
    """Return the mark that an element gives its text: linked, small, heading or bold."""
    tag = str(element.tag)
    if tag == "a":
        return "linked" if element.get("href") is not None else None
    if tag == "font":
        return "small" if element.get("size") in _SMALL_SIZES else None
    return _MARKS[tag]


class _Run:
    """Collect the text since the last block boundary, and how much is linked, bold and small."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.parts: list[str] = []
        """Text so far, as the parser returned it."""
        self.boxes: list[int] = []
        """Box number of each finished block."""
        self.outline = Outline()
        self.pres = 0
        """Number of open elements that preserve line breaks."""
        self._marks: list[tuple[str, ...]] = [()]
        """Marks in effect for each open formatting element, its own and those of its ancestors."""
        self._marked: dict[str, int] = {}
        """Letter count per enclosing formatting element."""
        self._unmarked = False
        """Whether some text so far is unmarked; its letters have not been counted."""
        self._letters = 0
        """Number of letters so far, if all have been counted."""
        self._gap = self._pre = False
        self._has_text = self._line_has_text = False

    def begin(self, element: etree._Element, job: int) -> None:
        """Open an element that starts a block or marks its text."""
        if job & _BOX:
            if self.parts:
                self.flush()
            self.outline.opened.append(element)
            if job & _KEEP:
                self.pres += 1
        elif job & _BREAK:
            self._end_line()
        if job & _MARK:
            above, mark = self._marks[-1], _mark(element)
            self._marks.append((*above, mark) if mark and mark not in above else above)

    def end(self, element: etree._Element, job: int) -> None:
        """Close an element opened by `begin`."""
        if job & _BOX:
            if self.parts:
                self.flush()
            elif job & _CELL and not self._gap and _is_blank(element):
                self._gap = True
            self.outline.close()
            if job & _KEEP:
                self.pres -= 1
        if job & _MARK:
            self._marks.pop()

    def _end_line(self) -> None:
        """End the line at a `<br>`; end the block at a second one with nothing between."""
        if self._line_has_text:
            self.parts.append("\n")
            self._line_has_text = False
        elif self._has_text:
            self.flush()

    def write(self, text: str) -> None:
        """Add text, as the parser returns it, that is not only whitespace."""
        if self.pres:
            self._write_lines(text)
        elif "\n" in text:
            self._add(join_wide(text).replace("\n", " "))
        else:
            self._add(text)

    def write_blank(self, text: str) -> None:
        """Add whitespace as the parser returns it."""
        if self.pres:
            self._write_lines(text)
        else:
            self.parts.append(text.replace("\n", " "))

    def _write_lines(self, text: str) -> None:
        """Add text in `<pre>`, where an empty line ends the block."""
        for number, piece in enumerate(_EMPTY_LINE.split(text)):
            if number:
                self.flush()
            self._pre = True
            if not piece or piece.isspace():
                self.parts.append(piece)
            else:
                self._add(piece)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self._has_text = self._line_has_text = True
        if marks := self._marks[-1]:
            letters = _letters(text)
            self._letters += letters
            for mark in marks:
                self._marked[mark] = self._marked.get(mark, 0) + letters
        else:
            self._unmarked = True

    def flush(self) -> None:
        """Close the block, if it contains text."""
        parts = self.parts
        if self._has_text:
            text = parts[0] if len(parts) == 1 else "".join(parts)
            if not text.isascii() or "&" in text:
                text = repair(text)
                self._unmarked = True  # repair may have changed the letter counts
            if lines := _lines(text, self._pre):
                box = self.outline.here()
                shares = self._shares(text) if self._marked else _UNMARKED
                place, ordinal = self.outline.places[box], len(self.done)
                self.done.append(Block(lines, place, *shares, self._gap, ordinal))
                self.boxes.append(box)
                self._gap = False
            if self._marked:
                self._marked.clear()
                self._letters = 0
            self._unmarked = self._has_text = self._line_has_text = False
        self._pre = False
        parts.clear()

    def _shares(self, text: str) -> tuple[bool, float, bool]:
        """Return whether the block is a heading, its share of linked text, and whether it is
        small."""
        letters = _letters(text) if self._unmarked else self._letters
        of = self._marked.get
        heading = of("heading", 0) >= letters or of("bold", 0) >= letters
        return heading, of("linked", 0) / letters, of("small", 0) >= letters


def _letters(text: str) -> int:
    """Return the number of non-whitespace characters."""
    if text.isprintable():  # the only printable whitespace character is the space
        return len(text) - text.count(" ")
    return len("".join(text.split()))


def _is_blank(element: etree._Element) -> bool:
    """Return whether a paragraph or cell is empty and so serves as an empty line."""
    return len(element) == 0 and not (element.text or "").strip()


def _lines(text: str, pre: bool) -> tuple[str, ...]:
    """Return the printed lines. In `<pre>`, keep each line's indent, which may mark a paragraph."""
    if "\n" not in text and not pre:
        return (close_hyphens(words),) if (words := fold(text)) else ()
    return tuple(
        _indent(line) + words if pre else words
        for line in text.split("\n")
        if (words := close_hyphens(fold(line)))
    )


def _indent(line: str) -> str:
    """Return the leading spaces of a line; ignore a single one."""
    line = line.expandtabs(8)
    blanks = len(line) - len(line.lstrip())
    return " " * blanks if blanks > 1 else ""
