"""Pages with their truth as what a forest grows on: the traits of blocks, and which are story."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.extraction.labels import label
from benchmarks.extraction.metrics import f1, words_of
from benchmarks.extraction.pages import Truth
from crawler.clean.extract import shown
from crawler.clean.head import read_title
from crawler.clean.intake import decode
from crawler.clean.structure import end_with_text
from crawler.clean.surroundings import Surroundings
from crawler.clean.traits import traits
from crawler.clean.tree import parse
from crawler.clean.visible import prune

_FEW, _MANY = 8, 100
"""A block weighs as many words at least, and at most: a label is as wrong as a short line."""
_SHORTEST = 50
"""Words of a truth; a shorter one weighs as much."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One page."""

    host: str
    """The site, so that no page is asked about by trees that know another page of it."""
    page: Surroundings
    truth: list[str]
    words: list[list[str]]
    """Of each block."""
    numbers: list[int]
    """Of the blocks that are weighed; the lists below are of these."""
    rows: list[list[float]]
    labels: list[bool]
    weights: list[float]

    def score(self, told: Sequence[bool]) -> float:
        """The word F1 if the blocks that are weighed are `told` so."""
        verdicts = [False] * len(self.words)
        for number, story in zip(self.numbers, told, strict=True):
            verdicts[number] = story
        kept = end_with_text(verdicts, self.page)
        mine = [
            word for words, keep in zip(self.words, kept, strict=True) if keep for word in words
        ]
        return f1(mine, self.truth)


def sample(truth: Truth) -> Sample:
    """Measure one page."""
    root = parse(decode(truth.page)[0])
    title = read_title(root)
    prune(root)
    found, why = shown(root, title)
    page = Surroundings(found, title or "")
    rows = traits(page, [reason is not None for reason in why])
    true = words_of(truth.text)
    length = max(_SHORTEST, len(true)) ** 0.5
    words = [words_of(text) for text in page.texts]
    labels = label(words, true)
    numbers = [number for number, row in enumerate(rows) if row is not None]
    return Sample(
        host=".".join((urlsplit(truth.page.url).hostname or "").split(".")[-2:]),
        page=page,
        truth=true,
        words=words,
        numbers=numbers,
        rows=[row for row in rows if row is not None],
        labels=[labels[number] for number in numbers],
        weights=[min(max(_FEW, len(words[number])), _MANY) / length for number in numbers],
    )
