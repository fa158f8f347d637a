"""The lines right below a story: each is a paragraph, though its block or its wrap joins it to the
text above."""

from crawler.base.text import ends_sentence
from crawler.reading.wire.credit_below import is_credit
from crawler.reading.wire.ending import is_ending
from crawler.reading.wire.paragraphs import BREAK

_MOST = 16
"""Printed lines, empty ones among them, that are looked at."""
_LAYOUT = " \t\v\f"


def part_below(text: str) -> str:
    """Return a laid-out text with the credits and end marks that close it set apart.

    They follow a sentence: what does not is the rest of a wrapped line.

    >>> part_below("The vote was put off.\\nBy Ana Orr\\n(AP)").split(BREAK)
    ['The vote was put off.\\n', 'By Ana Orr\\n', '(AP)']
    >>> part_below("The vote was put off, says\\n(AP)").split(BREAK)
    ['The vote was put off, says\\n(AP)']
    """
    lines = text.rsplit("\n", _MOST)
    above = len(lines) - 1
    """The line above the last ones that may be set apart."""
    first = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        words = lines[at].strip(_LAYOUT)
        if not words:
            continue
        if ends_sentence(words):
            first = above + 1
        if not (is_ending(words) or is_credit(words)):
            break
        above = at - 1
    for at in range(first, len(lines)):
        if lines[at].strip(_LAYOUT):
            lines[at] = BREAK + lines[at]
    return "\n".join(lines)
