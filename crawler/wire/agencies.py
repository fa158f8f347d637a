"""Which agency wrote a story: `agencies.toml` (its head tells the form), loaded once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

_LOGO = re.compile(r"[\s-]*\blogo\W*$", re.IGNORECASE)
_LONGEST = 300
"""Characters of an agency line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One row of the file."""

    code: str
    name: str
    codes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    day_first: bool = False


@dataclass(frozen=True, slots=True)
class _Book:
    """The agencies by code and by mark, and their lines as one pattern with a group for each."""

    by_code: dict[str, Agency]
    by_mark: dict[str, Agency]
    by_group: dict[str, Agency]
    line: re.Pattern[str]


@cache
def _book() -> _Book:
    text = files(__package__).joinpath("agencies.toml").read_text("utf-8")
    agencies = msgspec.convert(tomllib.loads(text)["agency"], tuple[Agency, ...])
    by_group = {f"agency{number}": agency for number, agency in enumerate(agencies)}
    return _Book(
        by_code={code: agency for agency in agencies for code in (agency.code, *agency.codes)},
        by_mark={mark: agency for agency in agencies for mark in agency.marks},
        by_group=by_group,
        line=re.compile(
            "|".join(f"(?P<{group}>{'|'.join(row.lines)})" for group, row in by_group.items())
        ),
    )


def by_code(code: str) -> Agency | None:
    """The agency an address's source code names."""
    return _book().by_code.get(code)


def by_mark(mark: str) -> Agency | None:
    """The agency a dateline's mark names, brackets and all."""
    return _book().by_mark.get(mark.strip("()[]{}/ ."))


@lru_cache(maxsize=1024)
def by_line(line: str) -> Agency | None:
    """The agency whose line this is, whole; a logo's text counts without its word Logo.

    >>> by_line("IAEA - Logo").code, by_line("Korean Central News Agency of DPRK").code
    ('iaea', 'kcna')
    """
    if len(line) > _LONGEST:
        return None
    found = _book().line.fullmatch(_LOGO.sub("", line.strip()))
    return _book().by_group[found.lastgroup] if found and found.lastgroup else None


@cache
def marks_pattern() -> str:
    """A pattern for the marks that stand in datelines without brackets (`IRNA`, `Kyodo`)."""
    return "|".join(re.escape(mark) for mark in sorted(_book().by_mark, key=len, reverse=True))
