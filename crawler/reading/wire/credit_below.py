"""Read the credits below a story: writer, agency or source."""

import re

from crawler.agencies.lookup import by_line, by_mark
from crawler.reading.wire.draft import Draft
from crawler.reading.wire.header import read_byline, read_form, strip_post

_MOST = 3
"""Maximum paragraphs of credits."""
_LONGEST = 120
"""Longest credit, in characters."""
_AROUND = " -–—_()[]*."
_SOURCE = re.compile(r"(?i:source|courtesy(?: of)?|via|from|agency)\s?: *(?P<agency>[^:.!?]{2,60})")
_AFTER = re.compile(
    r"(?<=[.!?\"'”’)])\s+(?:\((?P<mark>[^()]{2,30})\)|[-–—]+ ?(?P<bare>[^-–—]{2,30}))$"
)
_BEFORE_SOURCE = re.compile(r"(?<=\w)\s+(?=(?:Source|SOURCE)\s?:)")
_WRITERS = re.compile(
    r"(?<=[.!?\"'”’)])\s+(?:\((?P<by>[Bb]y [^()]{4,100})\)|(?P<bare>By [^().!?]{4,60}))$"
)
_TAIL = 60
"""Number of characters at the end to search for an agency's mark."""
_CREDITED = frozenset(("byline", "line", "date", "clock"))
"""Fields that a form may set below the body."""


def take_credit_below(draft: Draft, body: tuple[str, ...]) -> tuple[str, ...]:
    """Set the draft's fields from the credits below a story; return the body without them.

    A body that consists only of credits is returned unchanged.
    """
    end = len(body)
    while end > max(1, len(body) - _MOST) and _take(draft, body[end - 1]):
        end -= 1
    kept = body[:end]
    if not kept:
        return body
    return (*kept[:-1], _without_mark(draft, _without_writers(draft, kept[-1])))


def is_credit(text: str) -> bool:
    """Return whether a line below a story is a credit: a writer or an agency, and nothing else.

    >>> [is_credit(each) for each in ("By Ana L. Orr", "Source: Xinhua", "Source: a weir", "(AP)")]
    [True, True, False, True]
    """
    if len(text) > _LONGEST:
        return False
    words = text.strip(_AROUND)
    if by_line(words) or by_mark(words) or read_byline(words):
        return True
    source = _SOURCE.fullmatch(words)
    return bool(source and (by_line(source["agency"]) or by_mark(source["agency"])))


def _take(draft: Draft, text: str) -> bool:
    """Set the draft's fields from a paragraph that is one or two credits; return whether it is."""
    if len(text) > _LONGEST:
        return False
    if len(both := _BEFORE_SOURCE.split(text, maxsplit=1)) == 2:
        return all(_take(draft, each) for each in both)
    words = text.strip(_AROUND)
    if agency := by_line(words) or by_line(text) or by_mark(words):
        draft.set_if_empty("agency", agency.code, "agency line")
        return True
    if byline := read_byline(words):
        draft.set_if_empty("byline", byline, "byline")
        return True
    if form := read_form(words) or read_form(text):
        return _take_form(draft, text, form[1])
    if source := _SOURCE.fullmatch(words):
        agency = by_line(source["agency"]) or by_mark(source["agency"])
        field = "agency" if agency else "agency_name"
        draft.set_if_empty(field, agency.code if agency else source["agency"], "agency line")
        return True
    return False


def _take_form(draft: Draft, text: str, fields: dict[str, str]) -> bool:
    """Set the draft's fields from a line of a known form; return False if it is not a credit."""
    if not fields or not fields.keys() <= _CREDITED:
        return False
    if "byline" in fields:
        draft.set_if_empty("byline", strip_post(fields["byline"]), "byline")
    if "line" in fields and (agency := by_line(fields["line"])):
        draft.set_if_empty("agency", agency.code, "agency line")
    if "date" in fields:
        draft.date(fields["date"], "date line", text)
    draft.clock = draft.clock or fields.get("clock")
    return True


def _without_mark(draft: Draft, text: str) -> str:
    """Return the last paragraph without an agency's mark after its last sentence."""
    found = _AFTER.search(text, max(0, len(text) - _TAIL))
    agency = by_mark(found["mark"] or found["bare"]) if found else None
    if not found or not agency:
        return text
    draft.set_if_empty("agency", agency.code, "agency line")
    return text[: found.start()].rstrip()


def _without_writers(draft: Draft, text: str) -> str:
    """Return the last paragraph without writers after its last sentence."""
    found = _WRITERS.search(text, max(0, len(text) - _LONGEST))
    byline = read_byline(found["by"] or found["bare"]) if found else None
    if not found or not byline:
        return text
    draft.set_if_empty("byline", byline, "byline")
    return text[: found.start()].rstrip()
