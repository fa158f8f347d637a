"""The boxes of a page in which text stands, as a tree of numbers: each knows the box around it."""

from functools import cached_property

from lxml import etree

_NAMING = frozenset(("id", "class", "itemprop", "role", "data-testid", "data-component", "rel"))
"""Attributes in which an element calls itself something."""


class Outline:
    """The elements that hold text, numbered from the root down, so that a box comes before what it
    holds. An element gets its number when the first text in it is met."""

    def __init__(self) -> None:
        self.parents: list[int] = []
        """The number of the box around each box; -1 for the root."""
        self.tags: list[str] = []
        self.styles: list[str] = []
        """The first class of each box; empty where it has an id, by which it would be alone."""
        self.places: list[str] = []
        """Where each box stands, as a path of tags: `body/div#content/p`."""
        self._elements: list[etree._Element] = []
        self._open: list[etree._Element] = []
        self._numbered: list[int] = []
        """Numbers of the first of the open elements."""

    def begin(self, element: etree._Element) -> None:
        """An element begins."""
        self._open.append(element)

    def end(self) -> None:
        """The innermost element ends."""
        self._open.pop()
        del self._numbered[len(self._open) :]

    def here(self) -> int:
        """Return the number of the innermost element that is open."""
        numbered = self._numbered
        for element in self._open[len(numbered) :]:
            above = numbered[-1] if numbered else -1
            tag, step = str(element.tag), _step(element)
            self.styles.append(step[len(tag) + 1 :] if "#" not in step else "")
            self.parents.append(above)
            self.tags.append(tag)
            self._elements.append(element)
            self.places.append(f"{self.places[above]}/{step}" if numbered else step)
            numbered.append(len(self.parents) - 1)
        return numbered[-1] if numbered else -1

    @cached_property
    def names(self) -> list[str]:
        """Return what each box calls itself: id, classes, role and the like in one text. Only
        pages that are classified are asked for it."""
        return [
            " ".join(value for name, value in element.items() if value and name in _NAMING)
            for element in self._elements
        ]


def _step(element: etree._Element) -> str:
    """Return an element's part of a place: `div#content`, `p`."""
    tag = str(element.tag)
    if name := element.get("id"):
        return f"{tag}#{name}"
    classes = element.get("class")
    if classes and (first := classes.split(None, 1)):
        return f"{tag}.{first[0]}"
    return tag
