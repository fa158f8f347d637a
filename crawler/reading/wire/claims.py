"""Where in a page's text the pieces of its stories stand: of their bodies and of their fields.

The readers take text as it is printed, but for what they cut out of it and the gaps they close. So
each piece is found again after them, in page order, however the reader came by it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crawler.base.scripts import UNSPACED_FROM
from crawler.model import Story

_KEY = 24
"""Characters by which a text is found again behind a cut."""
_FAR = 10_000
"""Characters that a cut inside a story may take."""
_NEAR = 1_000
"""The same, where only a word is looked for."""
_TRIES = 20
"""Words that are looked for in the whole text, until the first is found."""
_LETTERS = 8
"""The same as a word, in a script without blanks."""
ABOVE, BELOW = "\0", "\1"
"""Stand for a character that a field above or below its text has taken; no page has them."""
_BELOW = ("sign-off", "clock")
"""Evidence that mostly stands below the text."""
_CUT = ("intro", "ednote")
"""Fields out of which a reader may have cut something."""

Span = tuple[int, int]
"""Where a piece begins and ends."""


@dataclass(slots=True)
class Gap:
    """A stretch of text in which no body stands. What a field has of it is crossed out, so that no
    two fields have the same words."""

    start: int
    text: str


@dataclass(slots=True)
class Claims:
    """What the stories of a page keep of its text."""

    bodies: list[tuple[Story, list[Span]]] = field(default_factory=list)
    """The stories that have a body, and its pieces."""
    gaps: list[Gap] = field(default_factory=list)
    """What stands above each of the bodies, and below the last."""
    fields: list[tuple[Span, str]] = field(default_factory=list)
    """The pieces of fields, each with the record's name of the field."""


def find_claims(text: str, stories: Sequence[Story]) -> Claims:
    """What the stories keep of the text that they were read from."""
    claims = Claims()
    around: list[tuple[int, int]] = []
    """For each story the gaps above and below its body."""
    at = 0
    for story in stories:
        above = len(claims.bodies)
        if body := _body(text, story.body, at):
            claims.bodies.append((story, body))
            claims.gaps.append(Gap(at, text[at : body[0][0]]))
            at = body[-1][1]
        around.append((above, len(claims.bodies)))
    claims.gaps.append(Gap(at, text[at:]))
    for story, (above, below) in zip(stories, around, strict=True):
        _claim_fields(story, claims.gaps[above], claims.gaps[below], claims.fields)
    return claims


def _body(text: str, body: tuple[str, ...], at: int) -> list[Span]:
    """The pieces of a body, which stands behind a place."""
    found: list[Span] = []
    for paragraph in body:
        # Mostly it stands whole behind the one before it, a blank between.
        if found and text.startswith(paragraph, at + 1):
            at += 1 + len(paragraph)
            found[-1] = found[-1][0], at
        else:
            found += _pieces(text, paragraph, at, near=bool(found))
            at = found[-1][1] if found else at
    return found


def _pieces(text: str, words: str, at: int, near: bool) -> Iterator[Span]:
    """Where words stand that something may have been cut out of: `near` a place, or anywhere
    behind it.

    Whatever is looked for behind a cut is looked for in a stretch of bounded length, so that many
    cuts take time in proportion to their number.
    """
    reach = at + len(words) + _FAR if near else len(text)
    start = text.find(words[:_KEY], at, reach)
    if not text.startswith(words, start, reach):
        start = text.find(words, at, reach)
    if start >= 0:
        yield start, start + len(words)
        return
    begin, tries = 0, 0 if near else _TRIES
    while begin < len(words):
        end = len(text) if tries else at + _FAR
        start, word = text.find(words[begin : begin + _KEY], at, end), 0
        if start < 0:
            word = _word(words, begin)
            start = text.find(words[begin:word], at, min(end, at + _NEAR))
        if start < 0:
            begin, tries = _behind_blanks(words, word), max(0, tries - 1)
            continue
        length = _common(text, start, words, begin)
        yield start, start + length
        at, begin, tries = start + length, _behind_blanks(words, begin + length), 0


def _word(words: str, begin: int) -> int:
    """Where the word ends that begins at a place: at a blank, or in a script without blanks after
    a few letters."""
    if words[begin] >= UNSPACED_FROM:
        return begin + _LETTERS
    blank = words.find(" ", begin, begin + _FAR)
    return len(words) if blank < 0 else max(blank, begin + 1)


def _behind_blanks(words: str, at: int) -> int:
    while words.startswith(" ", at):
        at += 1
    return at


def _common(text: str, at: int, words: str, begin: int) -> int:
    """How many characters of the words from one on stand at a place: found by steps that double,
    then halve, so that it takes no longer than what is found is long."""
    same, step, doubles = 0, _KEY, True
    while step:
        ahead = begin + same + step
        if ahead <= len(words) and text.startswith(words[begin + same : ahead], at + same):
            same, step = same + step, step * 2 if doubles else step
        else:
            step, doubles = step // 2, False
    return same


def _claim_fields(story: Story, above: Gap, below: Gap, found: list[tuple[Span, str]]) -> None:
    """Find a story's fields. The longest are looked for first, so that a place is not found in the
    headline which names it."""
    for length, value, name, evidence in sorted(_values(story), reverse=True):
        gap, mark = above, ABOVE
        if evidence in _BELOW and value in below.text:
            gap, mark = below, BELOW
        text = gap.text
        # A dateline is the last thing above the text.
        at = text.rfind(value) if evidence == "dateline" else text.find(value)
        if at >= 0:
            gap.text = f"{text[:at]}{mark * length}{text[at + length :]}"
            found.append(((gap.start + at, gap.start + at + length), name))
        elif name in _CUT:
            spans = list(_pieces(text, value, 0, near=False))
            gap.text = _crossed_out(text, spans, mark)
            found += [((gap.start + start, gap.start + end), name) for start, end in spans]


def _crossed_out(text: str, spans: Sequence[Span], mark: str) -> str:
    """The text with marks in place of some pieces of it, which are in order."""
    rest, at = [], 0
    for start, end in spans:
        rest += [text[at:start], mark * (end - start)]
        at = end
    return "".join((*rest, text[at:]))


def _values(story: Story) -> Iterator[tuple[int, str, str, str]]:
    """The texts of a story's fields with their length, the field's name and, where it tells the
    place, the evidence."""
    for name, value in (
        ("intro", story.intro),
        ("ednote", story.ednote),
        ("headline", story.headline),
        ("slugline", story.slugline),
        ("infosource", story.agency_name),
        ("byline", story.byline),
        ("genre", story.genre),
        ("story_number", story.story_number),
    ):
        if value:
            yield len(value), value, name, ""
    if story.located:
        yield len(story.located), story.located, "located", story.evidence.get("located", "")
    for date in story.dates:
        yield len(date.raw), date.raw, "published", date.evidence
