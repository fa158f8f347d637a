"""Separate a title from the dateline or text that follows on the same line.

Boats Leave Kelm Harbor VELLAN, May 16 (UPI) -- The last of ...
Boats Leave Kelm Harbor 12:18 16/11/2009 VELLAN, November 16 (RIA Novosti) - The last of ...
"""

import re
from collections.abc import Iterator
from functools import cache

from msgspec.structs import replace

from crawler.agencies.lookup import marks_pattern
from crawler.base.dates import DATE, MONTH
from crawler.base.scripts import CAPITAL
from crawler.reading.wire.dateline import read_dateline
from crawler.reading.wire.lines import Line

_WITHIN = 320
"""Longest title with dateline, in characters."""
_LEAST, _LEAST_WORDS = 15, 3
"""Minimum characters and words of a title."""
_BEGINNING = 16
"""Number of characters in which a line is first compared with the page's title."""
_FEW = 40
"""Maximum lines of a page to examine, up to its first dateline."""
_LONG, _MOST_LONG = 200, 2
"""Minimum length of a line of body text, and the number of such lines that ends the search."""
_SIGNS = ("--", " - ", "–", "—", ")", "/", " _ ", "}")
_PLACE_LONGEST = 60
_PLACE_WORDS = 3
"""Maximum spaces between two commas of a place; with more it contains other words."""
_STAMP = re.compile(r"\d\d?:\d\d \d\d?/\d\d?/\d{4} $")
_START = re.compile(rf"(?<![,/-] )(?<![^ ]){CAPITAL}")
_SENTENCE = 30
"""Minimum characters of text after a page's title."""
_SITE = re.compile(r"\s+[|–—-]+\s+[^|–—\d-]{2,40}$")
_QUOTES = str.maketrans("“”‘’`", "\"\"'''")
_CAPITALS = re.compile(
    rf" [A-Z][A-Z.'’/-]{{3,}}(?: [A-Z][A-Z.'’-]+){{0,3}}(?:, {CAPITAL}[\w.]+)?"
    rf" (?:--|[-–—]) (?={CAPITAL})"
)
"""A place in capitals and a dash, without day or mark."""
_BYLINE = re.compile(r" (?=By .{3,60}? for [A-Z]{2,5},? \d{4}\.\d\d\.\d\d)")
_DAY = re.compile(rf" (?=\d{{1,2}} {MONTH} \d{{4}} [–—-]+ {CAPITAL})")
_SEPARATOR = re.compile(r"[\W_]+")


@cache
def _tail() -> re.Pattern[str]:
    """Return the pattern of what follows the place: day, mark or both, and a dash."""
    marks = marks_pattern()
    mark = rf"(?P<mark>[({{\[](?:{marks})(?:, (?:{DATE}))?[)}}\]]|/[A-Z-]+/\.?|(?:{marks})(?!\w))"
    after = mark.replace("?P<mark>", "?P<after>")
    day = rf", ?(?:{DATE})[.,]?"
    dash = r"\s?(?:--+|[-–—_:?])"
    return re.compile(rf"(?:{day} ?{after}|{day}(?={dash} )|,? {mark})(?:{dash}| (?=\W?{CAPITAL}))")


def split_titles(lines: list[Line], title: str) -> list[Line]:
    """Return the lines with the title split from the dateline on the same line.

    A line that equals the page's title is marked as a heading.
    """
    long = 0
    title = _SITE.sub("", title)
    plain = _plain(title) if title.count(" ") >= _LEAST_WORDS else ""
    begun = min(len(title), _BEGINNING)
    for number, line in enumerate(lines[:_FEW]):
        if plain and plain.startswith(_plain(line.text[:begun])):
            if _plain(line.text) == plain:
                heading = replace(line, heading=True)
                return [*lines[:number], heading, *lines[number + 1 :]]
            if end := _end_of_page_title(line.text, title):
                return _part(lines, number, end)
        found = read_dateline(line.text)
        if found and not found.located and len(found.rest) < _SENTENCE:
            continue  # a day and its clock
        if found and not (found.located and _may_hold_title(found.located)):
            break
        if end := _end_of_title(line.text, title):
            return _part(lines, number, end)
        if found:
            break
        long += len(line.text) >= _LONG
        if long >= _MOST_LONG:
            break
    return lines


def _part(lines: list[Line], number: int, end: int) -> list[Line]:
    """Return the lines with one of them split in two."""
    line = lines[number]
    title, rest = line.text[:end].rstrip(), line.text[end:].lstrip()
    pair = (replace(line, text=title), replace(line, text=rest))
    return [*lines[:number], *pair, *lines[number + 1 :]]


def _end_of_page_title(text: str, title: str) -> int:
    """Return the end of the page's title at the start of a line; 0 if the line has none."""
    end = len(title)
    if len(text) < end + _SENTENCE or text[end] != " ":
        return 0
    rest = text[end + 1 :]
    return end if _plain(text[:end]) == _plain(title) and not rest[0].islower() else 0


def _plain(text: str) -> str:
    return text.casefold().translate(_QUOTES)


def _may_hold_title(located: str) -> bool:
    """Return whether a place may include words of a title, which are capitalised, too."""
    words = located.split()
    return any(part.count(" ") > _PLACE_WORDS for part in located.split(",")) or (
        not words[0].isupper() and any(len(word) > 2 and word.isupper() for word in words)
    )


def _end_of_title(text: str, title: str) -> int:
    """Return the start of the dateline after a title in a line; 0 without one."""
    head = text[:_WITHIN]
    if len(head) < _LEAST * 2 or not any(map(head[_LEAST:].__contains__, _SIGNS)):
        return 0
    for tail in _tail().finditer(head, _LEAST):
        starts = list(_starts(text, tail.start()))
        at = _choose(text, starts, title) if starts else 0
        if at and (tail["mark"] or tail["after"] or _opens_capitals(text[at:])):
            if stamp := _STAMP.search(text, max(0, at - 20), at):
                at = stamp.start()
            return at if text[:at].count(" ") >= _LEAST_WORDS else 0
    if begun := _BYLINE.search(head, _LEAST) or _DAY.search(head, _LEAST):
        return begun.start() + 1
    capitals = _CAPITALS.search(head, _LEAST)
    if capitals and not head[: capitals.start()].isupper():
        at = capitals.start() + 1
        return at if text[:at].count(" ") > _LEAST_WORDS else 0
    return 0


def _starts(text: str, end: int) -> Iterator[int]:
    """Yield the possible starts of the place of a dateline that continues at `end`."""
    for found in _START.finditer(text, max(_LEAST, end - _PLACE_LONGEST), end):
        read = read_dateline(text[found.start() :])
        if (
            read
            and read.located
            and (read.agency or read.date)
            and read.rest
            and not read.rest[0].islower()
        ):
            yield found.start()


def _choose(text: str, starts: list[int], title: str) -> int:
    """Return the start after the page's title, else that of a place in capitals, else the last."""
    words = _bare(title)
    after = [at for at in starts if words.startswith(_bare(text[:at]))]
    if after:
        return after[-1]
    capitals = [at for at in starts if _opens_capitals(text[at:])]
    return capitals[0] if capitals else starts[-1]


def _opens_capitals(text: str) -> bool:
    """Return whether a text starts with an upper-case word."""
    return _SEPARATOR.split(text, maxsplit=1)[0].isupper()


def _bare(text: str) -> str:
    return _SEPARATOR.sub("", text.casefold())
