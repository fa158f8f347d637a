"""The families of wire pages: one TOML file each, beside this one; `common.toml` tells the form.

A form whose example it does not take, or from which it does not take what it `gives`, does not
load: the proof is run when the files are read.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec

from crawler.base.dates import CLOCK, DATE, TIME
from crawler.base.faults import UsageFault
from crawler.base.patterns import PatternIndex, without_groups


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who writes the stories."""

    code: str
    name: str
    codes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    day_first: bool | None = None
    below: Literal["agency_name", "intro"] = "agency_name"
    place_line: bool = False


class HeaderForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line above the story."""

    form: str
    example: str
    gives: dict[str, str] = {}
    tells: bool = True


class EndingForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paragraph, or the end of the last one, that is no text."""

    form: str
    example: str
    inline: bool = False
    begins: str | None = None
    last: bool = False


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file."""

    agency: tuple[Agency, ...] = ()
    header: tuple[HeaderForm, ...] = ()
    ending: tuple[EndingForm, ...] = ()

    def told_by(self, form: HeaderForm) -> str | None:
        """The code of the agency that a header form tells by itself."""
        return self.agency[0].code if form.tells and len(self.agency) == 1 else None


@cache
def load_families() -> tuple[Family, ...]:
    """The shipped families, the common forms first. Raises `UsageFault` for a file that is wrong
    or a form without proof."""
    found = [file for file in files(__name__).iterdir() if file.name.endswith(".toml")]
    found.sort(key=lambda file: (file.name != "common.toml", file.name))
    return tuple(map(read_family, found))


def read_family(file: Traversable) -> Family:
    """One file, proved. Raises `UsageFault` naming file, form and cause."""
    try:
        family = msgspec.convert(tomllib.loads(file.read_text("utf-8")), Family)
        for header in family.header:
            _prove(header.form, header.example, header.gives)
        for ending in family.ending:
            _prove(ending.form, ending.example, {})
        for agency in family.agency:
            index(agency.lines)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
        raise UsageFault(f"{file}: {error}") from None
    return family


def _prove(form: str, example: str, gives: dict[str, str]) -> None:
    """Raises ValueError for a form that its own example belies."""
    found = compiled(form).fullmatch(example)
    if not found:
        raise ValueError(f"{form}: does not take {example!r}")
    given = {name: value for name, value in found.groupdict().items() if value}
    if given != gives:
        raise ValueError(f"{form}: gives {given} of {example!r}")


def compiled(form: str) -> re.Pattern[str]:
    """A form of a file as a pattern. Raises ValueError for one that is none."""
    for name, pattern in (("{DATE}", DATE), ("{CLOCK}", without_groups(CLOCK)), ("{TIME}", TIME)):
        form = form.replace(name, pattern)
    try:
        return re.compile(form, re.DOTALL)
    except re.error as error:
        raise ValueError(f"{form}: not a pattern: {error}") from None


def index(forms: Iterable[str]) -> PatternIndex:
    """Return the forms of files as patterns of which one is looked for. Raises ValueError for one
    that is none."""
    return PatternIndex(map(compiled, forms))
