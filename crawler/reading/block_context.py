"""Context of each text of a body on its page: in a box of its own, in a row of phrases, at the
edge.

Only texts that were separate blocks are considered: others cannot be distinguished from the
sentences around them.
"""

import re
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby, islice

from msgspec import Struct

from crawler.base.scripts import count_words
from crawler.base.text import ends_sentence
from crawler.contract import RemovedText
from crawler.model import Block, BlockText, Context, Text, block_texts
from crawler.reading.classifier import STRUCTURE
from crawler.reading.headlines import bare

LONGEST = 300
"""Maximum characters of a boilerplate text, the same as for a line rule."""
_MOST = 1000
"""Maximum blocks of a page to learn from."""
_MOST_ASIDE = 40
"""Maximum texts that structure removed to learn from, per page."""
_SEAM = 24
"""Characters of the adjacent block used to find a text in the paragraph that it was joined to."""
_FEW = 3
"""Maximum texts of a box beside the story; with more it is a table or list of the story."""
_ALONE = 2
"""Maximum consecutive phrases that do not form a row."""
_ENDS = 2
_ASIDE_WORDS, _LINE_WORDS = 2, 4
_MOSTLY_LINKED = 0.5
_LABEL = re.compile(r"[A-Z][A-Z. /-]*[=:]")
"""`TYPE=`, `SLUG:`, `MR. ORR:`: a header field, or a speaker."""
_READER = frozenset(("you", "your", "our"))
_QUOTE = re.compile("[\"“”]|``|''")
_DIGITS = b"0123456789"
_PARAGRAPH = re.compile(r"(?:/(?:p|h[1-6]))+$")


def mark_of(text: str) -> int:
    """Return an eight-byte hash of a text, ignoring case and digits.

    >>> mark_of("Now 12 charts - 15% OFF") == mark_of("now 9 charts - 20% off")
    True
    """
    plain = text.lower().encode("utf-8", "replace").translate(None, _DIGITS)
    return int.from_bytes(blake2b(plain, digest_size=8).digest(), signed=True)


def line_mark(field: str, line: str) -> int:
    """Return an eight-byte hash of a field's value, ignoring case and punctuation. It never equals
    the mark of a body text.

    >>> line_mark("headline", "The Bay Courier") == line_mark("headline", "THE BAY COURIER:")
    True
    >>> line_mark("headline", "Round 1") == line_mark("headline", "Round 2")
    False
    """
    plain = f"{field}\0{bare(line)}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(plain, digest_size=8).digest(), signed=True)


Mark = Callable[[str], int]
"""`mark_of`, or the same with a memory."""


def marks_of(blocks: Sequence[Block]) -> bytes:
    """Return the marks of all blocks, eight bytes each; empty for a page that is too long."""
    if len(blocks) > _MOST:
        return b""
    marks = [*map(mark_of, block_texts(blocks))]
    return struct.pack(f"<{len(marks)}q", *marks)


def unpacked(marks: bytes) -> tuple[int, ...]:
    """Return the marks of blocks, as `marks_of` returned them."""
    return struct.unpack(f"<{len(marks) // 8}q", marks)


def texts_in(body: str, blocks: Sequence[Block]) -> tuple[BlockText, ...]:
    """Return the blocks whose text is in a body, in page order; none for a page that is too
    long."""
    if len(blocks) > _MOST:
        return ()
    found = _found(blocks, body)
    columns = ([each.at for each in found], _contexts(found), [each.joint for each in found])
    return tuple(map(BlockText, *columns))


def texts_of(blocks: Sequence[Block], marks: bytes, found: Iterable[BlockText]) -> list[Text]:
    """Return the texts that `texts_in` has found; `marks` are those of all blocks."""
    values = unpacked(marks)
    return [
        Text(
            blocks[each.block].text,
            values[each.block],
            _box(blocks[each.block].place),
            each.context,
            None if each.joint is None else values[each.joint],
        )
        for each in found
    ]


def texts_aside(removed: Iterable[RemovedText]) -> tuple[Text, ...]:
    """Return the texts that structure alone removed from a page, as far as they may be boilerplate.

    A text that is removed from most pages of a source is not story text on the others either.
    """
    found: list[Text] = []
    alone = (each for each in removed if each.rule == STRUCTURE and len(each.text) <= LONGEST)
    for each in islice(alone, _MOST_ASIDE):
        context: Context = "boxed" if ends_sentence(each.text) else "aside"
        if _may_remove(each.text, context):
            found.append(Text(each.text, mark_of(each.text), _box(each.place), context))
    return tuple(found)


def joint(texts: Sequence[str], at: int, paragraph: str) -> tuple[int, int] | None:
    """Return the offset of a block's text in a paragraph where it was joined to an adjacent block,
    and the index of that block. None if it was not joined."""
    text = texts[at]
    if text not in paragraph:
        return None
    if at + 1 < len(texts):
        start = paragraph.find(f"{text} {texts[at + 1][:_SEAM]}")
        if start == 0 or (start > 0 and paragraph[start - 1].isspace()):
            return start, at + 1
    if at:
        before = texts[at - 1][-_SEAM:]
        start = paragraph.find(f"{before} {text}") + len(before) + 1
        if (
            start > len(before)
            and paragraph[start + len(text) : start + len(text) + 1].strip() == ""
        ):
            return start, at - 1
    return None


class _Found(Struct, frozen=True, gc=False):
    block: Block
    at: int
    text: str
    box: str
    phrase: bool
    joint: int | None


def _found(blocks: Sequence[Block], body: str) -> list[_Found]:
    found: list[_Found] = []
    paragraphs = set(body.split("\n\n"))
    texts = block_texts(blocks)
    for at, text in enumerate(texts):
        block, neighbour = blocks[at], None
        if text not in paragraphs:
            joined = joint(texts, at, body) if text in body else None
            if joined is None:
                continue
            neighbour = joined[1]
        found.append(_Found(block, at, text, _box(block.place), _is_phrase(block, text), neighbour))
    return found


@lru_cache(maxsize=1024)
def _box(place: str) -> str:
    """Return the box of a paragraph: its place without its own tag, if that has no id or class."""
    return _PARAGRAPH.sub("", place)


def _is_phrase(block: Block, text: str) -> bool:
    """Return whether a text is a phrase, not a sentence, or mostly a link."""
    if len(text) > LONGEST:
        return False
    return not ends_sentence(text) or block.linked >= _MOSTLY_LINKED


def _contexts(found: list[_Found]) -> list[Context]:
    contexts: dict[int, Context] = {
        at: "aside" if found[at].phrase else "boxed" for at in _beside(found)
    }
    among = [at for at in range(len(found)) if at not in contexts]
    contexts |= _sentences(found, [at for at in among if not found[at].phrase])
    contexts |= _phrases(found, among)
    return [
        contexts[at] if at in contexts and _may_remove(each.text, contexts[at]) else "within"
        for at, each in enumerate(found)
    ]


def _sentences(found: list[_Found], sentences: list[int]) -> dict[int, Context]:
    edges: dict[int, Context] = dict.fromkeys((*sentences[:_ENDS], *sentences[-_ENDS:]), "edge")
    return edges | {at: "call" for at in sentences if _addresses_reader(found[at].text)}


def _phrases(found: list[_Found], among: list[int]) -> dict[int, Context]:
    """Return the context of phrases, by the row of phrases that they are part of."""
    contexts: dict[int, Context] = {}
    for phrase, group in groupby(among, key=lambda at: found[at].phrase):
        row = list(group)
        at_edge = row[0] == among[0] or row[-1] == among[-1]
        for at in row if phrase else ():
            is_joined = at == row[0] and found[at].joint is not None
            if len(row) <= _ALONE and not found[at].block.heading:
                contexts[at] = "line"
            elif at_edge or found[at].block.heading or is_joined:
                contexts[at] = "call"
    return contexts


def _addresses_reader(text: str) -> bool:
    """Return whether a sentence addresses the reader and contains no quotation."""
    if len(text) > LONGEST:
        return False
    if not text.endswith("!"):
        lower = text.lower()
        if ("you" not in lower and "our" not in lower) or _READER.isdisjoint(lower.split()):
            return False
    return _QUOTE.search(text) is None


def _beside(found: list[_Found]) -> set[int]:
    """Return the texts in a box of their own, beside the box that holds most of the body."""
    if len({each.box for each in found}) <= 1:
        return set()
    room: Counter[str] = Counter()
    for each in found:
        room[each.box] += len(each.text)
    story, number = max(room, key=room.__getitem__), Counter(each.box for each in found)
    return {at for at, each in enumerate(found) if each.box != story and number[each.box] <= _FEW}


def _may_remove(text: str, context: Context) -> bool:
    words = _ASIDE_WORDS if context == "aside" else _LINE_WORDS
    return len(text) <= LONGEST and count_words(text) >= words and not _LABEL.match(text)
