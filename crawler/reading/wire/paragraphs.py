"""Rebuild paragraphs from printed lines with hard wraps.

The laid-out text is one string. A newline is a line break of the page, an empty line the start of a
block, a form feed a certain end of a paragraph, a record separator a certain start of one, and a
vertical tab on its own line an empty line that the page shows.
"""

import re
import statistics
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import Struct

from crawler.base.scripts import count_words, join_wide
from crawler.base.text import close_hyphens, ends_in_letters, ends_sentence, fold
from crawler.model import Block

END = "\f"
"""Ends a paragraph in any context."""
BREAK = "\x1e"
"""Starts a line that certainly starts a paragraph, in any block."""
GAP = "\v\n\n"
"""Ends a paragraph unless that would split a sentence."""
SPEAKER = re.compile(r"(?:Q|A|QUESTION|ANSWER|[A-Z][A-Z'.-]+(?: [A-Z][A-Z'.-]+){0,3}):\s")
"""A speaker's label in a transcript."""
_ITEM = re.compile(r"(?:[-*•·o]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_EMPTY = re.compile(r"\n[ \t]*\n")
_BARS = "| "
"""Leftover table bars; a line of them separates paragraphs."""
_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz0123456789,;)")
_SENTENCE = 7
"""Minimum words of a split sentence; a shorter line without a full stop is a heading."""
_BRACKETED = 3
"""Most lines of a paragraph in brackets."""
_NARROW, _WIDE = 38, 92
"""Minimum and maximum length of a hard-wrapped line, in characters."""


def layout(blocks: Iterable[Block]) -> str:
    """Return the laid-out text of blocks, as described above; headings end with a form feed."""
    return "\n\n".join(
        (GAP if block.gap else "") + "\n".join(block.lines) + (END if block.heading else "")
        for block in blocks
    )


class _Line(Struct, frozen=True, gc=False):
    text: str
    indent: int
    """Number of leading blanks."""
    apart: bool
    """Whether it starts a block."""
    gap: bool
    """Whether the page shows an empty line before it."""
    sure: bool
    """Whether it certainly starts a paragraph."""
    ended: bool
    """Whether it may be the last of its paragraph."""


class _Style(Struct, frozen=True, gc=False):
    """How a text marks the ends of paragraphs."""

    wrapped_in: bool
    """Whether lines within a block are hard-wrapped."""
    wrapped_apart: bool
    """Whether each hard-wrapped line is a block."""
    blocks: bool
    """Whether blocks have several lines: empty lines separate paragraphs, short lines do not."""
    narrow: bool
    """Whether empty lines separate paragraphs and no line is longer than a wrapped one."""
    indent: int
    """Indent of paragraphs in blanks; 0 for none."""
    width: int
    """Length of the longest wrapped line."""


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a laid-out text."""
    lines = list(_lines(text))
    style = _style(lines)
    done: list[list[_Line]] = []
    last: list[_Line] = []
    for line in lines:
        if done and not line.sure and _continues(last, line, style, first=len(done) == 1):
            last.append(line)
        else:
            last = [line]
            done.append(last)
    return tuple([_join([line.text for line in paragraph]) for paragraph in done])


def _lines(text: str) -> Iterator[_Line]:
    for piece in text.split(END):
        sure, gap = True, False
        for block in _EMPTY.split(piece):
            apart = True
            gap = gap or "\v" in block
            for line in block.split("\n"):
                if line[:1] == BREAK:
                    sure, line = True, line[1:]
                words = line.strip()
                if "  " in words:
                    words = fold(words)
                if words and not words.strip(_BARS):
                    sure = True
                elif words:
                    # A single blank is not an indent; it may follow a label.
                    indent = len(line) - len(line.lstrip()) if line.startswith("  ") else 0
                    yield _Line(words, indent, apart, gap, sure, ends_sentence(words))
                    apart = gap = sure = False


def _style(lines: list[_Line]) -> _Style:
    printed = [line.indent + len(line.text) for line in lines]
    opening: list[int] = []
    inside: list[_Line] = []
    """Lines before a break within a block, unless the next line certainly starts a paragraph."""
    outside: list[_Line] = []
    """The same before the end of a block."""
    whole = aparts = 0
    for line, after in pairwise(lines):
        aparts += line.apart
        if after.apart:
            if not after.sure:
                outside.append(line)
        else:
            whole += line.apart
            if line.indent > after.indent:
                opening.append(line.indent)
            if not after.sure:
                inside.append(line)
    if lines:
        aparts += lines[-1].apart
    return _Style(
        wrapped_in=_wrapped(inside, least=2),
        wrapped_apart=_wrapped(outside, least=4),
        blocks=whole > 1,
        narrow=aparts > 1 and max(printed) <= _WIDE,
        indent=statistics.mode(opening) if opening else 0,
        width=max((length for length in printed if length <= _WIDE), default=_WIDE),
    )


def _wrapped(before: list[_Line], least: int) -> bool:
    """Return whether the breaks after these lines are hard wraps: lines of one width, cut
    mid-sentence."""
    lengths = [len(line.text) for line in before if not line.ended]
    if len(lengths) < max(least, 0.35 * len(before)):
        return False
    # Removal of a cue may have joined two lines.
    too_wide = sum(length > _WIDE for length in lengths)
    return too_wide <= len(lengths) // 6 and statistics.median(lengths) >= _NARROW


def _continues(paragraph: list[_Line], line: _Line, style: _Style, first: bool) -> bool:
    """Return whether a line continues the paragraph before it, which may be the first."""
    last = paragraph[-1]
    if ":" in line.text and (speaker := SPEAKER.match(line.text)):
        # A label amid lower-case words is not a speaker's: the sentence continues.
        return not last.ended and line.text[speaker.end() :][:1].islower()
    if _is_open(paragraph):
        return True
    if not last.ended or (line.text[0].islower() and ends_in_letters(last.text)):
        return first or _cut(paragraph, line, style)
    if _ITEM.match(line.text) or line.gap:
        return False
    if not (style.wrapped_apart if line.apart else style.wrapped_in or style.narrow):
        return False
    if line.indent != last.indent:
        # Back at the margin: the second line of an indented paragraph.
        return line.indent < last.indent and len(paragraph) == 1
    if line.indent and line.indent == style.indent:
        return False
    if style.blocks and not line.apart:
        return True
    return style.width - last.indent - len(last.text) - 1 < len(line.text.split(" ", 1)[0])


def _is_open(paragraph: list[_Line]) -> bool:
    """Return whether a bracket at the start of a paragraph is not closed yet."""
    return (
        paragraph[0].text[0] == "("
        and len(paragraph) <= _BRACKETED
        and not any(")" in line.text for line in paragraph)
    )


def _cut(paragraph: list[_Line], line: _Line, style: _Style) -> bool:
    """Return whether a break after a line without a full stop splits a sentence."""
    last = paragraph[-1]
    if line.text[0] in _LOWER or last.text.endswith((",", "-")):
        return True
    wrapped = style.wrapped_apart if line.apart else style.wrapped_in
    if wrapped:
        return line.indent <= last.indent or last.indent > 0
    return not line.apart or _has_words(paragraph, _SENTENCE)


def _has_words(paragraph: list[_Line], least: int) -> bool:
    """Return whether the lines of a paragraph have at least so many words.

    Stops counting early, as a paragraph may be as long as its page.
    """
    for line in paragraph:
        least -= count_words(line.text)
        if least <= 0:
            return True
    return False


def _join(lines: list[str]) -> str:
    if len(lines) == 1:
        return close_hyphens(lines[0])
    return close_hyphens(join_wide("\n".join(lines)).replace("\n", " "))
