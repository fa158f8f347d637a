"""lxml tree in, blocks out: the page as a reader sees it, one text that stands apart at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from crawler.model import Block
from crawler.text import close_hyphens, repair

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
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0\u3000]+")
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


def blocks(root: etree._Element) -> list[Block]:
    """The visible text of a tree as blocks, in page order."""
    run = _Run()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            run.enter(element)
            run.write(element.text)
        else:
            run.leave(element)
            run.write(element.tail)
    run.flush()
    return run.done


@dataclass(slots=True)
class _Run:
    """The text since the last block boundary, with what of it is linked, bold and small."""

    done: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    chars: int = 0
    line_chars: int = 0
    linked: int = 0
    bold: int = 0
    small: int = 0
    headings: int = 0
    in_link: int = 0
    in_bold: int = 0
    in_small: int = 0
    in_heading: int = 0
    in_pre: int = 0
    gap: bool = False

    def enter(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _BLOCK_TAGS:
            self.flush()
            self.path.append(_step(element))
        elif tag == "br":
            self._break()
        self._count(element, 1)

    def leave(self, element: etree._Element) -> None:
        if element.tag in _BLOCK_TAGS:
            self.gap = self.gap or (element.tag in _PARAGRAPHS and _is_blank(element))
            self.flush()
            self.path.pop()
        self._count(element, -1)

    def _count(self, element: etree._Element, by: int) -> None:
        tag = element.tag
        if tag == "a" and element.get("href") is not None:
            self.in_link += by
        elif tag in _BOLD:
            self.in_bold += by
        elif tag == "small" or (tag == "font" and element.get("size") in ("1", "-2", "-1")):
            self.in_small += by
        elif tag in _HEADINGS:
            self.in_heading += by
        elif tag in _PRE:
            self.in_pre += by

    def _break(self) -> None:
        """A `<br>` ends the line; a second one, with nothing between, ends the block."""
        if not self.chars:
            return
        if self.line_chars:
            self.parts.append("\n")
            self.line_chars = 0
        else:
            self.flush()

    def write(self, text: str | None) -> None:
        """Add text as the parser gives it. An empty line in `<pre>` ends the block."""
        if not text:
            return
        if not self.in_pre:
            self._add(_BLANKS.sub(" ", text))
            return
        for number, piece in enumerate(_EMPTY_LINE.split(text)):
            if number:
                self.flush()
            self._add(piece)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        size = len(text) - text.count(" ")
        if text.isspace() or not text:
            return
        self.chars += size
        self.line_chars += size
        self.linked += size if self.in_link else 0
        self.bold += size if self.in_bold else 0
        self.small += size if self.in_small else 0
        self.headings += size if self.in_heading else 0

    def flush(self) -> None:
        """Close the block, if it holds any text."""
        if self.chars and (lines := tuple(_lines(repair("".join(self.parts))))):
            self.done.append(
                Block(
                    lines=lines,
                    place="/".join(self.path),
                    heading=max(self.headings, self.bold) >= self.chars,
                    linked=self.linked / self.chars,
                    small=self.small >= self.chars,
                    gap=self.gap,
                )
            )
            self.gap = False
        self.parts.clear()
        self.chars = self.line_chars = 0
        self.linked = self.bold = self.small = self.headings = 0


def _is_blank(element: etree._Element) -> bool:
    """Whether a paragraph or cell was set to hold the place of an empty line."""
    return len(element) == 0 and not (element.text or "").strip()


def _lines(text: str) -> Iterator[str]:
    """Printed lines; the indent of a line is kept, for in `<pre>` it opens paragraphs."""
    for line in text.split("\n"):
        line = line.expandtabs(8).rstrip()
        words = line.strip()
        if words:
            indent = line[: len(line) - len(line.lstrip())] if line[:2].isspace() else ""
            yield indent + close_hyphens(" ".join(words.split()))


def _step(element: etree._Element) -> str:
    name, first = element.get("id"), (element.get("class") or "").split()[:1]
    return str(element.tag) + (f"#{name}" if name else f".{first[0]}" if first else "")
