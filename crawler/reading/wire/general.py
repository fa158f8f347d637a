"""The reading of every page that is no script: header lines, dateline, text, ending."""

import re
from itertools import islice

from crawler.base.dates import rank_line, read_dated_line
from crawler.model import Block, Document, Story
from crawler.reading.wire.agencies import by_line
from crawler.reading.wire.below import part_below
from crawler.reading.wire.credit_below import take_credit_below
from crawler.reading.wire.cues import strip_cues
from crawler.reading.wire.dateline import read_dateline
from crawler.reading.wire.day_page import parts_of
from crawler.reading.wire.draft import Draft, Words
from crawler.reading.wire.ending import strip_ending
from crawler.reading.wire.glued import part_titles
from crawler.reading.wire.header import is_known, opens_note, read_byline, read_form, take_line
from crawler.reading.wire.lines import Line, lines_of, same_block, without_photos
from crawler.reading.wire.opening import (
    RUN_IN,
    SENTENCE_END,
    dateline_at,
    is_title,
    opening,
    take_dateline,
)
from crawler.reading.wire.paragraphs import layout, paragraphs

_CORRECTION = re.compile(r".{0,120}\bshould read\b|please replace\b", re.IGNORECASE)
_NAME_LONGEST = 80
"""Characters of an agency's name that was wrapped."""
_MOST_LINES = 200
"""Lines among which the text must begin; a page that goes on without it is a list."""


def read(document: Document) -> tuple[Story, ...]:
    """The page's stories, one on most pages; none where nothing on it is running text."""
    parts = parts_of(document.blocks)
    return tuple(story for part in parts if (story := _read_story(document, part)))


def _read_story(document: Document, blocks: tuple[Block, ...]) -> Story | None:
    """The story in some blocks of a page."""
    draft = Draft.of(document)
    text = _read_header(blocks, draft, document.head.title or "")
    body, clock = strip_ending(paragraphs(part_below(strip_cues(text))))
    body = take_credit_below(draft, body)
    draft.choose_headline(document.head)
    draft.clock = clock or draft.clock
    if not (draft.printed or draft.address.day or document.head.modern):
        _take_labelled_date(draft, document.blocks)
    for logo in document.head.logos:
        if agency := by_line(logo):
            draft.say("agency", agency.code, "logo")
    return draft.story(body) if body else None


def _read_header(blocks: tuple[Block, ...], draft: Draft, title: str) -> str:
    """Take the lines above the text into the draft; returns the text."""
    lines = part_titles(list(islice(lines_of(blocks), _MOST_LINES)), title)
    at = 0
    while at < len(lines):
        if taken := _take_correction(lines, at, draft) or _take_forms(lines, at, draft):
            at += taken
            continue
        if begun := opening(lines, at, draft):
            first, last = begun
            return _rest(blocks, lines[last], first)
        at += _take_words(lines, at, draft)
    return ""


def _rest(blocks: tuple[Block, ...], line: Line, first: str) -> str:
    """The text from a line on, with `first` in that line's place."""
    block = blocks[line.block]
    rest = (first, *block.lines[line.number + 1 :]) if first else block.lines[line.number + 1 :]
    return layout((Block(rest, block.place), *blocks[line.block + 1 :]))


def _take_forms(lines: list[Line], at: int, draft: Draft) -> int:
    """Take a line of a known form, or a few that make one together; returns how many."""
    found, last = dateline_at(lines, at, draft)
    if found and found.fills_line and last == at:
        take_dateline(draft, found)
        return 1
    if wrapped := _take_wrapped_title(lines, at, draft):
        return wrapped
    if wrapped := _take_wrapped_agency(lines, at, draft):
        return wrapped
    is_byline = draft.address.day is None and read_byline(lines[at].text) is not None
    if is_byline and _take_dated_line(draft, lines[at]):
        return 1
    for reach in (1, 2, 3):
        text = " ".join(line.text for line in lines[at : at + reach])
        if reach > 1 and not text.startswith(("(", "/")):
            break
        if opens_note(text):
            reach, text = _sentence(lines, at, text)
        if take_line(draft, text):
            return reach
    return int(_take_dated_line(draft, lines[at]))


def _take_labelled_date(draft: Draft, blocks: tuple[Block, ...]) -> None:
    """Take the day of a line anywhere on the page that says the story was published then, if all
    such lines say the same."""
    found = {}
    for block in blocks:
        for line in block.lines if len(block.lines) < _MOST_LINES else ():
            dated = read_dated_line(line, draft.place)
            part = dated.published if dated else None
            if dated and part and rank_line(line, dated) == 0:
                found[part.printed.days] = (part, line)
    if len(found) == 1:
        ((part, line),) = found.values()
        draft.date(part.printed.raw, "date line", line, part.clock)


def _take_dated_line(draft: Draft, line: Line) -> bool:
    """Take a line that dates the story, in any language: no more than a date, or one that is said
    to be it; on a page whose address names no day also one beside the words under a headline."""
    dated = read_dated_line(line.text, draft.place)
    rank = rank_line(line.text, dated) if dated else None
    most = 2 if draft.has_headline() and not (line.heading or draft.address.day) else 1
    if not dated or not dated.published or rank is None or rank > most:
        return False
    part = dated.published
    draft.date(part.printed.raw, "date line", line.text, part.clock)
    if dated.rest:
        take_line(draft, dated.rest)
    return True


def _take_wrapped_agency(lines: list[Line], at: int, draft: Draft) -> int:
    """Take an agency's name that goes on over the next line of its block; returns the lines."""
    same = same_block(lines, at)[:2]
    if len(same) < 2 or len(same[0].text) + len(same[1].text) > _NAME_LONGEST:
        return 0
    agency = by_line(f"{same[0].text} {same[1].text}")
    draft.say("agency", agency.code if agency else None, "agency line")
    return len(same) if agency else 0


def _take_wrapped_title(lines: list[Line], at: int, draft: Draft) -> int:
    """Take a title that has a form and goes on over the next lines of its block: one with its date
    at the end, or behind a correction's words; returns the lines it takes."""
    same, form = same_block(lines, at)[:3], read_form(lines[at].text)
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


def _sentence(lines: list[Line], at: int, text: str) -> tuple[int, str]:
    """A note that goes on over the next lines, to the end of its sentence or of its capitals;
    returns the lines it takes, and its text."""
    reach = 1
    for line in lines[at + 1 : at + 5]:
        if SENTENCE_END.search(text) or line.heading or text.isupper() != line.text.isupper():
            break
        text = f"{text} {line.text}"
        reach += 1
    return reach, text


def _take_words(lines: list[Line], at: int, draft: Draft) -> int:
    """Take a line of plain words: the headline, or what stands under it; returns how many."""
    same = same_block(lines, at)
    reach = 1
    while (
        reach < min(len(same), 3)
        and not is_known(same[reach].text)
        and not RUN_IN.match(same[reach].text)
        and same[reach].heading == same[0].heading
        and not is_title(lines, at + reach - 1)
    ):
        reach += 1
    text = without_photos(" ".join(line.text for line in same[:reach]))
    draft.words.append(Words(text, lines[at].heading))
    return reach


def _take_correction(lines: list[Line], at: int, draft: Draft) -> int:
    """Take a press wire's note of what was corrected, mostly behind a dateline of its own; returns
    the lines it takes."""
    found = read_dateline(lines[at].text)
    bare = draft.corrected and not is_known(lines[at].text)
    text = found.rest if found else lines[at].text if bare else ""
    ahead = " ".join(line.text for line in lines[at + 1 : at + 2])
    if not text or not _CORRECTION.match(f"{text} {ahead}"):
        return 0
    if found:
        take_dateline(draft, found)
    reach, note = _sentence(lines, at, text)
    draft.say("ednote", note, "dateline")
    draft.corrected = True
    return reach
