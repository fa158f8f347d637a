"""Separate the parts of a heading that are displayed apart, such as a kicker and a headline."""

from lxml import etree

_INLINE = frozenset(("span", "strong", "em", "small", "b", "i", "a"))
_APART = 3
"""Minimum length, in characters, of a kicker and of the headline after it."""


def separate_kickers(root: etree._Element) -> None:
    """Insert a space, in place, between a heading's words and an adjacent inline element displayed
    apart from them, usually a kicker."""
    for heading in root.iter("h1", "h2", "h3"):
        for child in heading:
            if child.tag not in _INLINE:
                continue
            before, tail = child.getprevious(), child.tail
            if before is None:
                if (text := heading.text) and _ends(text) and _begins(_text_of(child)):
                    heading.text = f"{text} "
            elif not before.tail and _ends(_text_of(before)) and _begins(_text_of(child)):
                before.tail = " "
            if tail and _begins(tail) and _ends(_text_of(child)):
                child.tail = f" {tail}"


def _text_of(element: etree._Element) -> str:
    return "".join(element.itertext())


def _ends(text: str) -> bool:
    """Return whether text may be displayed apart from what follows. Styled fragments of one word
    are single letters (drop caps) or continue in lower case."""
    return len(text) >= _APART and not text[-1].isspace() and text[-1] not in "-/(„“\"'«"


def _begins(text: str) -> bool:
    """Return whether text may be displayed apart from what precedes."""
    return len(text) >= _APART and (text[0].isupper() or text[0] in "„“\"'«")
