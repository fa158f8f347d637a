"""Which texts that recur over a source's pages are furniture, though no rule knows their words.

Pure: a source's counts go in with its new stories, the marks of furniture come out. How often a
text must recur depends on how it stands (docs/cleaning.md, docs/decisions/0005-repetition.md).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec import Struct
from msgspec import field as default

from crawler.clean.standing import LONGEST, Standing, Text, joint, mark_of
from crawler.model import Block

RULE = "repeated"
"""Stands in the place of a rule's id with what repetition takes."""


class Enough(NamedTuple):
    """How often a text must stand in one way to be furniture."""

    stories: int
    share: float
    """Of the source's stories."""


ENOUGH: Mapping[Standing, Enough] = {
    "aside": Enough(5, 0.10),
    "boxed": Enough(5, 0.10),
    "line": Enough(5, 0.15),
    "row": Enough(20, 0.50),
    "edge": Enough(20, 0.90),
}
"""A text that stands `within` is none, however often."""
_BOX_SHARE = 0.5
"""Of the source's stories that have a box whose sentences may be furniture."""
_BOX_REPEATS = 5
"""Stories for each text of such a box: it holds a few, again and again."""
_ELSEWHERE = 0.1
"""Share of a text's stories in which it may stand within the story."""
_PART = 0.5
"""Share of a text's stories in which it may go on into the same text as before."""
_SAME = 0.7
"""Share of a story's sentences that it has in common with another take of it."""
WINDOW = 1000
"""Stories after which all counts are halved: what was seen once is forgotten, and a banner of
today is not weighed against the pages of ten years."""


class Seen(Struct, array_like=True, gc=False):
    """On how many stories a text stood, and how."""

    stories: int = 0
    last: int = -1
    """Number of the last of them."""
    aside: int = 0
    boxed: int = 0
    line: int = 0
    row: int = 0
    edge: int = 0
    joint: int | None = None
    """The neighbour that it was last joined to."""
    part: int = 0
    """On how many stories that was the same one again: a line of a longer sentence."""

    def take(self, number: int, text: Text) -> None:
        """Count a story, once."""
        if self.last == number:
            return
        if text.standing != "within":
            setattr(self, text.standing, getattr(self, text.standing) + 1)
        self.part += text.joint is not None and text.joint == self.joint
        self.stories += 1
        self.last, self.joint = number, text.joint


class Box(Struct, array_like=True, gc=False):
    """On how many stories a box stood beside the text, and how many texts it has held."""

    stories: int = 0
    last: int = -1
    texts: int = 0

    def take(self, number: int, is_new: bool) -> None:
        """Count a story, once, and a text of it that was not met before."""
        self.texts += is_new
        self.stories += self.last != number
        self.last = number


class Counts(Struct, array_like=True):
    """What one source's pages have shown so far."""

    stories: int = 0
    numbered: int = 0
    """Stories ever counted: their numbers tell takes of one story."""
    texts: dict[int, Seen] = default(default_factory=dict)
    """By mark."""
    boxes: dict[str, Box] = default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A text that recurs."""

    text: str
    stories: int
    of: int
    """The source's stories by then."""


@dataclass(slots=True)
class Repetition:
    """One source's counts, and the furniture they have shown so far."""

    counts: Counts = field(default_factory=Counts)
    known: set[int] = field(default_factory=set)
    """Marks of furniture. Once known it stays: else a page read again would change back."""
    suspects: dict[int, Repeated] = field(default_factory=dict)
    """By mark: what recurs, and may be furniture or the story's own."""

    def learn(self, stories: Iterable[Sequence[Text]]) -> None:
        """Count stories that were not counted before, and judge the texts they show. The result
        does not depend on their order if they are given in an order of their own."""
        met: dict[int, Text] = {}
        for texts in stories:
            self._count(texts)
            met.update((text.mark, text) for text in texts)
        for mark, text in met.items():
            if mark not in self.known:
                self._judge(mark, text)
        if self.counts.stories > WINDOW:
            _halve(self.counts)

    def _count(self, texts: Sequence[Text]) -> None:
        counts = self.counts
        number = _take_of([text for text in texts if text.mark not in self.known], counts)
        is_take = number is not None
        if number is None:
            number = counts.numbered
            counts.numbered += 1
            counts.stories += 1
        for text in texts:
            is_known = text.mark in self.known
            is_new = not is_known and text.mark not in counts.texts
            if is_take and not is_new:
                continue
            if text.standing in ("aside", "boxed"):
                counts.boxes.setdefault(text.box, Box()).take(number, is_new)
            if not is_known:
                counts.texts.setdefault(text.mark, Seen()).take(number, text)

    def _judge(self, mark: int, text: Text) -> None:
        counts, seen = self.counts, self.counts.texts[mark]
        if seen.stories < min(enough.stories for enough in ENOUGH.values()):
            return
        ways: dict[Standing, int] = {way: getattr(seen, way) for way in ENOUGH}
        within = seen.stories - sum(ways.values())
        apart = within <= _ELSEWHERE * seen.stories and seen.part <= _PART * seen.stories
        if apart and any(
            _is_enough(way, number, counts.stories)
            and (way != "boxed" or _is_slot(counts.boxes.get(text.box), counts.stories))
            for way, number in ways.items()
        ):
            self.known.add(mark)
            self.suspects.pop(mark, None)
        elif within < seen.stories and seen.stories >= _suspicious(ways) * counts.stories:
            self.suspects[mark] = Repeated(text.text, seen.stories, counts.stories)


def strip_repeated(
    body: str, blocks: Sequence[Block], known: Collection[int]
) -> tuple[str, list[Block]]:
    """A body without the blocks that are known to be furniture, and those blocks. A body of
    nothing else is left as it is."""
    taken: list[Block] = []
    paragraphs = body.split("\n\n")
    texts = [block.text for block in blocks]
    for at, block in enumerate(blocks):
        if len(texts[at]) <= LONGEST and mark_of(texts[at]) in known:
            rest = _without(paragraphs, texts, at)
            if rest:
                paragraphs = rest
                taken.append(block)
    return "\n\n".join(paragraphs), taken


def _without(paragraphs: list[str], texts: Sequence[str], at: int) -> list[str] | None:
    """The paragraphs without a block: itself one of them, or joined to its neighbours in one. None
    where it is not there, or is all there is."""
    text = texts[at]
    if text in paragraphs:
        number = paragraphs.index(text)
        return paragraphs[:number] + paragraphs[number + 1 :] or None
    for number, paragraph in enumerate(paragraphs):
        if text in paragraph and (found := joint(texts, at, paragraph)):
            rest = (paragraph[: found[0]].rstrip(), paragraph[found[0] + len(text) :].lstrip())
            return [*paragraphs[:number], " ".join(filter(None, rest)), *paragraphs[number + 1 :]]
    return None


def _take_of(texts: Sequence[Text], counts: Counts) -> int | None:
    """The number of the story that this is another take or copy of: most of its sentences stood
    there. Takes count once, else what they share would look like furniture."""
    shared: Counter[int] = Counter()
    total = 0
    for text in texts:
        if text.standing in ("within", "edge"):
            total += len(text.text)
            if seen := counts.texts.get(text.mark):
                shared[seen.last] += len(text.text)
    if not shared:
        return None
    number, length = max(shared.items(), key=lambda pair: (pair[1], pair[0]))
    return number if length >= _SAME * total else None


def _is_enough(way: Standing, number: int, stories: int) -> bool:
    enough = ENOUGH[way]
    return number >= enough.stories and number >= enough.share * stories


def _is_slot(box: Box | None, stories: int) -> bool:
    """Whether a box is there for furniture: on half of the pages, with the same few texts."""
    return bool(
        box and box.stories >= _BOX_SHARE * stories and box.stories >= _BOX_REPEATS * box.texts
    )


def _suspicious(ways: Mapping[Standing, int]) -> float:
    """The share of stories from which a text is shown to a person."""
    phrase = ways["aside"] + ways["line"] + ways["row"] > 0
    return ENOUGH["aside"].share if phrase else ENOUGH["row"].share


def _halve(counts: Counts) -> None:
    counts.stories //= 2
    for seen in counts.texts.values():
        seen.stories //= 2
        seen.part //= 2
        for way in ENOUGH:
            setattr(seen, way, getattr(seen, way) // 2)
    for box in counts.boxes.values():
        box.stories //= 2
        box.texts //= 2
    counts.texts = {mark: seen for mark, seen in counts.texts.items() if seen.stories}
    counts.boxes = {name: box for name, box in counts.boxes.items() if box.stories}
