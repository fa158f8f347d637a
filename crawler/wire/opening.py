"""Where a story's text begins: at its dateline, at a transcript's first speaker, at its prose."""

import re

from crawler.scripts import CLOSERS, FULL_STOPS, count_words
from crawler.text import ends_sentence, is_prose
from crawler.wire.agencies import by_line
from crawler.wire.dateline import Dateline, read_dateline
from crawler.wire.draft import Draft
from crawler.wire.header import is_known, read_byline, take_line
from crawler.wire.lines import Line, same_block
from crawler.wire.paragraphs import SPEAKER

_OPENING = re.compile(r"\(begin [\w ]{3,30}\)")
_RUN_IN = re.compile(
    r"(?P<byline>By .{3,60}? for [A-Z]{2,5}),? (?P<date>\d{4}\.\d\d\.\d\d)\s*-+\s*(?P<rest>.*)",
    re.DOTALL,
)
_WRAPPED = 40
"""Characters that a line has at least which was cut by a wrap."""
_DASHES = ("- ", "-- ", "– ", "— ", "_ ")
SENTENCE_END = re.compile(f"[{re.escape(FULL_STOPS)}][{re.escape(CLOSERS)}]*$")


def opening(lines: list[Line], at: int, draft: Draft) -> tuple[str, int] | None:
    """Whether the text begins at a line: then what of the line is text, and the last line that
    its dateline took part of."""
    line = lines[at]
    found, last = dateline_at(lines, at, draft)
    if found:
        take_dateline(draft, found)
        return found.rest, last
    if run_in := _RUN_IN.match(line.text):
        take_line(draft, run_in["byline"])
        draft.date(run_in["date"], "dateline")
        return run_in["rest"], at
    if _OPENING.fullmatch(line.text) or _is_spoken(line, draft) or _is_prose(lines, at, draft):
        return line.text, at
    return None


def dateline_at(lines: list[Line], at: int, draft: Draft) -> tuple[Dateline | None, int]:
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


def _has_place(line: Line) -> bool:
    """Whether a line has a dateline of its own."""
    found = read_dateline(line.text)
    return found is not None and found.located is not None


def take_dateline(draft: Draft, found: Dateline) -> None:
    draft.say("located", found.located, "dateline")
    if found.agency:
        draft.say("agency", found.agency.code, "dateline")
    else:
        draft.say("agency_name", found.mark, "dateline")
    if found.date:
        draft.date(found.date, "dateline")


def _is_spoken(line: Line, draft: Draft) -> bool:
    """Whether a transcript's first speaker has the word; above its headline nobody has."""
    return draft.has_headline() and SPEAKER.match(line.text) is not None


def _header_follows(lines: list[Line], at: int) -> bool:
    """Whether one of the next lines opens with a dateline, or is a byline or an agency's: then
    this is no text yet."""
    return any(
        read_dateline(line.text)
        or _RUN_IN.match(line.text)
        or (read_byline(line.text) and not _goes_on(lines[at], line))
        or by_line(line.text)
        for line in lines[at + 1 : at + 4]
    )


def _goes_on(first: Line, line: Line) -> bool:
    """Whether a line is one of a paragraph's, cut before a word in small letters."""
    return line.block == first.block and line.text[0].islower()


def _is_prose(lines: list[Line], at: int, draft: Draft) -> bool:
    """Whether the story's text, and not one more header line, begins here."""
    if lines[at].heading or _header_follows(lines, at):
        return False
    text = " ".join(line.text for line in same_block(lines, at))
    words = count_words(text)
    if words >= 25 or (words >= 12 and ends_sentence(text)):
        return True
    if not draft.has_headline():
        return False
    if words >= 14 or (words >= 4 and SENTENCE_END.search(text)):
        return True
    # A first line that was cut by a wrap: running text that goes on below.
    if at + 1 == len(lines) or is_known(lines[at + 1].text):
        return False
    below = lines[at + 1].text
    return is_prose(text) or (
        len(text) >= _WRAPPED and below[0].islower() and is_prose(f"{text} {below}")
    )
