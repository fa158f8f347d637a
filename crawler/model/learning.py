"""What a run learns from a page of its source's texts, computed where the page is read."""

from typing import Literal

from msgspec import Struct

Context = Literal["aside", "boxed", "line", "call", "edge", "within"]
"""`aside`: a phrase, not a sentence, in a box of its own. `boxed`: a sentence in such a box.
`line`: a phrase alone among the story's paragraphs. `call`: a phrase that is a heading, or in a row
of phrases above or below the text, or before a cut line; also a sentence that addresses the reader.
`edge`: any other sentence among the first two or the last two. `within`: everything else, and all
text that starts with a label."""


class Signature(Struct, frozen=True, gc=False):
    """MinHash signature of a text."""

    text: bytes
    """Hash of the words in their order."""
    size: int
    """Number of distinct word shingles."""
    slots: bytes
    """MinHash of the shingles, 16 bits per slot: the share of equal slots estimates the Jaccard
    similarity."""


class Text(Struct, frozen=True, gc=False):
    """A text that may be boilerplate."""

    text: str
    mark: int
    """Hash of the text; see `crawler.reading.block_context.mark_of`."""
    box: str
    context: Context
    joint: int | None = None
    """Mark of the adjacent block, if the two were joined into one paragraph."""


class BlockText(Struct, frozen=True, array_like=True, gc=False):
    """A block whose text is in a body, as a paragraph or as part of one."""

    block: int
    """Its index among the blocks of the outcome."""
    context: Context
    joint: int | None = None
    """Index of the adjacent block, if the two were joined into one paragraph."""


class ReadBody(Struct, frozen=True):
    """The body of a record."""

    signature: Signature | None
    """Null for a short one."""
    texts: tuple[BlockText, ...]
    """In page order; empty for a page that is too long."""


class Learnable(Struct, frozen=True):
    """What a run learns from the records of a page, as they were read."""

    bodies: tuple[ReadBody, ...]
    """One of each record."""
    marks: bytes
    """Those of all blocks, eight bytes each; empty for a page that is too long."""
    characters: int
    """Number of characters in all blocks."""
    aside: tuple[Text, ...]
    """Texts that structure alone removed."""
