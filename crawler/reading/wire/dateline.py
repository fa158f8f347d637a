"""Read datelines: place, day and agency mark at the start of a wire story's first paragraph.

WASHINGTON, Oct. 17, 2000 --        Vienna, Nov 11, IRNA --      TEHRAN (ISNA)-
Washington/Baghdad, 5 January 1999 (RFE/RL) -                   SEOUL, October 4. /TASS/.
12:18 16/11/2009 MOSCOW, November 16 (RIA Novosti) -            ISLAMABAD, Pakistan (AP) _
WASHINGTON (AFP) Dec 20, 2003       TAMPA, Fla.-(BUSINESS WIRE)- September 14, 2006 --
5/6/2003 - TALLIL AIR BASE, Iraq (AFPN) --      WASHINGTON (Army News Service, May 6, 2003) --
BAGHDAD, Iraq (April 14, 2003) --   NORFOLK, Va. –   Baghdad, June 14, INA --
"""

import re
from functools import cache, lru_cache

from msgspec import Struct

from crawler.agencies import Agency
from crawler.agencies.lookup import all_marks, by_mark, marks_pattern
from crawler.base.dates import DATE, MONTH, MONTHS
from crawler.base.scripts import CAPITAL

_DATE = DATE.replace(" ", "[ ]")
_NO_PLACE = rf"{MONTH}\ \d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_WORD = rf"(?!{_NO_PLACE}){CAPITAL}[\w.'’`-]*?"
_LINKS = "of|the|de|del|al|el|la|upon|and|on|au|es|sur"
_PLACE = rf"{_WORD}(?:(?:,\ ?|\ |/|-)(?:{_WORD}|{_LINKS}))*?"

_LONGEST = 250
"""Longest dateline, in characters; only these are examined."""
_MARKED = re.compile(r"[\d(\[{/:_?–—-]")
_PLACE_LONGEST = 60
"""Longest place, in characters; a day, mark or dash must follow it."""
_SENTENCE = 50
"""Minimum length of a line of prose, in characters."""


class Dateline(Struct, frozen=True):
    """The parts of a dateline; `rest` is the paragraph without it."""

    located: str | None
    date: str | None
    mark: str | None
    agency: Agency | None
    rest: str
    fills_line: bool
    """Whether the dateline has no dash and takes the whole line; the text starts on the next."""


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"""\s*
        (?: (?:\d\d?:\d\d\ )? (?P<stamp>{_DATE}) [ ] (?:[-–—]+[ ])? (?={CAPITAL}) )?
        (?: (?P<located>{_PLACE}) (?=[\s,.({{\[/:_?–—-]|$) )?
        (?: [,.]?\ * (?P<date>{_DATE}) [.,]? )?
        (?: [,\s-]* (?: [({{\[]\s* (?: (?P<inside>{_DATE})
                | (?P<mark>[^(){{}}\[\]]{{2,40}}?) (?:,?\ (?P<beside>{_DATE}))? ) \s*[)}}\]]
              | /(?P<slashed>[A-Z-]+)/
              | (?<=[\s,]) (?P<bare>{marks_pattern()}) (?=[\s:–—-]|$)
              | (?(date)(?<=,\ )|(?!)) (?P<code>[A-Z]{{2,6}}) (?=\ ?[–—-]) ) )?
        (?: \s* (?P<late>{_DATE}) )?
        \s* (?P<dash>--+ | [-–—_:?] (?=\s|$) | (?:(?<=[)}}\]])|(?<=[)}}\]]\ )) [-–—_:] (?=\S)
              | (?<=[)}}\]]\ ) (?=(?:{CAPITAL}|["'`“])) | (?<=[)}}\]]) (?=(?:{CAPITAL}|["'`“]))
              | (?(slashed)\.(?=\s)|(?!)) | $ ) \s*""",
        re.VERBOSE,
    )


@cache
def _prose() -> re.Pattern[str]:
    """Return the pattern of most beginnings without a dateline: a quote, or words and numbers and
    then a word in lower case that occurs in no place, date or mark.

    It rejects a line of prose in a fraction of the time, and matches no dateline.
    """
    small = {word for mark in all_marks() for word in mark.split() if not word[0].isupper()}
    known = "|".join((_LINKS, *map(re.escape, sorted(small))))
    return re.compile(
        rf"[\"'“”‘’]|(?:(?:[A-Z0-9][A-Za-z0-9.'’]*(?:-[A-Za-z0-9.'’]+)*|{known}),?\ )*+"
        rf"(?!(?:{known})(?![a-z])|{'|'.join(MONTHS)})[a-z]"
    )


@lru_cache(maxsize=128)  # several steps read the lines of a header
def read_dateline(text: str) -> Dateline | None:
    """Return the dateline at the start of a text; None without one.

    A name and a dash do not suffice: there must be a day, a mark, or the ` -- ` of wires after a
    place.

    >>> read_dateline("ISLAMABAD, Pakistan (AP) _ The vote was put off.").located
    'ISLAMABAD, Pakistan'
    >>> found = read_dateline("SEOUL, October 4. /TASS/. The vote was put off.")
    >>> found.located, found.date, found.agency.code, found.rest
    ('SEOUL', 'October 4', 'tass', 'The vote was put off.')
    """
    if _prose().match(text, 0, _LONGEST) or not _MARKED.search(text, 0, _PLACE_LONGEST + 4):
        return None
    found = _pattern().match(text, 0, _LONGEST)
    if not found:
        return None
    mark = found["mark"] or found["slashed"] or found["bare"] or found["code"]
    agency = by_mark(mark) if mark else None
    dates = ("date", "inside", "beside", "late", "stamp")
    date = next((found[name] for name in dates if found[name]), None)
    rest = text[found.end() :]
    if not _is_dateline(found, agency, date, rest):
        return None
    located = found["located"]
    return Dateline(
        located.rstrip(",-") if located else None,
        date,
        mark,
        agency,
        rest,
        not found["dash"] and not rest,
    )


def _is_dateline(found: re.Match[str], agency: Agency | None, date: str | None, rest: str) -> bool:
    located, dash, mark = found["located"], found["dash"], found["mark"]
    if located and len(located) > _PLACE_LONGEST:
        return False
    if dash == "" and rest:
        # Without a dash, it must be a place with a known mark in brackets.
        return bool(located and agency)
    if dash == "":
        # A whole line without a dash must have place, day and agency.
        return bool(located and date and agency)
    if agency:
        return True
    if date:
        return bool(located or dash != ":")
    if mark and located and dash != ":":
        return located.isupper() and (mark.isupper() or "Agency" in mark or "News" in mark)
    if not located or dash == ":":
        return False
    if dash in ("--", "---", "—"):
        return True
    is_place = located.split(",")[0].isupper()
    return dash in ("-", "–") and (is_place or _opens_text(dash, rest))


def _opens_text(dash: str, rest: str) -> bool:
    """Return whether a sentence follows an en dash, which may also be a separator in a title."""
    return dash == "–" and len(rest) >= _SENTENCE and not rest[0].islower()
