"""Which agency wrote a story, by the evidence on its page: the agencies of all families."""

import re
from functools import cache, lru_cache

from crawler.base.patterns import PatternIndex
from crawler.reading.wire.families import Agency, index, load_families

_LOGO = re.compile(r"[\s-]*\blogo\W*$", re.IGNORECASE)
_LONGEST = 300
"""Characters of an agency line."""


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
    """The lines of all agencies, a form for each agency."""
    return index("|".join(agency.lines) or "(?!)" for agency in _agencies())


def by_code(code: str) -> Agency | None:
    """The agency an address's source code names."""
    return _codes().get(code)


def by_mark(mark: str) -> Agency | None:
    """The agency a dateline's mark names, brackets and all."""
    return _marks().get(mark.strip("()[]{}/ ."))


@lru_cache(maxsize=1024)
def by_line(line: str) -> Agency | None:
    """The agency whose line this is, whole; a logo's text counts without its word Logo.

    >>> by_line("IAEA - Logo").code, by_line("Korean Central News Agency of DPRK").code
    ('iaea', 'kcna')
    """
    if len(line) > _LONGEST:
        return None
    found = _lines().fullmatch(_LOGO.sub("", line) if "ogo" in line.lower() else line)
    return _agencies()[found[0]] if found else None


@cache
def marks_pattern() -> str:
    """A pattern for the marks that stand in datelines without brackets (`IRNA`, `Kyodo`)."""
    return "|".join(re.escape(mark) for mark in sorted(_marks(), key=len, reverse=True))
