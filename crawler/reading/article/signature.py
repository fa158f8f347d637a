"""Who wrote an article, where that is said below its text: a labelled line, or a signature."""

import re
from collections.abc import Iterator, Sequence

from crawler.base.text import ends_sentence
from crawler.model import Block, Metadata
from crawler.reading.names import (
    byline_of,
    is_body,
    is_desk,
    is_labelled,
    is_printed_name,
    is_spelt_out,
    part_names,
    same_name,
)
from crawler.reading.wire.draft import Draft

_BEHIND = 12
"""Blocks behind the text in which a label names the writer."""
_LONGEST = 80
"""Characters of a line with a label, or of a signature."""
_LEAST, _LAST = 2, 3
"""Paragraphs above a signature, and the last ones of a text that may be it: an appeal to readers
may follow."""
_COMMENT = re.compile(r"comment|komment|respon|reply|disqus|related|teaser", re.IGNORECASE)
_LABEL_ENDS = " :：|"
_SIGNS = re.compile(r"[\W_]+")


def is_open(draft: Draft, metadata: Metadata) -> bool:
    """Return whether no person is known yet who wrote a story, and no line names its writer."""
    if draft.evidence.get("byline") not in (None, "meta"):
        return False
    names = draft.authors or part_names(draft.fields.get("byline", ""))
    return all(is_body(name) or _is_publisher(name, metadata) for name in names)


def _is_publisher(name: str, metadata: Metadata) -> bool:
    return same_name(name, metadata.publisher) or is_spelt_out(name, metadata.publisher)


def take_labelled_writers(draft: Draft, blocks: Sequence[Block], last: int) -> None:
    """Take the writers whom a line below the text names behind a word such as `Author`, if one line
    alone does. `last` is the block that closes the text."""
    behind = range(last + 1, min(len(blocks), last + 1 + _BEHIND))
    lines = [line for at in behind for line in _lines(blocks, at) if is_labelled(line)]
    found = dict.fromkeys(filter(None, map(byline_of, lines)))
    if len(found) == 1:
        ((byline, names),) = found
        _say(draft, byline, names)


def _lines(blocks: Sequence[Block], at: int) -> Iterator[str]:
    """Yield the lines of a block; behind a label that is alone in its block, those of the next."""
    block = blocks[at]
    if _COMMENT.search(block.place):
        return
    for line in block.lines:
        text = line.strip()
        if len(text) > _LONGEST:
            continue
        label = text.rstrip(_LABEL_ENDS)
        if " " not in label and at + 1 < len(blocks) and is_labelled(label):
            yield f"{label}: {blocks[at + 1].text[:_LONGEST]}"
        else:
            yield text


def take_signature(
    draft: Draft, body: tuple[str, ...], below: Block | None, metadata: Metadata
) -> tuple[str, ...]:
    """Take the signature of a desk, or of the paper and where it has the story from, into the
    draft; return the text without it. `below` is the block behind the text in the same box.

    A name alone below a text may be anything: a desk, or the publisher, must be in it.
    """
    if below and (names := _signed(below.text, metadata)):
        _say(draft, below.text, names)
        return body
    for at in range(len(body) - 1, max(_LEAST, len(body) - _LAST) - 1, -1):
        if names := _signed(body[at], metadata):
            _say(draft, body[at], names)
            return (*body[:at], *body[at + 1 :])
    return body


def block_below(blocks: Sequence[Block], last: int) -> Block | None:
    """Return the block right behind the one that closes the text, if it is in the same box and no
    link."""
    if last + 1 >= len(blocks) or blocks[last + 1].linked:
        return None
    own, other = blocks[last].place.rpartition("/")[0], blocks[last + 1].place.rpartition("/")[0]
    return blocks[last + 1] if own == other else None


def _signed(text: str, metadata: Metadata) -> tuple[str, ...]:
    """Return whom a paragraph names that is a signature; nobody for one that is none."""
    if len(text) > _LONGEST or (ends_sentence(text) and not text.endswith(")")):
        return ()
    names = tuple(name for piece in text.split("/") for name in part_names(piece))
    rest = text
    for name in names:
        rest = rest.replace(name, "", 1)
    own = [name for name in names if is_desk(name) or _is_publisher(name, metadata)]
    if not own or _SIGNS.sub("", rest) or not all(map(_is_name, names)):
        return ()
    return tuple(name for name in names if name not in own) or tuple(own)


def _is_name(name: str) -> bool:
    return is_printed_name(name) or is_body(name) or len(name.split()) == 1


def _say(draft: Draft, byline: str, names: tuple[str, ...]) -> None:
    draft.authors = names
    draft.fields["byline"] = byline
    draft.evidence["byline"] = "byline"
