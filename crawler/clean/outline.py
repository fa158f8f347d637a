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
        if len(self._numbered) > len(self._open):
            self._numbered.pop()

    def here(self) -> int:
        """Return the number of the innermost element that is open."""
        numbered = self._numbered
        if len(numbered) < len(self._open):
            self._number()
        return numbered[-1] if numbered else -1

    def _number(self) -> None:
        """Number the open elements that have no number."""
        numbered, places = self._numbered, self.places
        above = numbered[-1] if numbered else -1
        path = f"{places[above]}/" if numbered else ""
        for element in self._open[len(numbered) :]:
            tag, style = str(element.tag), ""
            if name := element.get("id"):
                path = f"{path}{tag}#{name}"
            elif (classes := element.get("class")) and (first := classes.split(None, 1)):
                style = first[0]
                path = f"{path}{tag}.{style}"
            else:
                path = f"{path}{tag}"
            self.parents.append(above)
            self.tags.append(tag)
            self.styles.append(style if "#" not in style else "")
            self._elements.append(element)
            above = len(places)
            numbered.append(above)
            places.append(path)
            path += "/"

    @cached_property
    def names(self) -> list[str]:
        """Return what each box calls itself: id, classes, role and the like in one text. Only
        pages that are classified are asked for it."""
        return [
            " ".join(value for name, value in element.items() if value and name in _NAMING)
            for element in self._elements
        ]

