"""What is measured of a block, and of the page around it, to judge whether it is story.

Every trait is a number; `TRAITS` names them in order. The words among them are data: `traits.toml`.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from crawler.model import Block
from crawler.text import ends_sentence

_ROWS = tomllib.loads(files(__package__).joinpath("traits.toml").read_text("utf-8"))
_NAMED = {name: frozenset(words.split()) for name, words in _ROWS["named"].items()}
_SAYS = {name: frozenset(words.split()) for name, words in _ROWS["says"].items()}
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_TAGS = ("p", "li", "td", "div", "blockquote", "figcaption", "pre", "span", "dd", "article")
_DIGIT = re.compile(r"\d")
_SAMPLE = 100
"""Characters of a block that are looked at."""
_PROSE_WORDS, _TEXT_WORDS = 10, 15
"""Words of a block that counts as prose, and of one that may begin or end the text."""
_STEPS = (-3, -2, -1, 1, 2, 3)
"""Which neighbours are looked at."""
_LINK, _LINK_WORDS = 0.9, 12
_FAR = 20
"""Blocks; further away is all the same."""

_OWN = (
    *(f"tag {tag}" for tag in _TAGS),
    *("words", "sentence", "linked", "heading", "small", "digits", "capitals", "marks", "commas"),
    *(f"named {name}" for name in _NAMED),
    *(f"says {name}" for name in _SAYS),
    *("ruled", "depth"),
)
_IN_PAGE = (
    *("from first prose", "from last prose", "place in page", "words before", "words behind"),
    *("prose of box", "prose of outer box", "in the box of most prose", "shared path"),
    *("repeats title", "repeated", "linked of box", "words of box"),
)
_OF_NEIGHBOUR = ("words", "linked", "sentence", "heading", "same box")
TRAITS = (*_OWN, *_IN_PAGE, *(f"{name} {step:+d}" for step in _STEPS for name in _OF_NEIGHBOUR))


def traits(
    blocks: Sequence[Block], ruled: Sequence[bool], title: str | None
) -> list[list[float] | None]:
    """The traits of each block of a page; `ruled` tells which blocks a rule took. Null for a block
    that needs no weighing: a few words that are all link, as most blocks of a page are."""
    page = _Page.of(blocks, title or "")
    return [
        None
        if block.linked >= _LINK and page.words[number] <= _LINK_WORDS
        else [
            *_own(page, number, ruled[number]),
            *_in_page(page, number),
            *_of_neighbours(page, number),
        ]
        for number, block in enumerate(blocks)
    ]


@dataclass(slots=True)
class _Page:
    """What is counted once for all blocks of a page."""

    blocks: Sequence[Block]
    title: str
    texts: list[str]
    words: list[int]
    ended: list[bool]
    boxes: list[str]
    """The box that each block stands in."""
    before: list[int]
    """Words before each block."""
    prose_of: Counter[str]
    """Words of prose in each box, and in each box around boxes."""
    words_of: Counter[str]
    linked_of: Counter[str]
    repeated: Counter[str]
    prose: int
    """Words of prose in all."""
    main: str
    """The box of most prose."""
    first: int
    last: int
    """The blocks that may begin and end the text."""

    @classmethod
    def of(cls, blocks: Sequence[Block], title: str) -> "_Page":
        texts = [block.text for block in blocks]
        words = [text.count(" ") + 1 for text in texts]
        ended = [ends_sentence(text) for text in texts]
        boxes = [block.place.rpartition("/")[0] for block in blocks]
        inner, outer = Counter[str](), Counter[str]()
        words_of, linked_of = Counter[str](), Counter[str]()
        before, far, texts_at = [], 0, []
        for number, (block, box, count) in enumerate(zip(blocks, boxes, words, strict=True)):
            before.append(far)
            far += count
            words_of[box] += count
            linked_of[box] += round(100 * block.linked * count)
            if count >= _PROSE_WORDS and ended[number] and block.linked < 0.4:
                inner[box] += count
                outer[box.rpartition("/")[0]] += count
                if count >= _TEXT_WORDS:
                    texts_at.append(number)
        return cls(
            blocks=blocks,
            title=title.lower(),
            texts=texts,
            words=words,
            ended=ended,
            boxes=boxes,
            before=before,
            prose_of=Counter({f"/{box}": count for box, count in outer.items()}) + inner,
            words_of=words_of,
            linked_of=linked_of,
            repeated=Counter(texts),
            prose=inner.total(),
            main=max(inner, key=lambda box: inner[box], default=""),
            first=texts_at[0] if texts_at else 0,
            last=texts_at[-1] if texts_at else len(blocks) - 1,
        )


def _own(page: _Page, number: int, ruled: bool) -> list[float]:
    block, text, words = page.blocks[number], page.texts[number], page.words[number]
    place = block.place
    tag = re.split("[#.]", place.rpartition("/")[2], maxsplit=1)[0]
    sample = text[:_SAMPLE]
    length = len(sample) or 1
    return [
        *(float(tag == each) for each in _TAGS),
        float(min(words, 120)),
        float(page.ended[number]),
        block.linked,
        float(block.heading),
        float(block.small),
        len(_DIGIT.findall(sample)) / length,
        sum(map(str.isupper, sample)) / length,
        float(text.count("|") + text.count("»") + text.count("•")),
        text.count(",") / words,
        *_named(place),
        *_says(sample),
        float(ruled),
        float(place.count("/")),
    ]


@lru_cache(maxsize=4096)
def _named(place: str) -> tuple[float, ...]:
    """What the boxes around a block call themselves: many blocks stand in the same."""
    words = {word.lower() for word in _NAME_WORD.findall(place)}
    return tuple(float(not words.isdisjoint(names)) for names in _NAMED.values())


def _says(sample: str) -> tuple[float, ...]:
    """What a block says of itself: the share of its words that are of each row."""
    words = _WORD.findall(sample.lower())
    count = len(words) or 1
    return tuple(sum(map(said.__contains__, words)) / count for said in _SAYS.values())


def _in_page(page: _Page, number: int) -> list[float]:
    text, box = page.texts[number], page.boxes[number]
    total = page.before[-1] + page.words[-1]
    prose = page.prose or 1
    return [
        float(max(-_FAR, min(_FAR, number - page.first))),
        float(max(-_FAR, min(_FAR, number - page.last))),
        number / len(page.blocks),
        page.before[number] / total,
        (total - page.before[number] - page.words[number]) / total,
        page.prose_of[box] / prose,
        page.prose_of[f"/{box.rpartition('/')[0]}"] / prose,
        float(box == page.main),
        _shared(box, page.main),
        float(len(text) > 8 and text.lower() in page.title),
        float(min(page.repeated[text], 4)),
        page.linked_of[box] / page.words_of[box] / 100,
        float(min(page.words_of[box], 3000)),
    ]


def _of_neighbours(page: _Page, number: int) -> list[float]:
    row: list[float] = []
    for at in (number + step for step in _STEPS):
        if not 0 <= at < len(page.blocks):
            row.extend((0.0,) * len(_OF_NEIGHBOUR))
            continue
        block = page.blocks[at]
        row.append(float(min(page.words[at], 60)))
        row.append(block.linked)
        row.append(float(page.ended[at]))
        row.append(float(block.heading))
        row.append(float(page.boxes[at] == page.boxes[number]))
    return row


def _shared(path: str, other: str) -> float:
    """The share of two paths that is the same, from the root down."""
    mine, theirs = path.split("/"), other.split("/")
    same = 0
    for step, its in zip(mine, theirs, strict=False):
        if step != its:
            break
        same += 1
    return same / max(len(mine), len(theirs))
