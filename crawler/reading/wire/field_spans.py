"""Find the spans of a page's text that are in the bodies and fields of its stories.

Readers copy text as printed, except for parts that they cut out and gaps that they close. So the
spans can be found by searching for the values in page order, independently of the reader.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from crawler.base.scripts import UNSPACED_FROM
from crawler.model import Story

_KEY = 24
"""Number of characters to search for after a cut."""
_FAR = 10_000
"""Maximum length of a cut inside a story, in characters."""
_NEAR = 1_000
"""Maximum length of a cut before a single word, in characters."""
_TRIES = 20
"""Number of words to search for in the whole text until one is found."""
_LETTERS = 8
"""Number of letters treated as a word in a script without spaces."""
ABOVE, BELOW = "\0", "\1"
"""Placeholders for characters taken by a field above or below the body; they occur in no page."""
_BELOW = ("sign-off", "clock")
"""Evidence usually found below the body."""
_CUT = ("intro", "ednote")
"""Fields from which a reader may have cut something."""

Span = tuple[int, int]
"""Start and end of a piece of text."""


class Gap(Struct):
    """Text between two bodies. Spans taken by a field are overwritten with placeholders, so that no
    two fields get the same words."""

    start: int
    text: str


class FieldSpans(Struct):
    """Spans of a page's text that are in its stories."""

    bodies: list[tuple[Story, list[Span]]] = field(default_factory=list)
    """Stories with a body, and the spans of the body."""
    gaps: list[Gap] = field(default_factory=list)
    """Text above each body, and below the last one."""
    fields: list[tuple[Span, str]] = field(default_factory=list)
    """Spans of fields, each with the field's name in the record."""


def find_field_spans(text: str, stories: Sequence[Story]) -> FieldSpans:
    """Return the spans of a text that are in its stories."""
    spans = FieldSpans()
    around: list[tuple[int, int]] = []
    """Indexes of the gaps above and below each story's body."""
    at = 0
    for story in stories:
        above = len(spans.bodies)
        if body := _body(text, story.body, at):
            spans.bodies.append((story, body))
            spans.gaps.append(Gap(at, text[at : body[0][0]]))
            at = body[-1][1]
        around.append((above, len(spans.bodies)))
    spans.gaps.append(Gap(at, text[at:]))
    for story, (above, below) in zip(stories, around, strict=True):
        _find_fields(story, spans.gaps[above], spans.gaps[below], spans.fields)
    return spans


def _body(text: str, body: tuple[str, ...], at: int) -> list[Span]:
    """Return the spans of a body, searching from a position."""
    found: list[Span] = []
    for paragraph in body:
        # Usually it follows the previous paragraph after one space.
        if found and text.startswith(paragraph, at + 1):
            at += 1 + len(paragraph)
            found[-1] = found[-1][0], at
        else:
            found += _pieces(text, paragraph, at, near=bool(found))
            at = found[-1][1] if found else at
    return found


def _pieces(text: str, words: str, at: int, near: bool) -> Iterator[Span]:
    """Yield the spans of words from which parts may have been cut, `near` or anywhere after `at`.

    Searches after a cut are limited in length, so the time is linear in the number of cuts.
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
            begin, tries = _after_blanks(words, word), max(0, tries - 1)
            continue
        length = _common(text, start, words, begin)
        yield start, start + length
        at, begin, tries = start + length, _after_blanks(words, begin + length), 0


def _word(words: str, begin: int) -> int:
    """Return the end of the word at a position: the next space, or a few letters on in a script
    without spaces."""
    if words[begin] >= UNSPACED_FROM:
        return begin + _LETTERS
    blank = words.find(" ", begin, begin + _FAR)
    return len(words) if blank < 0 else max(blank, begin + 1)


def _after_blanks(words: str, at: int) -> int:
    while words.startswith(" ", at):
        at += 1
    return at


def _common(text: str, at: int, words: str, begin: int) -> int:
    """Return the length of the common prefix of `text[at:]` and `words[begin:]`.

    Steps double, then halve, so the time is linear in the result.
    """
    same, step, doubles = 0, _KEY, True
    while step:
        ahead = begin + same + step
        if ahead <= len(words) and text.startswith(words[begin + same : ahead], at + same):
            same, step = same + step, step * 2 if doubles else step
        else:
            step, doubles = step // 2, False
    return same


def _find_fields(story: Story, above: Gap, below: Gap, found: list[tuple[Span, str]]) -> None:
    """Find the spans of a story's fields and add them to `found`.

    Longer values are searched first, so that a place is not found within the headline.
    """
    for length, value, name, evidence in sorted(_values(story), reverse=True):
        gap, mark = above, ABOVE
        if evidence in _BELOW and value in below.text:
            gap, mark = below, BELOW
        text = gap.text
        # The dateline is directly above the body.
        at = text.rfind(value) if evidence == "dateline" else text.find(value)
        if at >= 0:
            gap.text = f"{text[:at]}{mark * length}{text[at + length :]}"
            found.append(((gap.start + at, gap.start + at + length), name))
        elif name in _CUT:
            spans = list(_pieces(text, value, 0, near=False))
            gap.text = _crossed_out(text, spans, mark)
            found += [((gap.start + start, gap.start + end), name) for start, end in spans]


def _crossed_out(text: str, spans: Sequence[Span], mark: str) -> str:
    """Return the text with ordered spans overwritten by a placeholder."""
    rest, at = [], 0
    for start, end in spans:
        rest += [text[at:start], mark * (end - start)]
        at = end
    return "".join((*rest, text[at:]))


def _values(story: Story) -> Iterator[tuple[int, str, str, str]]:
    """Yield length, value, name and evidence of a story's fields.

    The evidence is empty unless it gives a position.
    """
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
