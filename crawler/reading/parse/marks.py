"""Measure how much of a block's text is linked, bold, small or a heading."""

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

_HEADING, _BOLD, _LINKED, _SMALL = 1, 2, 4, 8
"""Marks that an element gives its text, as bits."""
MARKS: Mapping[str, int] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
    **dict.fromkeys(("b", "strong", "big"), _BOLD),
    "small": _SMALL,
}
"""Tags that always mark their text."""
MAY_MARK = ("a", "font")
"""Tags that mark it if they have a certain attribute."""
_SMALL_SIZES = ("1", "-2", "-1")
Shares = tuple[bool, float, bool]
"""Whether a block is a heading, its share of linked text, and whether it is small."""
WHOLE: Sequence[Shares] = [
    (bool(marks & (_HEADING | _BOLD)), float(bool(marks & _LINKED)), bool(marks & _SMALL))
    for marks in range(16)
]
"""Shares of a block whose text has the same marks everywhere, by these."""


def mark_of(element: etree._Element) -> int:
    """Return the mark that an element whose tag may mark gives its text; 0 for none."""
    if element.tag == "a":
        return _LINKED if element.get("href") is not None else 0
    return _SMALL if element.get("size") in _SMALL_SIZES else 0


def shares_of(
    parts: Sequence[str], marks: Sequence[int], lines: Iterable[str], is_repaired: bool
) -> Shares:
    """Return the shares of a block of these lines. Its text consists of parts, each with its marks,
    unless it has been repaired."""
    first = marks[0]
    if marks.count(first) == len(marks) and not (is_repaired and first):
        return WHOLE[first]
    counts: dict[int, int] = {}
    for part, each in zip(parts, marks, strict=True):
        if each:
            counts[each] = counts.get(each, 0) + _letters(part)
    letters, heading, bold, linked, small = 0, 0, 0, 0, 0
    for line in lines:
        letters += len(line) - line.count(" ")  # a line has no other white space
    for each, count in counts.items():
        heading += count if each & _HEADING else 0
        bold += count if each & _BOLD else 0
        linked += count if each & _LINKED else 0
        small += count if each & _SMALL else 0
    return heading >= letters or bold >= letters, linked / letters, small >= letters


def _letters(text: str) -> int:
    """Return the number of non-whitespace characters."""
    if text.isprintable():  # the only printable whitespace character is the space
        return len(text) - text.count(" ")
    return len("".join(text.split()))
