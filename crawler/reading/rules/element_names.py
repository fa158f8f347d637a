"""Names of an element: its tag if descriptive, its id, its classes and its role."""

from lxml import etree

OTHER_ATTRIBUTES = ("id", "role")
"""Attributes besides `class` that name an element."""
_TAGS = frozenset("nav header footer aside form menu".split())


def is_name(tag: str) -> bool:
    """Return whether a tag names the role of its elements, as custom elements with a hyphen do
    (`<amp-ad>`)."""
    return tag in _TAGS or "-" in tag


def names_of(element: etree._Element) -> list[str]:
    """Return the names of an element; its classes count as one."""
    names = [element.get(attribute) for attribute in ("class", *OTHER_ATTRIBUTES)]
    tag = str(element.tag)
    return [name for name in (tag if is_name(tag) else None, *names) if name]
