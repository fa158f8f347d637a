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
        self.kinds: list[int] = []
        """Number of each box's path without ids, which would make each path unique."""
        self.names: list[tuple[str, str]] = []
        """Id and classes of each box."""
        self.opened: list[etree._Element] = []
        """The open elements, outermost first."""
        self._numbered: list[int] = []
        """Numbers of those that have one."""
        self._kinds: dict[tuple[int, str], int] = {}

    def close(self) -> None:
        """Close the innermost element."""
        self.opened.pop()
        if len(self._numbered) > len(self.opened):
            self._numbered.pop()

    def here(self) -> int:
        """Return the number of the innermost open element."""
        numbered = self._numbered
        if len(numbered) < len(self.opened):
            self._number()
        return numbered[-1] if numbered else -1

    def _number(self) -> None:
        """Number the open elements that are not yet numbered."""
        numbered, places, kinds = self._numbered, self.places, self._kinds
        above, kind, path = -1, -1, ""
        if numbered:
            above = numbered[-1]
            kind, path = self.kinds[above], f"{places[above]}/"
        for element in self.opened[len(numbered) :]:
            tag = step = str(element.tag)
            own, classes = element.get("id", ""), element.get("class", "")
            if classes and (first := classes.split(None, 1)):
                step = f"{tag}.{first[0]}"
            kind = kinds.setdefault((kind, step), len(kinds))
            path = f"{path}{tag}#{own}" if own else f"{path}{step}"
            self.parents.append(above)
            self.tags.append(tag)
            self.names.append((own, classes))
            self.kinds.append(kind)
            above = len(places)
            numbered.append(above)
            places.append(path)
            path += "/"
