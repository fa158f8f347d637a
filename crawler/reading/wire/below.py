"""Separate credits and end marks from the text above them in the same block."""

from crawler.base.text import ends_sentence
from crawler.reading.wire.credit_below import is_credit
from crawler.reading.wire.ending import is_ending
from crawler.reading.wire.paragraphs import BREAK

_MOST = 16
"""Number of lines to examine at the end, including empty ones."""
_LAYOUT = " \t\v\f"


def separate_credits(text: str) -> str:
    """Return a laid-out text with a break before each credit or end mark at its end.

    Only lines that follow the end of a sentence count; others are the rest of a wrapped line.

    >>> separate_credits("The vote was put off.\\nBy Ana Orr\\n(AP)").split(BREAK)
    ['The vote was put off.\\n', 'By Ana Orr\\n', '(AP)']
    >>> separate_credits("The vote was put off, says\\n(AP)").split(BREAK)
    ['The vote was put off, says\\n(AP)']
    """
    lines = text.rsplit("\n", _MOST)
    above = len(lines) - 1
    """Index of the line above the candidates."""
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
