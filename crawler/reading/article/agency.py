"""Read the agency of an article from its dateline, a header line, or a credit below the text."""

import re
from collections.abc import Sequence

from crawler.agencies import Agency
from crawler.agencies.lookup import by_line, by_mark
from crawler.reading.wire.dateline import Dateline, read_dateline
from crawler.reading.wire.draft import Draft
from crawler.reading.wire.header import read_form, take_line
from crawler.reading.wire.opening import RUN_IN, take_dateline

_LONGEST = 120
"""Maximum characters of a line that credits an agency."""
_SEPARATOR = re.compile(r"\s*(?:[|•·⋅,;/–—()\[\]]|--|\s-\s)\s*")
_NEAR = 3
"""Number of paragraphs to search for an agency's dateline: a caption or a note may precede it."""
_SOURCE = re.compile(r"^(?:source|via|from)\s*:?\s+", re.IGNORECASE)
_AROUND = " -–—_.:*()[]/"


def read_opening(draft: Draft, paragraphs: Sequence[str]) -> list[str]:
    """Read the dateline into the draft; return the paragraphs without it."""
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
    """Read the agency named in a header line into the draft; return whether the line names only
    the agency."""
    if len(line) > _LONGEST:
        return False
    if agency := _credited(line):
        draft.set_if_empty("agency", agency.code, "agency line")
        return True
    for part in _SEPARATOR.split(line)[1:]:
        if agency := by_line(part) or by_mark(part):
            draft.set_if_empty("agency", agency.code, "agency line")
    return False


def take_form(draft: Draft, line: str) -> bool:
    """Read a line in the format of a wire header into the draft; return whether it is one."""
    return read_form(line) is not None and take_line(draft, line)


def _credited(line: str) -> Agency | None:
    """Return the agency if a line names only that: `(AP)`, `Source: Reuters`, `- AFP`."""
    if len(line) > _LONGEST:
        return None
    name = _SOURCE.sub("", line.strip(_AROUND)).strip(_AROUND)
    return by_line(name) or by_mark(name)


def _is_note(text: str, found: Dateline) -> bool:
    """Return whether an apparent dateline opens a note: `Editor's note, March 6, 2024: ...`."""
    return text.removesuffix(found.rest).rstrip().endswith(":")
