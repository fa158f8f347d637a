"""The boxes of a page in which text stands, as a tree of numbers: each knows the box around it."""

from lxml import etree


class Outline:
    """The elements that hold text, numbered from the root down, so that a box comes before what it
    holds. An element gets its number when the first text in it is met."""

    def __init__(self) -> None:
        self.parents: list[int] = []
        """The number of the box around each box; -1 for the root."""
        self.tags: list[str] = []
        self.places: list[str] = []
        """Where each box stands, as a path of tags: `body/div#content/p`."""
        self.kinds: list[str] = []
        """The same without ids, by which each box would be alone."""
        self.names: list[str] = []
        """What each box calls itself: its id and classes in one text, and its tag if that is a
        name."""
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
        kind = f"{self.kinds[above]}/" if numbered else ""
        for element in self._open[len(numbered) :]:
            tag = str(element.tag)
            own, classes = element.get("id"), element.get("class")
            step = tag
            if classes and (first := classes.split(None, 1)):
                step = f"{tag}.{first[0]}"
            kind = f"{kind}{step}"
            path = f"{path}{tag}#{own}" if own else f"{path}{step}"
            self.parents.append(above)
            self.tags.append(tag)
            self.names.append(f"{own or ''} {classes or ''} {tag if '-' in tag else ''}")
            self.kinds.append(kind)
            above = len(places)
            numbered.append(above)
            places.append(path)
            path += "/"
            kind += "/"
