"""Prepare pages with their truth as training samples: the traits and labels of blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.extraction.labels import label
from benchmarks.extraction.metrics import f1, runs, words_of
from benchmarks.extraction.pages import Truth
from crawler.reading.classifier.extract import shown
from crawler.reading.classifier.head_statements import read_head_statements
from crawler.reading.classifier.story_blocks import NEVER, decide
from crawler.reading.classifier.surroundings import Surroundings
from crawler.reading.classifier.traits import Traits
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse
from crawler.reading.parse.visible import prune

_FEW, _MANY = 8, 100
"""Minimum and maximum weight of a block in words: a wrong label counts as much as a short line."""
_SHORTEST = 50
"""Minimum words of a truth; a shorter one has the same weight."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Training sample of one page."""

    site: str
    """Site of the page, used to keep all its pages in the same fold."""
    page: Surroundings
    truth: list[str]
    words: list[list[str]]
    """Words of each block."""
    numbers: list[int]
    """Indices of the blocks to score; the following lists are parallel to it."""
    rows: list[tuple[float, ...]]
    labels: list[bool]
    weights: list[float]

    def score(self, odds: Sequence[float]) -> tuple[float, float]:
        """Return F1 of the words and of the runs of four for the given log odds of the scored
        blocks."""
        every = [NEVER] * len(self.words)
        for number, each in zip(self.numbers, odds, strict=True):
            every[number] = each
        kept = decide(every, self.page)
        mine = [
            word for words, keep in zip(self.words, kept, strict=True) if keep for word in words
        ]
        return f1(mine, self.truth), f1(runs(mine), runs(self.truth))


def sample(truth: Truth, weight: float = 1) -> Sample:
    """Measure one page, with the given weight."""
    root = parse(decode(truth.page).utf8)
    stated = read_head_statements(root)
    prune(root)
    page, why = shown(root, stated)
    measured = Traits(page, [reason is not None for reason in why])
    appeals = measured.appeals_among(page.candidates)
    quick = {
        number: row
        for number, row in zip(page.candidates, measured.rows, strict=True)
        if number not in appeals
    }
    true = words_of(truth.text)
    length = max(_SHORTEST, len(true)) ** 0.5
    words = [words_of(text) for text in page.texts]
    labels = label(words, true)
    return Sample(
        site=site_of(truth.page.url),
        page=page,
        truth=true,
        words=words,
        numbers=[*quick],
        rows=[(*row, *measured.slow(number)) for number, row in quick.items()],
        labels=[labels[number] for number in quick],
        weights=[weight * min(max(_FEW, len(words[number])), _MANY) / length for number in quick],
    )


def site_of(url: str) -> str:
    """Return the registrable part of a host, which identifies the publisher.

    >>> [site_of(f"https://{host}/a") for host in ("www.lamp.example", "news.lamp.co.uk")]
    ['lamp.example', 'lamp.co.uk']
    """
    labels = (urlsplit(url).hostname or "").split(".")
    is_country = len(labels[-1]) == 2 and len(labels) > 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3 if is_country else -2 :])
