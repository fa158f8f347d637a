"""Read the author below the text of an article, from a labelled line or a signature."""

import re
from collections.abc import Iterator, Sequence

from crawler.base.text import ends_sentence
from crawler.model import Block, Metadata
from crawler.reading.names import (
    byline_of,
    is_desk,
    is_labelled,
    is_organisation,
    is_printed_name,
    is_spelt_out,
    same_name,
    split_names,
)
from crawler.reading.wire.draft import Draft

_AFTER = 12
"""Number of blocks below the text to search for a labelled author."""
_LONGEST = 80
"""Maximum characters of a labelled line or a signature."""
_LEAST, _LAST = 2, 3
"""Minimum paragraphs above a signature, and the number of last paragraphs that may be one: an
appeal to readers may follow it."""
_COMMENT = re.compile(r"comment|komment|respon|reply|disqus|related|teaser", re.IGNORECASE)
_LABEL_ENDS = " :：|"
_SIGNS = re.compile(r"[\W_]+")


def is_open(draft: Draft, metadata: Metadata) -> bool:
    """Return whether no person is known as the author yet, and no byline was found."""
    if draft.evidence.get("byline") not in (None, "meta"):
        return False
    names = draft.authors or split_names(draft.fields.get("byline", ""))
    return all(is_organisation(name) or _is_publisher(name, metadata) for name in names)


def _is_publisher(name: str, metadata: Metadata) -> bool:
    return same_name(name, metadata.publisher) or is_spelt_out(name, metadata.publisher)


def take_labelled_writers(draft: Draft, blocks: Sequence[Block], last: int) -> None:
    """Read the authors from a line below the text with a label such as `Author`, if exactly one
    byline is found. `last` is the index of the last block of the text."""
    after = range(last + 1, min(len(blocks), last + 1 + _AFTER))
    lines = [line for at in after for line in _labelled_lines(blocks, at)]
    found = dict.fromkeys(filter(None, map(byline_of, lines)))
    if len(found) == 1:
        ((byline, names),) = found
        _set_byline(draft, byline, names)


def _labelled_lines(blocks: Sequence[Block], at: int) -> Iterator[str]:
    """Yield the lines of a block with a label; one alone in its block is joined with the next
    block."""
    block = blocks[at]
    for line in block.lines:
        text = line.strip()
        if len(text) > _LONGEST or not is_labelled(text) or _COMMENT.search(block.place):
            continue
        label = text.rstrip(_LABEL_ENDS)
        if " " not in label and at + 1 < len(blocks) and is_labelled(label):
            yield f"{label}: {blocks[at + 1].text[:_LONGEST]}"
        else:
            yield text


def take_signature(
    draft: Draft, body: tuple[str, ...], below: Block | None, metadata: Metadata
) -> tuple[str, ...]:
    """Read the signature of a desk, or of the publisher and its sources, into the draft; return the
    text without it.

    `below` is the block after the text in the same box. A lone name below a text is ambiguous, so a
    signature must include a desk or the publisher.
    """
    if below and (names := _signed(below.text, metadata)):
        _set_byline(draft, below.text, names)
        return body
    for at in range(len(body) - 1, max(_LEAST, len(body) - _LAST) - 1, -1):
        if names := _signed(body[at], metadata):
            _set_byline(draft, body[at], names)
            return (*body[:at], *body[at + 1 :])
    return body


def block_below(blocks: Sequence[Block], last: int) -> Block | None:
    """Return the block directly after the last block of the text, if it is in the same box and has
    no link."""
    if last + 1 >= len(blocks) or blocks[last + 1].linked:
        return None
    own, other = blocks[last].place.rpartition("/")[0], blocks[last + 1].place.rpartition("/")[0]
    return blocks[last + 1] if own == other else None


def _signed(text: str, metadata: Metadata) -> tuple[str, ...]:
    """Return the names in a paragraph that is a signature; empty if it is not."""
    if len(text) > _LONGEST or (ends_sentence(text) and not text.endswith(")")):
        return ()
    names = tuple(name for piece in text.split("/") for name in split_names(piece))
    rest = text
    for name in names:
        rest = rest.replace(name, "", 1)
    own = [name for name in names if is_desk(name) or _is_publisher(name, metadata)]
    if not own or _SIGNS.sub("", rest) or not all(map(_is_name, names)):
        return ()
    return tuple(name for name in names if name not in own) or tuple(own)


def _is_name(name: str) -> bool:
    return is_printed_name(name) or is_organisation(name) or len(name.split()) == 1


def _set_byline(draft: Draft, byline: str, names: tuple[str, ...]) -> None:
    draft.authors = names
    draft.fields["byline"] = byline
    draft.evidence["byline"] = "byline"
