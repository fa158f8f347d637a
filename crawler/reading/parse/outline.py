"""Number the boxes of a page that contain text; record the parent of each."""

from lxml import etree


class Outline:
    """Tree of the elements that contain text, numbered from the root down, so that a box precedes
    its contents. An element is numbered at its first text."""

    def __init__(self) -> None:
        self.parents: list[int] = []
        """Number of each box's parent; -1 for the root."""
        self.tags: list[str] = []
        self.places: list[str] = []
        """Path of each box as tags: `body/div#content/p`."""
        self.kinds: list[str] = []
        """The same paths without ids, which would make each box unique."""
        self.names: list[str] = []
        """Names of each box: id and classes in one string, plus a custom element's tag."""
        self._open: list[etree._Element] = []
        self._numbered: list[int] = []
        """Numbers of the open elements that have one, outermost first."""

    def begin(self, element: etree._Element) -> None:
        """Open an element."""
        self._open.append(element)

    def end(self) -> None:
        """Close the innermost element."""
        self._open.pop()
        if len(self._numbered) > len(self._open):
            self._numbered.pop()

    def here(self) -> int:
        """Return the number of the innermost open element."""
        numbered = self._numbered
        if len(numbered) < len(self._open):
            self._number()
        return numbered[-1] if numbered else -1

    def _number(self) -> None:
        """Number the open elements that are not yet numbered."""
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
