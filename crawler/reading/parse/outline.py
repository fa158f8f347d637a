"""Number the boxes of a page that contain text; record the parent of each."""

from collections.abc import Sequence
from functools import cached_property

from lxml import etree
from msgspec import Struct


class Branch(Struct, frozen=True, gc=False):
    """A numbered box with all boxes in it, to be put into the outlines of other pages."""

    parents: Sequence[int]
    """Number of each box's parent, counted from the first."""
    places: Sequence[str]
    """Path of each box, from the first on."""
    named: Sequence[tuple[str, str, str | None, str | None]]


class Outline:
    """Tree of the elements that contain text, numbered from the root down, so that a box precedes
    its contents. An element is numbered at its first text."""

    def __init__(self) -> None:
        self.parents: list[int] = []
        """Number of each box's parent; -1 for the root."""
        self.places: list[str] = []
        """Path of each box as tags: `body/div#content/p`."""
        self.opened: list[etree._Element] = []
        """The open elements, outermost first."""
        self._numbered: list[int] = []
        """Numbers of those that have one."""
        self._named: list[tuple[str, str, str | None, str | None]] = []
        """Tag, last step of the path without id, id and classes of each box."""

    @cached_property
    def tags(self) -> Sequence[str]:
        """Return the tag of each box."""
        return [tag for tag, _, _, _ in self._named]

    @cached_property
    def kinds(self) -> Sequence[int]:
        """Return the number of each box's path without ids, which would make each path unique."""
        top: dict[str, int] = {}
        inside: list[dict[str, int]] = []  # the kinds below each kind, by the last step
        kinds: list[int] = []
        for above, (_, step, _, _) in zip(self.parents, self._named, strict=True):
            beside = inside[kinds[above]] if above >= 0 else top
            kind = beside.get(step)
            if kind is None:
                kind = beside[step] = len(inside)
                inside.append({})
            kinds.append(kind)
        return kinds

    def name(self, box: int) -> tuple[str, str]:
        """Return the id and the classes of a box."""
        _, _, own, classes = self._named[box]
        return own or "", classes or ""

    def branch(self, first: int) -> Branch:
        """Return a box with all boxes in it."""
        above = self.parents[first]
        end = next(
            (n for n in range(first + 1, len(self.parents)) if self.parents[n] < first),
            len(self.parents),
        )
        start = len(self.places[above]) + 1
        return Branch(
            [number - first for number in self.parents[first:end]],
            [place[start:] for place in self.places[first:end]],
            self._named[first:end],
        )

    def graft(self, branch: Branch, places: Sequence[str]) -> int:
        """Add a branch, whose boxes have these paths, to the innermost open element; return the
        number of its first box."""
        above, first = self.here(), len(self.places)
        self.parents += [first + number for number in branch.parents]
        self.parents[first] = above
        self.places += places
        self._named += branch.named
        return first

    def close(self) -> None:
        """Close the innermost element."""
        self.opened.pop()
        if len(self._numbered) > len(self.opened):
            self._numbered.pop()

    def here(self) -> int:
        """Return the number of the innermost open element; number those that have none."""
        numbered, places = self._numbered, self.places
        for element in self.opened[len(numbered) :]:
            tag: str = element.tag  # type: ignore[assignment]
            own, classes = element.get("id"), element.get("class")
            step = tag
            if classes and (first := classes.split(None, 1)):
                step = f"{tag}.{first[0]}"
            last = f"{tag}#{own}" if own else step
            above = -1
            if numbered:
                above = numbered[-1]
                last = f"{places[above]}/{last}"
            self.parents.append(above)
            self._named.append((tag, step, own, classes))
            numbered.append(len(places))
            places.append(last)
        return numbered[-1] if numbered else -1
