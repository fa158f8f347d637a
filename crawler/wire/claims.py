"""Where in a page's text the pieces of its stories stand: of their bodies and of their fields.

The readers take text as it is printed, but for what they cut out of it and the gaps they close. So
each piece is found again after them, in page order, however the reader came by it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crawler.model import Story

BODY = "body"
_KEY = 24
"""Characters by which a text is found again behind a cut."""
_FAR = 10_000
"""Characters that a cut inside a story may take."""
_NEAR = 1_000
"""The same, where only a word is looked for."""
_BELOW = ("sign-off", "clock")
"""Evidence that mostly stands below the text."""
_CUT = ("intro", "ednote")
"""Fields out of which a reader may have cut something."""
_TAKEN = "\0"
"""Stands for a character that a field has taken; no page has it."""


class Claim(NamedTuple):
    """A piece of text that was kept."""

    start: int
    end: int
    field: str
    """`body`, or the record's name of a field."""
    story: int


def claims(text: str, stories: Sequence[Story]) -> list[Claim]:
    """The pieces of a text that the stories read from it keep, in the order of the text."""
    found: list[Claim] = []
    gaps: list[_Gap] = []
    around: list[tuple[int, int]] = []
    """For each story the numbers of the gaps above and below its body."""
    at = 0
    for number, story in enumerate(stories):
        above = len(gaps)
        if body := _body(text, story, number, at):
            found += body
            gaps.append(_Gap(text, at, body[0].start))
            at = body[-1].end
        around.append((above, len(gaps)))
    gaps.append(_Gap(text, at, len(text)))
    for number, (above, below) in enumerate(around):
        found += _fields(stories[number], number, gaps[above], gaps[below])
    found.sort()
    return found


class _Gap:
    """A stretch of text in which no body stands. What is found in it is crossed out, so that no two
    fields have the same words."""

    __slots__ = ("start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text[start:end]
        self.start = start


def _body(text: str, story: Story, number: int, at: int) -> list[Claim]:
    """The pieces of a story's body, which stands behind a place."""
    whole = " ".join(story.body)
    start = text.find(whole[:_KEY], at)
    if whole and start >= 0 and text.startswith(whole, start):
        return [Claim(start, start + len(whole), BODY, number)]
    found: list[Claim] = []
    for paragraph in story.body:
        # Mostly it stands whole behind the one before it, a blank between.
        if text.startswith(paragraph, at + 1):
            found.append(Claim(at + 1, at + 1 + len(paragraph), BODY, number))
        else:
            end = at + len(paragraph) + _FAR if found else len(text)
            found += [Claim(*piece, BODY, number) for piece in _pieces(text, paragraph, at, end)]
        at = found[-1].end if found else at
    return found


def _pieces(text: str, words: str, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Where words stand that something may have been cut out of."""
    start = text.find(words, at, end)
    if start >= 0:
        yield start, start + len(words)
        return
    while words:
        start = text.find(words[:_KEY], at, end)
        if start < 0:
            start = text.find(words.split(" ", 1)[0], at, min(end, at + _NEAR))
        if start < 0:
            words = words.partition(" ")[2]
            continue
        length = _common(text, start, words)
        yield start, start + length
        at, words = start + length, words[length:].lstrip()


def _common(text: str, at: int, words: str) -> int:
    """How many characters of the words stand at a place."""
    least, most = 0, len(words)
    while least < most:
        middle = (least + most + 1) // 2
        if text.startswith(words[least:middle], at + least):
            least = middle
        else:
            most = middle - 1
    return least


def _fields(story: Story, number: int, above: _Gap, below: _Gap) -> list[Claim]:
    """The pieces of a story's fields. The longest are looked for first, so that a place is not
    found in the headline which names it."""
    found: list[Claim] = []
    for value, field, evidence in sorted(_values(story), key=_length, reverse=True):
        gap = below if evidence in _BELOW and value in below.text else above
        # A dateline is the last thing above the text.
        at = gap.text.rfind(value) if evidence == "dateline" else gap.text.find(value)
        pieces = [(at, at + len(value))] if at >= 0 else []
        if at < 0 and field in _CUT:
            pieces = [*_pieces(gap.text, value, 0, len(gap.text))]
        for start, end in pieces:
            gap.text = f"{gap.text[:start]}{_TAKEN * (end - start)}{gap.text[end:]}"
            found.append(Claim(gap.start + start, gap.start + end, field, number))
    return found


def _values(story: Story) -> Iterator[tuple[str, str, str]]:
    """The texts of a story's fields, each with the field's name and, where it tells the place, its
    evidence. A headline may be that of the slug, so the slug has the first choice."""
    if story.intro:
        yield story.intro, "intro", ""
    if story.ednote:
        yield story.ednote, "ednote", ""
    if story.slugline:
        yield story.slugline, "slugline", ""
    if story.headline:
        yield story.headline, "headline", ""
    if story.agency_name:
        yield story.agency_name, "infosource", ""
    if story.byline:
        yield story.byline, "byline", ""
    if story.genre:
        yield story.genre, "genre", ""
    if story.story_number:
        yield story.story_number, "story_number", ""
    if story.located:
        yield story.located, "located", story.evidence.get("located", "")
    for date in story.dates:
        yield date.raw, "published", date.evidence


def _length(value: tuple[str, str, str]) -> int:
    return len(value[0])
