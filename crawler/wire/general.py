"""The reading for every page that no family claims: header lines, dateline, text, ending."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from crawler.model import Block, Document, Story
from crawler.text import ends_sentence, fold, is_prose
from crawler.wire.agencies import by_line
from crawler.wire.cues import strip_cues
from crawler.wire.dateline import Dateline, read_dateline
from crawler.wire.draft import Draft, Words
from crawler.wire.ending import strip_ending
from crawler.wire.header import is_known, opens_note, read_byline, read_form, take_line
from crawler.wire.paragraphs import SPEAKER, layout, paragraphs

_OPENING = re.compile(r"\(begin [\w ]{3,30}\)")
_RUN_IN = re.compile(
    r"(?P<byline>By .{3,60}? for [A-Z]{2,5}),? (?P<date>\d{4}\.\d\d\.\d\d)\s*-+\s*(?P<rest>.*)",
    re.DOTALL,
)
_CORRECTION = re.compile(r".{0,120}\bshould read\b|please replace\b", re.IGNORECASE)
_WRAPPED = 40
"""Characters that a line has at least which was cut by a wrap."""
_MOST_LINES = 200
"""Lines among which the text must begin; a page that goes on without it is a list."""
_PHOTOS = re.compile(r"\s*This story contains photos\.?\s*")
_DASHES = ("- ", "-- ", "– ", "— ", "_ ")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*$")


def read(document: Document) -> tuple[Story, ...]:
    """The page's one story; none where nothing on it is running text."""
    draft = Draft.of(document)
    text = _read_header(document.blocks, draft)
    draft.choose_headline(document.title)
    body, clock = strip_ending(paragraphs(strip_cues(text)))
    draft.clock = clock or draft.clock
    for logo in document.logos:
        if agency := by_line(logo):
            draft.say("agency", agency.code, "logo")
    return (draft.story(body),) if body else ()


class _Line(NamedTuple):
    text: str
    block: int
    number: int
    """Its place in the block."""
    heading: bool


def _lines(blocks: tuple[Block, ...]) -> Iterator[_Line]:
    for number, block in enumerate(blocks):
        for place, line in enumerate(block.lines):
            text = fold(_PHOTOS.sub(" ", line)) if "photos" in line else line.strip()
            if text:
                yield _Line(text, number, place, block.heading)


def _read_header(blocks: tuple[Block, ...], draft: Draft) -> str:
    """Take the lines above the text into the draft; returns the text."""
    lines = list(islice(_lines(blocks), _MOST_LINES))
    at = 0
    while at < len(lines):
        if taken := _take_correction(lines, at, draft) or _take_forms(lines, at, draft):
            at += taken
            continue
        opening = _opening(lines, at, draft)
        if opening is not None:
            first, last = opening
            return _rest(blocks, lines[last], first)
        at += _take_words(lines, at, draft)
    return ""


def _rest(blocks: tuple[Block, ...], line: _Line, first: str) -> str:
    """The text from a line on, with `first` in that line's place."""
    block = blocks[line.block]
    rest = (first, *block.lines[line.number + 1 :]) if first else block.lines[line.number + 1 :]
    return layout((Block(rest, block.place), *blocks[line.block + 1 :]))


# --- the lines above the text -----------------------------------------------------------------


def _take_forms(lines: list[_Line], at: int, draft: Draft) -> int:
    """Take a line of a known form, or a few that make one together; returns how many."""
    found, last = _dateline(lines, at, draft)
    if found and found.fills_line and last == at:
        _take_dateline(draft, found)
        return 1
    if wrapped := _take_wrapped_title(lines, at, draft):
        return wrapped
    for reach in (1, 2, 3):
        text = " ".join(line.text for line in lines[at : at + reach])
        if reach > 1 and not text.startswith(("(", "/")):
            break
        if opens_note(text):
            reach, text = _sentence(lines, at, text)
        if take_line(draft, text):
            return reach
    return 0


def _take_wrapped_title(lines: list[_Line], at: int, draft: Draft) -> int:
    """Take a title that has a form and goes on over the next lines of its block: one with its date
    at the end, or behind a correction's words; returns the lines it takes."""
    same, form = _same_block(lines, at)[:3], read_form(lines[at].text)
    if form and "correction" in form[1]:
        reach = 1
        while reach < len(same) and not is_known(same[reach].text):
            reach += 1
    elif form:
        return 0
    else:
        dated = (number for number, line in enumerate(same) if line.text[-1].isdigit())
        reach = next(dated, 0) + 1
        if reach == 1 or by_line(lines[at].text):
            return 0
    text = " ".join(line.text for line in same[:reach])
    found = read_form(text)
    return reach if found and "headline" in found[1] and take_line(draft, text) else 0


def _sentence(lines: list[_Line], at: int, text: str) -> tuple[int, str]:
    """A note that goes on over the next lines, to the end of its sentence or of its capitals;
    returns the lines it takes, and its text."""
    reach = 1
    for line in lines[at + 1 : at + 5]:
        if _SENTENCE_END.search(text) or line.heading or text.isupper() != line.text.isupper():
            break
        text = f"{text} {line.text}"
        reach += 1
    return reach, text


def _take_words(lines: list[_Line], at: int, draft: Draft) -> int:
    """Take a line of plain words: the headline, or what stands under it; returns how many."""
    same = _same_block(lines, at)
    reach = 1
    while reach < min(len(same), 3) and not is_known(same[reach].text):
        reach += 1
    text = fold(_PHOTOS.sub(" ", " ".join(line.text for line in same[:reach])))
    draft.words.append(Words(text, lines[at].heading))
    return reach


def _same_block(lines: list[_Line], at: int) -> list[_Line]:
    """The lines from one on, as far as its block reaches."""
    end = at
    while end < len(lines) and lines[end].block == lines[at].block:
        end += 1
    return lines[at:end]


# --- where the text begins --------------------------------------------------------------------


def _opening(lines: list[_Line], at: int, draft: Draft) -> tuple[str, int] | None:
    """Whether the text begins at a line: then what of the line is text, and the last line that
    its dateline took part of."""
    line = lines[at]
    found, last = _dateline(lines, at, draft)
    if found:
        _take_dateline(draft, found)
        return found.rest, last
    if run_in := _RUN_IN.match(line.text):
        take_line(draft, run_in["byline"])
        draft.date(run_in["date"], "dateline")
        return run_in["rest"], at
    if _OPENING.fullmatch(line.text) or _is_spoken(line, draft) or _is_prose(lines, at, draft):
        return line.text, at
    return None


def _dateline(lines: list[_Line], at: int, draft: Draft) -> tuple[Dateline | None, int]:
    """The dateline that opens a line, and the last line it takes part of: in a wrapped text it may
    reach into the second."""
    line = lines[at]
    found = read_dateline(line.text)
    if (found and not found.fills_line) or at + 1 == len(lines):
        return found, at
    below = lines[at + 1]
    wrapped = draft.has_headline() and not line.heading and len(line.text) > _WRAPPED
    if below.text.startswith(_DASHES) if found else wrapped and not _has_place(below):
        return read_dateline(f"{line.text} {below.text}"), at + 1
    return found, at


def _has_place(line: _Line) -> bool:
    """Whether a line has a dateline of its own."""
    found = read_dateline(line.text)
    return found is not None and found.located is not None


def _take_dateline(draft: Draft, found: Dateline) -> None:
    draft.say("located", found.located, "dateline")
    if found.agency:
        draft.say("agency", found.agency.code, "dateline")
    else:
        draft.say("agency_name", found.mark, "dateline")
    if found.date:
        draft.date(found.date, "dateline")


def _take_correction(lines: list[_Line], at: int, draft: Draft) -> int:
    """Take a press wire's note of what was corrected, mostly behind a dateline of its own; returns
    the lines it takes."""
    found = read_dateline(lines[at].text)
    bare = draft.corrected and not is_known(lines[at].text)
    text = found.rest if found else lines[at].text if bare else ""
    ahead = " ".join(line.text for line in lines[at + 1 : at + 2])
    if not text or not _CORRECTION.match(f"{text} {ahead}"):
        return 0
    if found:
        _take_dateline(draft, found)
    reach, note = _sentence(lines, at, text)
    draft.say("ednote", note, "dateline")
    draft.corrected = True
    return reach


def _is_spoken(line: _Line, draft: Draft) -> bool:
    """Whether a transcript's first speaker has the word; above its headline nobody has."""
    return draft.has_headline() and SPEAKER.match(line.text) is not None


def _header_follows(lines: list[_Line], at: int) -> bool:
    """Whether one of the next lines opens with a dateline, or is a byline or an agency's: then
    this is no text yet."""
    return any(
        read_dateline(line.text)
        or _RUN_IN.match(line.text)
        or (read_byline(line.text) and not _goes_on(lines[at], line))
        or by_line(line.text)
        for line in lines[at + 1 : at + 4]
    )


def _goes_on(first: _Line, line: _Line) -> bool:
    """Whether a line is one of a paragraph's, cut before a word in small letters."""
    return line.block == first.block and line.text[0].islower()


def _is_prose(lines: list[_Line], at: int, draft: Draft) -> bool:
    """Whether the story's text, and not one more header line, begins here."""
    if lines[at].heading or _header_follows(lines, at):
        return False
    text = " ".join(line.text for line in _same_block(lines, at))
    words = text.count(" ") + 1
    if words >= 25 or (words >= 12 and ends_sentence(text)):
        return True
    if not draft.has_headline():
        return False
    if words >= 14 or (words >= 4 and _SENTENCE_END.search(text)):
        return True
    # A first line that was cut by a wrap: running text that goes on below.
    if at + 1 == len(lines) or is_known(lines[at + 1].text):
        return False
    below = lines[at + 1].text
    return is_prose(text) or (
        len(text) >= _WRAPPED and below[0].islower() and is_prose(f"{text} {below}")
    )
