"""The agency of an article: its dateline, a line at the head, a credit below the text."""

import re
from collections.abc import Sequence

from crawler.reading.wire.agencies import by_line, by_mark
from crawler.reading.wire.dateline import Dateline, read_dateline
from crawler.reading.wire.draft import Draft
from crawler.reading.wire.families import Agency
from crawler.reading.wire.header import read_form, take_line
from crawler.reading.wire.opening import RUN_IN, take_dateline

_LONGEST = 120
"""Characters of a line that credits an agency."""
_PARTED = re.compile(r"\s*(?:[|•·⋅,;/–—()\[\]]|--|\s-\s)\s*")
_NEAR = 3
"""Paragraphs among which an agency's dateline stands, where a caption or a note precedes it."""
_SOURCE = re.compile(r"^(?:source|via|from)\s*:?\s+", re.IGNORECASE)
_AROUND = " -–—_.:*()[]/"


def read_opening(draft: Draft, paragraphs: Sequence[str]) -> list[str]:
    """Take the dateline into the draft; return the paragraphs without it."""
    body = list(paragraphs)
    for number, text in enumerate(body[:_NEAR]):
        if run_in := RUN_IN.match(text):
            take_line(draft, run_in["byline"])
            draft.date(run_in["date"], "dateline")
            body[number] = run_in["rest"]
            break
        found = read_dateline(text)
        if found and not _is_note(text, found) and (number == 0 or found.agency):
            take_dateline(draft, found)
            body[number : number + 1] = [found.rest] if found.rest else []
            break
    return body


def take_agency(draft: Draft, line: str) -> bool:
    """Take the agency that a line above the text names into the draft; whether it names nothing
    else."""
    if len(line) > _LONGEST:
        return False
    if agency := _credited(line):
        draft.say("agency", agency.code, "agency line")
        return True
    for part in _PARTED.split(line)[1:]:
        if agency := by_line(part) or by_mark(part):
            draft.say("agency", agency.code, "agency line")
    return False


def take_form(draft: Draft, line: str) -> bool:
    """Take a line that has the form of a wire's header into the draft; whether it has one."""
    return read_form(line) is not None and take_line(draft, line)


def _credited(line: str) -> Agency | None:
    """Return the agency that is all a line names: `(AP)`, `Source: Reuters`, `- AFP`."""
    if len(line) > _LONGEST:
        return None
    name = _SOURCE.sub("", line.strip(_AROUND)).strip(_AROUND)
    return by_line(name) or by_mark(name)


def _is_note(text: str, found: Dateline) -> bool:
    """Whether what looks like a dateline is an editor's: `Editor's note, March 6, 2024: ...`."""
    return text.removesuffix(found.rest).rstrip().endswith(":")
