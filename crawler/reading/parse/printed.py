"""Turn the text of a block, as parsed, into its printed lines and the shares of marked text."""

from collections.abc import Sequence
from functools import lru_cache

from crawler.base.text import close_hyphens, fold, repair
from crawler.reading.parse.marks import WHOLE, Shares, shares_of

Printed = tuple[tuple[str, ...], Shares]
"""The printed lines of a block, empty if it has no text, and its shares."""
_NOTHING: Printed = ((), (False, 0.0, False))
LABEL = 60
"""Maximum length of a text that is remembered: menus recur on every page of a site."""


def print_line(text: str, marks: int) -> Printed:
    """Return a text of one line that has the same marks everywhere."""
    if not text.isascii() or "&" in text:
        return print_text(text, (text,), (marks,), False)
    return ((close_hyphens(words),), WHOLE[marks]) if (words := fold(text)) else _NOTHING


print_label = lru_cache(maxsize=2048)(print_line)


def print_text(text: str, parts: Sequence[str], marks: Sequence[int], keeps: bool) -> Printed:
    """Return a text of several parts, each with its marks; `keeps` if it keeps the line breaks and
    the indents of the source."""
    repaired = _repaired(text)
    lines = _lines(repaired, keeps)
    return (lines, shares_of(parts, marks, lines, repaired != text)) if lines else _NOTHING


def _repaired(text: str) -> str:
    return text if text.isascii() and "&" not in text else repair(text)


def _lines(text: str, keeps: bool) -> tuple[str, ...]:
    """Return the printed lines. In `<pre>`, keep each line's indent, which may mark a paragraph."""
    if not keeps and "\n" not in text:
        return (close_hyphens(words),) if (words := fold(text)) else ()
    lines = text.split("\n")
    folded = map(close_hyphens, map(fold, lines))
    if not keeps:
        return tuple(filter(None, folded))
    return tuple(
        [_indent(line) + words for line, words in zip(lines, folded, strict=True) if words]
    )


def _indent(line: str) -> str:
    """Return the leading spaces of a line; ignore a single one."""
    if not line[0].isspace():
        return ""
    line = line.expandtabs(8)
    blanks = len(line) - len(line.lstrip())
    return " " * blanks if blanks > 1 else ""
