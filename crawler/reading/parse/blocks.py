"""lxml tree in, blocks out: the page as a reader sees it, one text that stands apart at a time."""

import re
from collections.abc import Mapping

from lxml import etree

from crawler.base.scripts import join_wide
from crawler.base.text import close_hyphens, fold, repair
from crawler.model import Block
from crawler.reading.parse.outline import Outline

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
_BOX, _BREAK, _MARK, _KEEP, _CELL = 1, 2, 4, 8, 16
"""What an element does: sets its text apart, ends the line, makes something of its text, keeps the
lines of the source, holds the place of an empty line where it is empty."""
_DOES: Mapping[object, int] = {
    tag: _BOX * (tag in _BLOCK_TAGS)
    | _BREAK * (tag == "br")
    | _MARK * (tag in _MARKING)
    | _KEEP * (tag in _PRE)
    | _CELL * (tag in _PARAGRAPHS)
    for tag in _BLOCK_TAGS | _MARKING | {"br"}
}
_MAY_KEEP_LINES = etree.XPath(
    "//@style[contains(translate(., 'HITE', 'hite'), 'hite-')]/..", smart_strings=False
)
_WHITE_SPACE = re.compile(r"white-space(?:-collapse)?\s*:\s*([\w-]+)", re.IGNORECASE)
_KEEPING = ("pre", "break-spaces")
"""Values of the CSS property `white-space` that keep the line breaks of the source."""
_APART = 3
"""Characters of a kicker, and of the headline behind it."""
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


def blocks(root: etree._Element) -> list[Block]:
    """The visible text of a tree as blocks, in page order."""
    return outlined(root)[0]


def outlined(root: etree._Element) -> tuple[list[Block], list[int], Outline]:
    """Return the blocks of a tree, the number of each one's box, and the tree of the boxes."""
    _part_kickers(root)
    run = _Run()
    keeping = {element for element in _MAY_KEEP_LINES(root) if _keeps_lines(element.get("style"))}
    does = _DOES
    if root.tag not in _BLOCK_TAGS:
        run.outline.begin(root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        job = does.get(element.tag)
        if event == "start":
            if job:
                run.begin(element, job)
            if keeping and element in keeping:
                run.pres += 1
            text = element.text
        else:
            if job:
                run.end(element, job)
            if keeping and element in keeping:
                run.pres -= 1
            text = element.tail
        if text:
            if not text.isspace():
                run.write(text)
            elif run.parts:
                run.write_blank(text)
    run.flush()
    return run.done, run.boxes, run.outline


def _keeps_lines(style: str) -> bool:
    """Return whether an element's style keeps the lines of its text as `<pre>` does."""
    found = _WHITE_SPACE.findall(style)
    return bool(found) and found[-1].lower().startswith(_KEEPING)


def _part_kickers(root: etree._Element) -> None:
    """Set a blank, in place, between a heading's words and an inline element that shows apart from
    them though nothing parts the two: its kicker, most often."""
    for heading in root.iter("h1", "h2", "h3"):
        for child in heading.iterchildren("span", "strong", "em", "small", "b", "i", "a"):
            before = child.getprevious()
            if before is None:
                if _shows_apart(heading.text or "", _text_of(child)):
                    heading.text = f"{heading.text} "
            elif not before.tail and _shows_apart(_text_of(before), _text_of(child)):
                before.tail = " "
            if child.tail and _shows_apart(_text_of(child), child.tail):
                child.tail = f" {child.tail}"


def _text_of(element: etree._Element) -> str:
    return "".join(element.itertext())


def _shows_apart(before: str, after: str) -> bool:
    """Whether two texts that touch are words of their own: letters of one word are set apart by
    the letter, as an initial is, or go on in small letters."""
    if len(before) < _APART or len(after) < _APART or before[-1].isspace() or after[0].isspace():
        return False
    return before[-1] not in "-/(„“\"'«" and (after[0].isupper() or after[0] in "„“\"'«")


def _mark(element: etree._Element) -> str | None:
    """What an element makes of the text in it."""
    tag = str(element.tag)
    if tag == "a":
        return "linked" if element.get("href") is not None else None
    if tag == "font":
        return "small" if element.get("size") in _SMALL_SIZES else None
    return _MARKS[tag]


class _Run:
    """The text since the last block boundary, and how much of it is linked, bold and small."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.parts: list[str] = []
        """The text so far, as the parser gave it."""
        self.boxes: list[int] = []
        """The box of each block that is done."""
        self.outline = Outline()
        self.pres = 0
        """How many elements are open that keep their lines."""
        self._marks: list[tuple[str, ...]] = [()]
        """What the elements that are open make of their text, together with those around them."""
        self._marked: dict[str, int] = {}
        """How many letters of the text so far each mark holds."""
        self._unmarked = False
        """Whether some of the text so far has no mark, and its letters are not counted."""
        self._letters = 0
        """How many letters the text so far has, where all of them are counted."""
        self._gap = self._pre = False
        self._has_text = self._line_has_text = False

    def begin(self, element: etree._Element, job: int) -> None:
        """An element begins that sets its text apart, or makes something of it."""
        if job & _BOX:
            if self.parts:
                self.flush()
            self.outline.begin(element)
            if job & _KEEP:
                self.pres += 1
        elif job & _BREAK:
            self._end_line()
        if job & _MARK:
            above, mark = self._marks[-1], _mark(element)
            self._marks.append((*above, mark) if mark and mark not in above else above)

    def end(self, element: etree._Element, job: int) -> None:
        """Such an element ends."""
        if job & _BOX:
            if self.parts:
                self.flush()
            elif job & _CELL and not self._gap and _is_blank(element):
                self._gap = True
            self.outline.end()
            if job & _KEEP:
                self.pres -= 1
        if job & _MARK:
            self._marks.pop()

    def _end_line(self) -> None:
        """A `<br>` ends the line; a second one, with nothing between, ends the block."""
        if self._line_has_text:
            self.parts.append("\n")
            self._line_has_text = False
        elif self._has_text:
            self.flush()

    def write(self, text: str) -> None:
        """Add text, as the parser gives it, that is not all white space."""
        if self.pres:
            self._write_lines(text)
        elif "\n" in text:
            self._add(join_wide(text).replace("\n", " "))
        else:
            self._add(text)

    def write_blank(self, text: str) -> None:
        """Add white space as the parser gives it."""
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
        """Close the block, if it holds any text."""
        if self._has_text:
            text = "".join(self.parts)
            if not text.isascii() or "&" in text:
                text = repair(text)
                self._unmarked = True  # or they are others by now
            if lines := _lines(text, self._pre):
                shares = self._shares(text) if self._marked else _UNMARKED
                box = self.outline.here()
                self.done.append(Block(lines, self.outline.places[box], *shares, self._gap))
                self.boxes.append(box)
                self._gap = False
            self._marked.clear()
            self._unmarked, self._letters = False, 0
        self._pre = self._has_text = self._line_has_text = False
        self.parts.clear()

    def _shares(self, text: str) -> tuple[bool, float, bool]:
        """Whether the block is a heading, the share of it that is linked, whether it is small."""
        letters = _letters(text) if self._unmarked else self._letters
        of = self._marked.get
        heading = of("heading", 0) >= letters or of("bold", 0) >= letters
        return heading, of("linked", 0) / letters, of("small", 0) >= letters


def _letters(text: str) -> int:
    """How many characters are no white space."""
    if text.isprintable():  # of white space only the blank is
        return len(text) - text.count(" ")
    return len("".join(text.split()))


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
