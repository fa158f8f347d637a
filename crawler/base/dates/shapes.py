"""Find dates by a line's shape, as made by `scan`.

Each row of `FORMS` is one form: a pattern over the shape, and an example.
"""

import re
from functools import lru_cache

from msgspec import Struct

_DAY, _MONTH, _YEAR = "(?P<d>d)s?", "(?P<M>M)", "(?P<Y>Y)"
_LINKS = r"[ ,.]{0,2}(?:o[ .',-]*){0,2}"
_NO_COMMA = r"[ .]{0,2}(?:o[ ']*){0,2}"
"""Separators between a day, a month name and a year: `5 de marzo de 2024`, `14th of June, 2001`."""
FORMS = (
    (r"(?P<Y>Y)(?P<at>[-/.])(?P<m>d)(?P=at)(?P<d>d)", "2014-1-16"),
    (r"(?P<Y>Y) ?y ?(?P<m>d) ?m ?(?P<d>d)j?", "2001年6月14日"),
    (r"(?P<era>e) ?(?P<nth>[dcn]) ?y ?(?P<m>d) ?m ?(?P<d>d)j?", "令和6年3月5日"),
    (r"(?P<era>g) ?(?P<m>d) ?m ?(?P<d>d)j?", "令和元年5月1日"),
    (r"(?P<first>d)(?P<at>[-/])(?P<second>d)(?P=at)(?P<Y>Y)", "8/17/2000"),
    (r"(?P<dotted>d)[.](?P<second>d)[.](?P<Y>Y)", "08.07.2026"),
    (rf"{_DAY}(?:{_NO_COMMA}|[-/]?){_MONTH}(?:{_LINKS}|[-/]?){_YEAR}", "5 de marzo de 2024"),
    (rf"{_MONTH}{_LINKS}{_DAY}{_LINKS}{_YEAR}", "Tuesday, January 14, 2003"),
    (rf"{_MONTH} ?(?P<glued>S)", "Apr 042013"),
    (rf"{_YEAR}(?:{_LINKS}|-){_MONTH}(?:{_LINKS}|-){_DAY}", "2024. március 5."),
    (rf"{_YEAR}(?:{_LINKS}|-){_DAY}(?:{_LINKS}|-){_MONTH}", "2024. gada 5. marts"),
    (rf"{_DAY}[ ,]?t (?P<m>d){_LINKS}{_YEAR}", "14 tháng 6 năm 2001"),
    (rf"{_MONTH} {_DAY} [dc]:[dc](?::[dc])?(?:[ |][wn]){{0,2}}(?:[-|][dcn](?::[dc])?)? {_YEAR}",
     "Mar 05 10:00:00 CET 2024"),
    (r"(?P<S>S)w ?(?P<M>M) ?(?P<y>[dc])(?![:.])", "141820Z JUN 01"),
    (r"(?P<S>S)w ?(?P<M>M) ?(?P<Y>Y)", "141820Z JUN 2001"),
    (r"(?P<d>d)-(?P<M>M)-(?P<y>[dc])(?![:\w])", "22-Jan-99"),
    (r"(?P<d>d) (?P<M>M) (?P<y>[dc])(?= [dc]:[dc])", "15 Jun 01 18:20"),
    (r"(?P<first>d)(?P<at>[-/.])(?P<second>d)(?P=at)(?P<y>[dc])(?![:\w])", "12/12/01"),
    (rf"{_MONTH}[ .]{_DAY}(?![:/]|[ ,.]*Y)", "Nov. 6"),
    (rf"(?P<d>d)(?<!Y[ ,.]d)(?<![:/-]d)s?[ .]?(?:o )?{_MONTH}(?![ ,.]*Y)", "6 November"),
)  # fmt: skip


def _apart(form: str) -> re.Pattern[str]:
    """Return a form that matches only what is no part of a longer row of numbers.

    What precedes is looked at after the first letter: an engine finds a letter many times faster.
    """
    first, rest = form.split(")", 1)
    return re.compile(rf"{first})(?<![dYcn][-/.:].){rest}(?![-/][dYcn])")


_FORMS = tuple(_apart(form) for form, _ in FORMS)
_NEEDED = tuple(frozenset(re.findall(r">([A-Za-z])\)", form)) for form, _ in FORMS)
"""Letters that a shape must contain for each form to match."""


class Shaped(Struct, frozen=True, gc=False):
    """A date in a shape."""

    start: int
    end: int
    parts: tuple[tuple[str, int], ...]
    """The names of its groups, each with the index of its letter."""


@lru_cache(maxsize=256)  # dates are printed in few shapes
def dates_in(shape: str) -> tuple[Shaped, ...]:
    """Return the dates that a shape may have, by the order of the forms."""
    matches = (found for form in _forms_for(frozenset(shape)) for found in form.finditer(shape))
    return tuple(Shaped(found.start(), found.end(), _parts(found)) for found in matches)


@lru_cache(maxsize=256)
def _forms_for(letters: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """Return the forms that a shape of these letters may match."""
    return tuple(form for form, needed in zip(_FORMS, _NEEDED, strict=True) if needed <= letters)


def _parts(found: re.Match[str]) -> tuple[tuple[str, int], ...]:
    named = found.groupdict().items()
    return tuple((name, found.start(name)) for name, value in named if value and name != "at")
