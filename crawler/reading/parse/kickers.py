"""Separate the parts of a heading that are displayed apart, such as a kicker and a headline."""

from lxml import etree

_APART = 3
"""Minimum length, in characters, of a kicker and of the headline after it."""


def separate_kickers(root: etree._Element) -> None:
    """Insert a space, in place, between a heading's words and an adjacent inline element displayed
    apart from them, usually a kicker."""
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
    """Return whether two adjacent texts are separate words. Styled fragments of one word are single
    letters (drop caps) or continue in lower case."""
    if len(before) < _APART or len(after) < _APART or before[-1].isspace() or after[0].isspace():
        return False
    return before[-1] not in "-/(„“\"'«" and (after[0].isupper() or after[0] in "„“\"'«")
