"""Families of wire pages: one TOML file each in this folder; `common.toml` explains the format.

Each form has an example and the fields it `gives`; they are checked when the files are loaded.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec

from crawler.base.dates import CLOCK, DATE, TIME
from crawler.base.faults import UsageFault
from crawler.base.patterns import PatternIndex, without_groups
from crawler.base.toml import load_toml


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An agency, and how its pages name it."""

    code: str
    name: str
    codes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    day_first: bool | None = None
    below: Literal["agency_name", "intro"] = "agency_name"
    place_line: bool = False


class HeaderForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pattern of a header line."""

    form: str
    example: str
    gives: dict[str, str] = {}
    names_agency: bool = True


class EndingForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pattern of an ending: a paragraph, or the end of the last one, that is not body text."""

    form: str
    example: str
    inline: bool = False
    begins: str | None = None
    last: bool = False
    words: tuple[str, ...] = ()


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of one file."""

    agency: tuple[Agency, ...] = ()
    header: tuple[HeaderForm, ...] = ()
    ending: tuple[EndingForm, ...] = ()

    def agency_of(self, form: HeaderForm) -> str | None:
        """Return the code of the agency that a header form implies; None if it implies none."""
        return self.agency[0].code if form.names_agency and len(self.agency) == 1 else None


@cache
def load_families() -> tuple[Family, ...]:
    """Return the shipped families, common forms first. Raises `UsageFault` for an invalid file."""
    found = [file for file in files(__name__).iterdir() if file.name.endswith(".toml")]
    found.sort(key=lambda file: (file.name != "common.toml", file.name))
    return tuple(map(read_family, found))


def read_family(file: Traversable) -> Family:
    """Load and check one file. Raises `UsageFault` with file, form and cause if it is invalid."""
    family = load_toml(file, Family)
    try:
        for header in family.header:
            _prove(header.form, header.example, header.gives)
        for ending in family.ending:
            _prove(ending.form, ending.example, {})
            if ending.last and not any(word in ending.example.lower() for word in ending.words):
                raise ValueError(f"{ending.form}: none of its words in {ending.example!r}")
        for agency in family.agency:
            index(agency.lines)
    except ValueError as error:
        raise UsageFault(f"{file}: {error}") from None
    return family


def _prove(form: str, example: str, gives: dict[str, str]) -> None:
    """Check a form against its example. Raises ValueError if they disagree."""
    found = compiled(form).fullmatch(example)
    if not found:
        raise ValueError(f"{form}: does not match its example {example!r}")
    given = {name: value for name, value in found.groupdict().items() if value}
    if given != gives:
        raise ValueError(f"{form}: gives {given} for its example {example!r}")


def compiled(form: str) -> re.Pattern[str]:
    """Compile a form, with its placeholders expanded. Raises ValueError if it is invalid."""
    for name, pattern in (("{DATE}", DATE), ("{CLOCK}", without_groups(CLOCK)), ("{TIME}", TIME)):
        form = form.replace(name, pattern)
    try:
        return re.compile(form, re.DOTALL)
    except re.error as error:
        raise ValueError(f"{form}: invalid pattern: {error}") from None


def index(forms: Iterable[str]) -> PatternIndex:
    """Return an index of compiled forms. Raises ValueError if one is invalid."""
    return PatternIndex(map(compiled, forms))
