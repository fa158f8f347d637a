"""How each text of a body stood on its page: beside the story, in a row of phrases, at its edge.

Only a text that was a block of its own is looked at: what its page does not set apart cannot be
told from the sentence it stands in.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby, islice
from typing import Literal, NamedTuple

from crawler.base.scripts import count_words
from crawler.base.text import ends_sentence
from crawler.contract import RemovedText
from crawler.model import Block
from crawler.reading.classifier.extract import STRUCTURE
from crawler.reading.headlines import bare

Standing = Literal["aside", "boxed", "line", "call", "edge", "within"]
"""`aside`: words that make no sentence, in a box of their own. `boxed`: a sentence in such a box.
`line`: words that make no sentence, alone among the story's paragraphs. `call`: such words as a
heading, in a row of them above or below the text, or before a cut line; a sentence that calls on
its reader. `edge`: another sentence that is among the first two or the last two. `within`: all
else, and all that a label opens."""

LONGEST = 300
"""Characters of a text that may be furniture; a rule for a line has the same bound."""
_MOST, _MOST_ASIDE = 1000, 40
"""Blocks of a page that is learnt from, and of those that structure took off."""
_SEAM = 24
"""Characters of a neighbour, by which a text is found in the paragraph that it was joined to."""
_FEW = 3
"""Texts that a box beside the story holds at most; with more it is a table or list of the story."""
_ALONE = 2
"""Phrases that may stand together and are no row."""
_ENDS = 2
_ASIDE_WORDS, _LINE_WORDS = 2, 4
_MOSTLY_LINKED = 0.5
_LABEL = re.compile(r"[A-Z][A-Z. /-]*[=:]")
"""`TYPE=`, `SLUG:`, `MR. ORR:`: a header, or speech."""
_READER = frozenset(("you", "your", "our"))
_QUOTES = ('"', "“", "”", "``", "''")
_DIGITS = b"0123456789"
_PARAGRAPH = re.compile(r"(?:/(?:p|h[1-6]))+$")


class Text(NamedTuple):
    """A block that came into a body, as a paragraph or as part of one."""

    text: str
    mark: int
    """`mark_of` the text."""
    box: str
    standing: Standing
    joint: int | None = None
    """Mark of its neighbour on the page, where the two were joined into one paragraph."""


def mark_of(text: str) -> int:
    """Eight bytes that stand for a text, whatever its capitals and numbers.

    >>> mark_of("Now 12 charts - 15% OFF") == mark_of("now 9 charts - 20% off")
    True
    """
    plain = text.lower().encode("utf-8", "replace").translate(None, _DIGITS)
    return int.from_bytes(blake2b(plain, digest_size=8).digest(), signed=True)


def line_mark(field: str, line: str) -> int:
    """Eight bytes that stand for the line of a field, whatever its case and punctuation. No text of
    a body has them.

    >>> line_mark("headline", "The Bay Courier") == line_mark("headline", "THE BAY COURIER:")
    True
    >>> line_mark("headline", "Round 1") == line_mark("headline", "Round 2")
    False
    """
    plain = f"{field}\0{bare(line)}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(plain, digest_size=8).digest(), signed=True)


def texts_of(blocks: Sequence[Block], body: str) -> list[Text]:
    """The blocks that came into a body, in page order; none of a page that is too long."""
    if len(blocks) > _MOST:
        return []
    found = list(_found(blocks, body))
    return [
        Text(each.text, mark_of(each.text), each.box, standing, each.joint)
        for each, standing in zip(found, _standings(found), strict=True)
    ]


def set_aside(removed: Iterable[RemovedText]) -> list[Text]:
    """Return the texts that structure alone took off a page, as far as they may be boilerplate:
    what is taken off most pages of a source is none of the story on the others."""
    alone = (text for text in removed if text.rule == STRUCTURE and len(text.text) <= LONGEST)
    found: list[Text] = []
    for each in islice(alone, _MOST_ASIDE):
        standing: Standing = "boxed" if ends_sentence(each.text) else "aside"
        if _may_go(each.text, standing):
            found.append(Text(each.text, mark_of(each.text), _box(each.place), standing))
    return found


def joint(texts: Sequence[str], at: int, paragraph: str) -> tuple[int, int] | None:
    """Where in a paragraph a block's text stands together with that of its neighbour on the page,
    and which block that is. None where it does not."""
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


class _Found(NamedTuple):
    block: Block
    text: str
    box: str
    phrase: bool
    joint: int | None


def _found(blocks: Sequence[Block], body: str) -> Iterator[_Found]:
    paragraphs = set(body.split("\n\n"))
    texts = [block.text for block in blocks]
    for at, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        joined = None if text in paragraphs else joint(texts, at, body)
        if joined or text in paragraphs:
            neighbour = mark_of(texts[joined[1]]) if joined else None
            yield _Found(block, text, _box(block.place), _is_phrase(block, text), neighbour)


@lru_cache(maxsize=1024)
def _box(place: str) -> str:
    """Where a paragraph stands: its place without its own tag, if that says nothing."""
    return _PARAGRAPH.sub("", place)


def _is_phrase(block: Block, text: str) -> bool:
    """Whether a text makes no sentence, or most of it is a link."""
    if len(text) > LONGEST:
        return False
    return not ends_sentence(text) or block.linked >= _MOSTLY_LINKED


def _standings(found: list[_Found]) -> list[Standing]:
    told: dict[int, Standing] = {
        at: "aside" if found[at].phrase else "boxed" for at in _beside(found)
    }
    among = [at for at in range(len(found)) if at not in told]
    told |= _sentences(found, [at for at in among if not found[at].phrase])
    told |= _phrases(found, among)
    return [
        told[at] if at in told and _may_go(each.text, told[at]) else "within"
        for at, each in enumerate(found)
    ]


def _sentences(found: list[_Found], sentences: list[int]) -> dict[int, Standing]:
    told: dict[int, Standing] = dict.fromkeys((*sentences[:_ENDS], *sentences[-_ENDS:]), "edge")
    return told | {at: "call" for at in sentences if _calls(found[at].text)}


def _phrases(found: list[_Found], among: list[int]) -> dict[int, Standing]:
    """Words that make no sentence, by the row of such words in which they stand."""
    told: dict[int, Standing] = {}
    for phrase, group in groupby(among, key=lambda at: found[at].phrase):
        row = list(group)
        at_edge = row[0] == among[0] or row[-1] == among[-1]
        for at in row if phrase else ():
            if len(row) <= _ALONE and not found[at].block.heading:
                told[at] = "line"
            elif at_edge or found[at].block.heading or (at == row[0] and found[at].joint):
                told[at] = "call"
    return told


def _calls(text: str) -> bool:
    """Whether a sentence speaks to its reader, and nobody in it to somebody else."""
    if len(text) > LONGEST or any(quote in text for quote in _QUOTES):
        return False
    return text.endswith("!") or not _READER.isdisjoint(text.lower().split())


def _beside(found: list[_Found]) -> set[int]:
    """The texts that stand in a box of their own, beside the one that holds most of the body."""
    room: Counter[str] = Counter()
    for each in found:
        room[each.box] += len(each.text)
    if len(room) == 1:
        return set()
    story, number = max(room, key=room.__getitem__, default=""), Counter(each.box for each in found)
    return {at for at, each in enumerate(found) if each.box != story and number[each.box] <= _FEW}


def _may_go(text: str, standing: Standing) -> bool:
    words = _ASIDE_WORDS if standing == "aside" else _LINE_WORDS
    return len(text) <= LONGEST and count_words(text) >= words and not _LABEL.match(text)
