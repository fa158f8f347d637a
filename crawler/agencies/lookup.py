"""Lookup of agencies by code, dateline mark and agency line, over all families."""

import re
from collections.abc import Collection
from functools import cache, lru_cache

from crawler.agencies import Agency, index, load_families
from crawler.base.patterns import PatternIndex

_LOGO = re.compile(r"[\s-]*\blogo\W*$", re.IGNORECASE)
_LONGEST = 300
"""Longest agency line, in characters."""


@cache
def _agencies() -> tuple[Agency, ...]:
    return tuple(agency for family in load_families() for agency in family.agency)


@cache
def _codes() -> dict[str, Agency]:
    return {code: agency for agency in _agencies() for code in (agency.code, *agency.codes)}


@cache
def _marks() -> dict[str, Agency]:
    return {mark: agency for agency in _agencies() for mark in agency.marks}


@cache
def _lines() -> PatternIndex:
    """Return the agency lines, one pattern per agency."""
    return index("|".join(agency.lines) or "(?!)" for agency in _agencies())


def all_codes() -> Collection[str]:
    """Return the codes of all agencies in URLs."""
    return _codes().keys()


def all_marks() -> Collection[str]:
    """Return the marks of all agencies in datelines, without brackets."""
    return _marks().keys()


def by_code(code: str) -> Agency | None:
    """Return the agency with this code in URLs; None if it is unknown."""
    return _codes().get(code)


def by_mark(mark: str) -> Agency | None:
    """Return the agency with this mark in datelines, with or without brackets."""
    return _marks().get(mark.strip("()[]{}/ ."))


@lru_cache(maxsize=256)
def by_line(line: str) -> Agency | None:
    """Return the agency of an agency line; the word Logo at its end is ignored.

    >>> by_line("IAEA - Logo").code, by_line("Korean Central News Agency of DPRK").code
    ('iaea', 'kcna')
    """
    if len(line) > _LONGEST:
        return None
    found = _lines().fullmatch(_LOGO.sub("", line) if "ogo" in line.lower() else line)
    return _agencies()[found[0]] if found else None


@cache
def names_pattern() -> str:
    """Return a pattern for an agency behind a writer's name: its name, or its mark in datelines."""
    names = {name for agency in _agencies() for name in (agency.name, *agency.marks)}
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def marks_pattern() -> str:
    """Return a pattern for marks without brackets in datelines (`IRNA`, `Kyodo`)."""
    return "|".join(re.escape(mark) for mark in sorted(_marks(), key=len, reverse=True))
