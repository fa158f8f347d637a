"""Count the words that our main text has in excess or lacks, by kind of block."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from benchmarks.extraction.labels import label
from benchmarks.extraction.metrics import words_of
from benchmarks.extraction.pages import Truth
from crawler.base.faults import Fault
from crawler.model import Block
from crawler.reading.classifier import STRUCTURE
from crawler.reading.classifier.box_names import bits_of, bits_of_name
from crawler.reading.classifier.extract import classify_blocks
from crawler.reading.classifier.head_statements import read_head_statements
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse
from crawler.reading.parse.visible import prune

_BY_STRUCTURE = (STRUCTURE, "link", "small-print")
"""Reasons that are no rule's."""
_SHORT = 7
"""Words; a block with fewer is a short line."""
_LINKED = 0.5
"""Minimum share of links in a teaser."""
_NAMED = (
    ("comments", ("comment",)),
    ("pictures", ("picture",)),
    ("teasers", ("related",)),
    ("notices", ("gate", "consent", "advert")),
    ("about the story", ("about",)),
    ("boxes", ("box", "furniture")),
)
"""Kinds of blocks by the names of the boxes around them, most reliable first."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Misclassified words in one kind of block."""

    kind: str
    extra: int
    """Words kept that are not story."""
    lost: int
    """Words of the story that were removed."""


def causes(truths: Iterable[Truth]) -> tuple[list[Cause], int]:
    """Return the errors by kind, most words first, and the total words of the stories."""
    extra: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    total = 0
    for truth in truths:
        true = words_of(truth.text)
        total += len(true)
        for kind, words, is_kept in _wrong(truth, true):
            (extra if is_kept else lost)[kind] += words
    found = [Cause(kind, extra[kind], lost[kind]) for kind in extra.keys() | lost.keys()]
    return sorted(found, key=lambda cause: (-cause.extra - cause.lost, cause.kind)), total


def _wrong(truth: Truth, true: Sequence[str]) -> Iterator[tuple[str, int, bool]]:
    """Yield the kind, the words and whether it was kept, for each misclassified block."""
    try:
        root = parse(decode(truth.page).utf8)
    except Fault:
        return
    stated = read_head_statements(root)
    prune(root)
    blocks = classify_blocks(root, stated, ()).blocks
    words = [words_of(block.text) for block, _ in blocks]
    for (block, why), own, is_story in zip(blocks, words, label(words, true), strict=True):
        if (why is None) is not is_story:
            is_ruled = why is not None and why not in _BY_STRUCTURE
            kind = "taken by a rule" if is_ruled else kind_of(block, len(own))
            yield kind, len(own), why is None


def kind_of(block: Block, words: int) -> str:
    """Return the kind of a block by its place, its links and its length.

    >>> kind_of(Block(("More from the harbor",), "body/div.related/h3", heading=True), 4)
    'teasers'
    >>> kind_of(Block(("The bell rings at noon, says the guild.",), "body/p"), 8)
    'paragraphs'
    """
    tag = block.place.rpartition("/")[2].partition(".")[0].partition("#")[0]
    if tag == "figcaption":
        return "pictures"
    named = bits_of_name(block.place)
    for kind, rows in _NAMED:
        if named & _bits(rows):
            return kind
    if block.linked >= _LINKED:
        return "teasers"
    if block.heading:
        return "headings"
    if tag in ("li", "dd", "dt"):
        return "list items"
    return "short lines" if words < _SHORT else "paragraphs"


@cache
def _bits(rows: tuple[str, ...]) -> int:
    return bits_of(*rows)
