"""Detect the start of a story's body: a dateline, a transcript's first speaker or prose."""

import re

from crawler.agencies.lookup import by_line
from crawler.base.scripts import CLOSERS, FULL_STOPS, count_words
from crawler.base.text import ends_sentence, is_prose
from crawler.reading.wire.dateline import Dateline, read_dateline
from crawler.reading.wire.draft import Draft
from crawler.reading.wire.header import is_known, read_byline, read_form, take_line
from crawler.reading.wire.lines import Line, same_block
from crawler.reading.wire.paragraphs import SPEAKER

_OPENING = re.compile(r"\(begin [\w ]{3,30}\)")
RUN_IN = re.compile(
    r"(?P<byline>By .{3,60}? for [A-Z]{2,5}),? (?P<date>\d{4}\.\d\d\.\d\d)\s*-+\s*(?P<rest>.*)",
    re.DOTALL,
)
_WRAPPED = 40
"""Minimum length of a wrapped line, in characters."""
_CLOSE = 3
"""Number of lines below a title to search for the next header line."""
_NEAR = 6
"""Number of lines below a header line to search for the body."""
_TEXT_WORDS = 7
"""Minimum spaces in a line of prose."""
_SPEECH = re.compile(r"(?:[A-Z][\w.'-]+ ){0,2}[A-Z][\w.'-]*: ")
_INDENT = 10
"""Maximum indent of a paragraph's first line, plus one space."""
_TITLE_WORDS, _TITLE_CASE = 3, 0.7
"""Minimum words of a title, and minimum share of capitalised words."""
_SHORTER = 0.85
"""Maximum length of a title, as a share of the next line's."""
_DASHES = ("- ", "-- ", "– ", "— ", "_ ")
SENTENCE_END = re.compile(f"[{re.escape(FULL_STOPS)}][{re.escape(CLOSERS)}]*$")


def opening(lines: list[Line], at: int, draft: Draft) -> tuple[str, int] | None:
    """Return the body text of the line at which the body starts, and the index of the last line of
    its dateline; None if the body does not start here."""
    line = lines[at]
    found, last = dateline_at(lines, at, draft)
    if found:
        take_dateline(draft, found)
        return found.rest, last
    if run_in := RUN_IN.match(line.text):
        take_line(draft, run_in["byline"])
        draft.date(run_in["date"], "dateline")
        return run_in["rest"], at
    if _OPENING.fullmatch(line.text) or _is_spoken(lines, at, draft) or _is_prose(lines, at, draft):
        return line.text, at
    return None


def dateline_at(lines: list[Line], at: int, draft: Draft) -> tuple[Dateline | None, int]:
    """Return the dateline at the start of a line, and the index of its last line.

    In wrapped text it may extend to the second line.
    """
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
    """Return whether a line has its own dateline."""
    found = read_dateline(line.text)
    return found is not None and found.located is not None


def take_dateline(draft: Draft, found: Dateline) -> None:
    place, _, last = (found.located or "").rpartition(", ")
    is_code = last.isupper() and last.casefold() == draft.address.code  # `BAGHDAD, INA --`
    draft.set_if_empty("located", place if is_code and place else found.located, "dateline")
    if found.agency:
        draft.set_if_empty("agency", found.agency.code, "dateline")
    else:
        draft.set_if_empty("agency_name", found.mark or (last if is_code else None), "dateline")
    if found.date:
        draft.date(found.date, "dateline")


def _is_spoken(lines: list[Line], at: int, draft: Draft) -> bool:
    """Return whether a line is that of a transcript's first speaker.

    Not above the headline, and not if the label is part of the header (`TEXT:`).
    """
    return (
        draft.has_headline()
        and not lines[at].heading
        and SPEAKER.match(lines[at].text) is not None
        and not _header_follows(lines, at)
    )


def _header_follows(lines: list[Line], at: int) -> bool:
    """Return whether a header line follows closely, and the body after it.

    Without a body after it, the header line may be a credit below a short story.
    """
    for number in range(at + 1, min(at + 1 + _CLOSE, len(lines))):
        if _is_header(lines[at], lines[number]) or _is_date_line(lines, at, number):
            return read_dateline(lines[number].text) is not None or _has_text(lines, number + 1)
    return False


def _is_header(first: Line, line: Line) -> bool:
    """Return whether a line has a dateline, or is a byline, an agency line or of a known form."""
    if read_dateline(line.text) or RUN_IN.match(line.text) or by_line(line.text):
        return True
    if read_byline(line.text) and not _goes_on(first, line):
        return True
    return line.block != first.block and bool(read_form(line.text))


def _is_date_line(lines: list[Line], at: int, number: int) -> bool:
    """Return whether a line is only a date or time and not the end of a wrapped sentence.

    The line above it in the block must not end a sentence, and the line must be too short for a
    wrap.
    """
    if lines[number].block != lines[at].block or ends_sentence(lines[number - 1].text):
        return False
    form, same = read_form(lines[number].text), same_block(lines, number)
    if form is None or form[1].keys().isdisjoint(("date", "clock")) or len(same) < 2:
        return False
    word = same[1].text.split(" ", 1)[0]
    room = max(len(line.text) for line in same) - len(lines[number].text)
    return not word[0].islower() and len(word) + 1 < room


def _has_text(lines: list[Line], at: int) -> bool:
    """Return whether there is prose in the next lines."""
    return any(
        line.text.count(" ") >= _TEXT_WORDS and not is_known(line.text)
        for line in lines[at : at + _NEAR]
    )


def _goes_on(first: Line, line: Line) -> bool:
    """Return whether a line continues a wrapped paragraph with a lower-case word."""
    return line.block == first.block and line.text[0].islower()


def is_title(lines: list[Line], at: int) -> bool:
    """Return whether a line is a title above body text in the same block.

    It is not a sentence, and shorter than the line below it, which starts a new sentence.
    """
    same = same_block(lines, at)
    if len(same) < 2 or (ends_sentence(same[0].text) and not _is_in_title_case(same[0].text)):
        return False
    below = same[1].text
    if _SPEECH.match(below) and _is_in_title_case(same[0].text):
        return True
    room = max(len(line.text) for line in same) - len(same[0].text)
    return (
        len(below) >= _WRAPPED
        and len(below.split(" ", 1)[0]) + _INDENT < room  # else it was wrapped
        and len(same[0].text) < _SHORTER * len(below)
        and not below[0].islower()
    )


def _is_in_title_case(text: str) -> bool:
    """Return whether most words of a line are capitalised, as in a title."""
    words = text.split()
    capitals = sum(not word[0].islower() for word in words)
    return len(words) >= _TITLE_WORDS and capitals >= _TITLE_CASE * len(words)


def _is_prose(lines: list[Line], at: int, draft: Draft) -> bool:
    """Return whether the body, and not another header line, starts here."""
    return (
        not lines[at].heading
        and _reads_as_prose(lines, at, draft)
        and not is_title(lines, at)
        and not _header_follows(lines, at)
    )


def _reads_as_prose(lines: list[Line], at: int, draft: Draft) -> bool:
    """Return whether a line and the rest of its block have the words of a body's beginning."""
    text = " ".join([line.text for line in same_block(lines, at)])
    words = count_words(text)
    if words >= 25 or (words >= 12 and ends_sentence(text)):
        return True
    if not draft.has_headline():
        return False
    if words >= 14 or (words >= 4 and SENTENCE_END.search(text)):
        return True
    # A wrapped first line: prose that continues below.
    if at + 1 == len(lines) or is_known(lines[at + 1].text):
        return False
    below = lines[at + 1].text
    return is_prose(text) or (
        len(text) >= _WRAPPED and below[0].islower() and is_prose(f"{text} {below}")
    )
