"""The visible text of a page as blocks, and what is removed of it."""

from collections.abc import Container, Iterable

from msgspec import Struct


class Block(Struct, frozen=True, gc=False):
    """A separate run of text on the page: a paragraph, a cell, a heading, a list item."""

    lines: tuple[str, ...]
    """The printed lines, split at `<br>` or at a newline in `<pre>`. White space is collapsed,
    except at the start of a line in `<pre>`, where it marks a new paragraph."""
    place: str
    """Position on the page, as a path of tags: `body/div#content/p`."""
    heading: bool = False
    """Whether it is a `<h1>`...`<h6>`, or all of its text is bold."""
    linked: float = 0.0
    """Share of its characters inside links."""
    small: bool = False
    """Whether all of it is small print."""
    gap: bool = False
    """Whether an empty element or line precedes it."""
    ordinal: int = 0
    """Index among all blocks of its tree, those that are removed later included."""

    @property
    def text(self) -> str:
        """Return the text of the block on one line."""
        lines = self.lines
        if len(lines) == 1:
            return lines[0].strip()
        return " ".join([line.strip() for line in lines])


def block_texts(blocks: Iterable[Block]) -> list[str]:
    """Return the text of each block, in a third of the time of the property."""
    return [block.lines[0].strip() if len(block.lines) == 1 else block.text for block in blocks]


class Removed(Struct, frozen=True, gc=False):
    """Text removed from a page, with the reason."""

    rule: str
    """Id of the boilerplate rule, or a one-word reason."""
    text: str
    place: str
    ordinal: int | None = None
    """That of the block; null for a part of a block, and for an element that was removed before the
    tree was split into blocks."""


class ClassifiedPage(Struct, frozen=True):
    """All visible text of a page, classified by structure."""

    blocks: tuple[tuple[Block, str | None], ...]
    """Blocks in page order, each with the reason why it is not story text, or null if it is."""
    controls: tuple[Removed, ...]
    """Labels of buttons and form choices, which are never story text."""

    def with_reason(self, why: str | None, ordinals: Container[int]) -> "ClassifiedPage":
        """Return the page with another reason for the blocks with these ordinals."""
        blocks = [(each[0], why) if each[0].ordinal in ordinals else each for each in self.blocks]
        return ClassifiedPage(tuple(blocks), self.controls)
