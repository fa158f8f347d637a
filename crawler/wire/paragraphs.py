"""Printed lines in, paragraphs out: hard wraps are closed, paragraphs that were apart stay apart.

The text of a story travels as one string: a newline where the page breaks a line, an empty line
where it starts a new block, a form feed where a paragraph surely ends, a vertical tab on a line of
its own where the page shows an empty line of its own making.
"""

import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from crawler.model import Block
from crawler.text import close_hyphens, ends_sentence, fold

END = "\f"
"""Ends a paragraph whatever stands around it."""
GAP = "\v\n\n"
"""Ends a paragraph unless that would cut a sentence."""
SPEAKER = re.compile(r"(?:Q|A|QUESTION|ANSWER|[A-Z][A-Z'.-]+(?: [A-Z][A-Z'.-]+){0,3}):\s")
"""A speaker's label in a transcript."""
_ITEM = re.compile(r"(?:[-*•·o]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_LOWER = re.compile(r"[a-z0-9,;)]")
_NARROW, _WIDE = 38, 92
"""Characters: a line that was wrapped by hand is at least and at most this long."""


def layout(blocks: Iterable[Block]) -> str:
    """Blocks as the string described above; headings end with a form feed."""
    return "\n\n".join(
        (GAP if block.gap else "") + "\n".join(block.lines) + (END if block.heading else "")
        for block in blocks
    )


@dataclass(slots=True)
class _Line:
    text: str
    indent: int
    """Blanks before it."""
    apart: bool
    """Whether it begins a block."""
    gap: bool
    """Whether an empty line of the page's own making stands before it."""
    sure: bool
    """Whether it surely begins a paragraph."""


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a story's text."""
    lines = list(_lines(text))
    wrapped_in = _wrapped(lines, apart=False)
    wrapped_apart = _wrapped(lines, apart=True)
    printed = [line.indent + len(line.text) for line in lines]
    width = max((length for length in printed if length <= _WIDE), default=_WIDE)
    done: list[list[_Line]] = []
    for line in lines:
        if done and not line.sure:
            wrapped = wrapped_apart if line.apart else wrapped_in
            if _continues(done[-1], line, wrapped, width):
                done[-1].append(line)
                continue
        done.append([line])
    return tuple(_join(line.text for line in paragraph) for paragraph in done)


def _lines(text: str) -> Iterator[_Line]:
    for piece in text.split(END):
        sure, gap = True, False
        for block in re.split(r"\n[ \t]*\n", piece):
            apart = True
            gap = gap or "\v" in block
            for line in block.split("\n"):
                if words := fold(line):
                    yield _Line(words, len(line) - len(line.lstrip()), apart, gap, sure)
                    apart = gap = sure = False


def _wrapped(lines: list[_Line], apart: bool) -> bool:
    """Whether breaks of this kind are hard wraps: many lines of one width stop in mid-sentence."""
    before = [
        line.text for line, after in pairwise(lines) if after.apart is apart and not after.sure
    ]
    open_ended = [text for text in before if not ends_sentence(text)]
    if len(open_ended) < max(2 if not apart else 4, 0.35 * len(before)):
        return False
    lengths = [len(text) for text in open_ended]
    return max(lengths) <= _WIDE and statistics.median(lengths) >= _NARROW


def _continues(paragraph: list[_Line], line: _Line, wrapped: bool, width: int) -> bool:
    """Whether a line goes on with the paragraph before it."""
    last = paragraph[-1]
    ended = ends_sentence(last.text)
    if SPEAKER.match(line.text) or (_ITEM.match(line.text) and ended):
        return False
    if wrapped and line.gap:
        return not ended
    if not wrapped:
        return not ended and _mid_sentence(last.text, line.text, line.apart)
    if line.indent > last.indent and (ended or line.indent - last.indent < 9):
        return not ended and last.indent > 0
    if line.indent < last.indent:
        # Back at the margin: the second line of a paragraph, or the end of an indented one.
        return len(paragraph) == 1 or not ended
    room = width - last.indent - len(last.text) - 1
    return not ended or room < len(line.text.split(" ", 1)[0])


def _mid_sentence(last: str, text: str, apart: bool) -> bool:
    """Whether the break between two lines falls into a sentence."""
    if _LOWER.match(text) or last.endswith((",", "-")):
        return True
    return not apart or last.count(" ") >= 8


def _join(lines: Iterable[str]) -> str:
    return close_hyphens(" ".join(lines))
