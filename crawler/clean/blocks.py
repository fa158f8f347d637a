"""lxml tree in, blocks out: the page as a reader sees it, one text that stands apart at a time."""

import re

from lxml import etree

from crawler.model import Block
from crawler.text import close_hyphens, fold, repair

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
    **dict.fromkeys(_HEADINGS, "headings"),
    **dict.fromkeys(_BOLD, "bold"),
    "small": "small",
}
_MARKING = frozenset(("a", "font", *_MARKS, *_PRE))
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


def blocks(root: etree._Element) -> list[Block]:
    """The visible text of a tree as blocks, in page order."""
    run = _Run()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag in _BLOCK_TAGS:
                run.open(element)
            elif tag == "br":
                run.end_line()
            if tag in _MARKING and (mark := _mark(element)) is not None:
                run.inside[mark] += 1
                run.marks += 1
            text = element.text
        else:
            if tag in _BLOCK_TAGS:
                run.close(element)
            if tag in _MARKING and (mark := _mark(element)) is not None:
                run.inside[mark] -= 1
                run.marks -= 1
            text = element.tail
        if text and (run.parts or not text.isspace()):
            run.write(text)
    run.flush()
    return run.done


def _mark(element: etree._Element) -> str | None:
    """What an element makes of the text in it."""
    tag = element.tag
    if tag == "a":
        return "linked" if element.get("href") is not None else None
    if tag == "font":
        return "small" if element.get("size") in _SMALL_SIZES else None
    if tag in _PRE:
        return "pre"
    return _MARKS.get(str(tag))


class _Run:
    """The text since the last block boundary, and how much of it is linked, bold and small."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.inside = dict.fromkeys(("linked", "bold", "small", "headings", "pre"), 0)
        """How many elements of each kind are open."""
        self.marks = 0
        """How many in all."""
        self.parts: list[str] = []
        """The text so far, as the parser gave it."""
        self._path: list[str] = []
        self._gap = self._pre = False
        self._chars = self._line_chars = 0
        self._linked = self._bold = self._small = self._headings = 0

    def open(self, element: etree._Element) -> None:
        """A block-level element begins."""
        if self.parts:
            self.flush()
        self._path.append(_step(element))

    def close(self, element: etree._Element) -> None:
        """A block-level element ends."""
        if self.parts:
            self.flush()
        elif not self._gap and element.tag in _PARAGRAPHS and _is_blank(element):
            self._gap = True
        self._path.pop()

    def end_line(self) -> None:
        """A `<br>` ends the line; a second one, with nothing between, ends the block."""
        if not self._chars:
            return
        if self._line_chars:
            self.parts.append("\n")
            self._line_chars = 0
        else:
            self.flush()

    def write(self, text: str) -> None:
        """Add text as the parser gives it. An empty line in `<pre>` ends the block."""
        if not self.inside["pre"]:
            self._add(text.replace("\n", " "))
            return
        for number, piece in enumerate(_EMPTY_LINE.split(text)):
            if number:
                self.flush()
            self._pre = True
            self._add(piece)

    def _add(self, text: str) -> None:
        size = len(text) - text.count(" ")
        if not size or text.isspace():
            if self.parts:
                self.parts.append(text)
            return
        self.parts.append(text)
        self._chars += size
        self._line_chars += size
        if not self.marks:
            return
        inside = self.inside
        if inside["linked"]:
            self._linked += size
        if inside["bold"]:
            self._bold += size
        if inside["small"]:
            self._small += size
        if inside["headings"]:
            self._headings += size

    def flush(self) -> None:
        """Close the block, if it holds any text."""
        if self._chars and (lines := _lines(repair("".join(self.parts)), self._pre)):
            self.done.append(
                Block(
                    lines=lines,
                    place="/".join(self._path),
                    heading=self._headings >= self._chars or self._bold >= self._chars,
                    linked=self._linked / self._chars,
                    small=self._small >= self._chars,
                    gap=self._gap,
                )
            )
            self._gap = False
        self._pre = False
        self.parts.clear()
        self._chars = self._line_chars = 0
        self._linked = self._bold = self._small = self._headings = 0


def _is_blank(element: etree._Element) -> bool:
    """Whether a paragraph or cell was set to hold the place of an empty line."""
    return len(element) == 0 and not (element.text or "").strip()


def _lines(text: str, pre: bool) -> tuple[str, ...]:
    """Printed lines. In `<pre>` the indent of a line is kept, for it opens paragraphs."""
    if "\n" not in text and not pre:
        return (close_hyphens(words),) if (words := fold(text)) else ()
    return tuple(
        _indent(line) + words if pre else words
        for line in text.split("\n")
        if (words := close_hyphens(fold(line)))
    )


def _indent(line: str) -> str:
    """The blanks before a line; a single one is none."""
    line = line.expandtabs(8)
    blanks = len(line) - len(line.lstrip())
    return " " * blanks if blanks > 1 else ""


def _step(element: etree._Element) -> str:
    """An element's part of a place: `div#content`, `p`."""
    tag = str(element.tag)
    if not element.attrib:
        return tag
    if name := element.get("id"):
        return f"{tag}#{name}"
    first = (element.get("class") or "").split(None, 1)[:1]
    return f"{tag}.{first[0]}" if first else tag
