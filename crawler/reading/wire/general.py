"""Read all wire pages except radio scripts: header lines, dateline, body, ending."""

import re

from crawler.agencies.lookup import by_line
from crawler.base.dates import rank_line, read_dated_line
from crawler.model import Block, Document, Story
from crawler.reading.wire.below import separate_credits
from crawler.reading.wire.credit_below import take_credit_below
from crawler.reading.wire.cues import strip_cues
from crawler.reading.wire.dateline import read_dateline
from crawler.reading.wire.day_page import Part, parts_of
from crawler.reading.wire.draft import Draft
from crawler.reading.wire.ending import strip_ending
from crawler.reading.wire.glued import split_titles
from crawler.reading.wire.header import is_known, opens_note, read_byline, read_form, take_line
from crawler.reading.wire.headline import Words
from crawler.reading.wire.lines import Line, same_block, without_photos
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
"""Longest wrapped agency name, in characters."""
_MOST_LINES = 200
"""Maximum lines of a block with a labelled date; with more it is a list."""


def read(document: Document) -> tuple[Story, ...]:
    """Return the page's stories, usually one; empty if the page contains no prose."""
    parts = parts_of(document.blocks)
    return tuple(story for part in parts if (story := _read_story(document, part)))


def _read_story(document: Document, part: Part) -> Story | None:
    """Return the story in a part of a page; None without a body."""
    draft = Draft.of(document)
    body = _read_text(document, part, draft)
    draft.choose_headline(document.head)
    if not (draft.printed or draft.address.day or document.head.modern):
        _take_labelled_date(draft, document.blocks)
    for logo in document.head.logos:
        if agency := by_line(logo):
            draft.set_if_empty("agency", agency.code, "logo")
    return draft.story(body) if body else None


def has_wire_copy(document: Document) -> bool:
    """Return whether a story of the page has a number, a slugline or a known agency."""
    for part in parts_of(document.blocks):
        draft = Draft.of(document)
        if _read_text(document, part, draft) and draft.is_wire_copy():
            return True
    return False


def _read_text(document: Document, part: Part, draft: Draft) -> tuple[str, ...]:
    """Set the draft's fields from the lines above and below the body; return the body."""
    text = _read_header(part, draft, document.head.title or "")
    body, clock = strip_ending(paragraphs(separate_credits(strip_cues(text))))
    draft.clock = clock or draft.clock
    return take_credit_below(draft, body)


def _read_header(part: Part, draft: Draft, title: str) -> str:
    """Set the draft's fields from the lines above the body; return the laid-out body."""
    lines = split_titles(part.lines, title)
    at = 0
    while at < len(lines):
        if taken := _take_correction(lines, at, draft) or _take_forms(lines, at, draft):
            at += taken
            continue
        if begun := opening(lines, at, draft):
            first, last = begun
            return _rest(part.blocks, lines[last], first)
        at += _take_words(lines, at, draft)
    return ""


def _rest(blocks: tuple[Block, ...], line: Line, first: str) -> str:
    """Return the laid-out text from a line on, with `first` in place of that line."""
    block = blocks[line.block]
    rest = (first, *block.lines[line.number + 1 :]) if first else block.lines[line.number + 1 :]
    return layout((Block(rest, block.place), *blocks[line.block + 1 :]))


def _take_forms(lines: list[Line], at: int, draft: Draft) -> int:
    """Consume a header line of a known form, or several that form one; return their number."""
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
    most = 3 if lines[at].text.startswith(("(", "/")) else 1
    for reach in range(1, most + 1):
        text = " ".join([line.text for line in lines[at : at + reach]])
        if opens_note(text):
            reach, text = _sentence(lines, at, text)
        if take_line(draft, text):
            return reach
    return int(_take_dated_line(draft, lines[at]))


def _take_labelled_date(draft: Draft, blocks: tuple[Block, ...]) -> None:
    """Set the date from lines labelled as publication dates anywhere on the page, if they agree."""
    found = {}
    for block in blocks:
        for line in block.lines if len(block.lines) < _MOST_LINES else ():
            dated = read_dated_line(line, draft.place)
            part = dated.published if dated else None
            if dated and part and rank_line(line, dated) == 0:
                found[part.printed.days] = (part, line)
    if len(found) == 1:
        ((part, line),) = found.values()
        draft.add_date(part.printed, "date line", line, part.clock)


def _take_dated_line(draft: Draft, line: Line) -> bool:
    """Consume a line with the story's date, in any language; return whether it is one.

    The line must be only a date, or label it as the publication date. If the URL has no day, a date
    beside other words below the headline counts, too.
    """
    dated = read_dated_line(line.text, draft.place)
    rank = rank_line(line.text, dated) if dated else None
    most = 2 if draft.has_headline() and not (line.heading or draft.address.day) else 1
    if not dated or not dated.published or rank is None or rank > most:
        return False
    part = dated.published
    draft.add_date(part.printed, "date line", line.text, part.clock)
    if dated.rest:
        take_line(draft, dated.rest)
    return True


def _take_wrapped_agency(lines: list[Line], at: int, draft: Draft) -> int:
    """Consume an agency's name that is wrapped over two lines; return the number of lines."""
    same = same_block(lines, at, 2)
    if len(same) < 2 or len(same[0].text) + len(same[1].text) > _NAME_LONGEST:
        return 0
    agency = by_line(f"{same[0].text} {same[1].text}")
    draft.set_if_empty("agency", agency.code if agency else None, "agency line")
    return len(same) if agency else 0


def _take_wrapped_title(lines: list[Line], at: int, draft: Draft) -> int:
    """Consume a wrapped title of a known form; return the number of lines.

    It has a date at its end, or follows the words of a correction.
    """
    same, form = same_block(lines, at, 3), read_form(lines[at].text)
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
    """Return the number of lines and the text of a note, up to the end of its sentence or of its
    upper-case lines."""
    reach = 1
    for line in lines[at + 1 : at + 5]:
        if SENTENCE_END.search(text) or line.heading or text.isupper() != line.text.isupper():
            break
        text = f"{text} {line.text}"
        reach += 1
    return reach, text


def _take_words(lines: list[Line], at: int, draft: Draft) -> int:
    """Consume lines without a form, the headline or a line below it; return their number."""
    same = same_block(lines, at, 3)
    reach = 1
    while (
        reach < len(same)
        and not is_known(same[reach].text)
        and not RUN_IN.match(same[reach].text)
        and same[reach].heading == same[0].heading
        and not is_title(lines, at + reach - 1)
    ):
        reach += 1
    text = without_photos(" ".join([line.text for line in same[:reach]]))
    draft.words.append(Words(text, lines[at].heading))
    return reach


def _take_correction(lines: list[Line], at: int, draft: Draft) -> int:
    """Consume a press wire's correction note, usually after its own dateline; return the number of
    lines."""
    found = read_dateline(lines[at].text)
    bare = draft.corrected and not is_known(lines[at].text)
    text = found.rest if found else lines[at].text if bare else ""
    ahead = lines[at + 1].text if at + 1 < len(lines) else ""
    if not text or not _CORRECTION.match(f"{text} {ahead}"):
        return 0
    if found:
        take_dateline(draft, found)
    reach, note = _sentence(lines, at, text)
    draft.set_if_empty("ednote", note, "dateline")
    draft.corrected = True
    return reach
