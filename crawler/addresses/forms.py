"""Forms of URLs, as data with examples, in the TOML files of this package and of sources.

`globalsecurity.toml` documents the format. A form whose example does not give what the file says
does not load.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from msgspec import Struct

from crawler.addresses.days import full_year, possible_day
from crawler.agencies.lookup import all_codes, by_code
from crawler.base.faults import UsageFault
from crawler.base.toml import load_toml

_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|txt)$")
_DAY = r"(?P<day>(?<=/)\d\d-\d\d-\d\d(?!\d)|(?<!\d)(?:\d{6}|\d{8})(?!\d))"
_PLACEHOLDERS = (
    ("{NAME}", r"/(?=[^/]*$)"),
    ("{DAY}", _DAY),
    ("{NUMBER}", r"(?:[-_]?\d+[a-z]?)"),
)
_PARTS = ("year", "month", "day", "prefix")
_GROUPS = {"section", "topic", "code", *_PARTS}


class AddressForm(Struct, frozen=True, forbid_unknown_fields=True):
    """Pattern of URL paths, whose groups are the metadata it gives."""

    form: str
    example: str
    gives: Mapping[str, str]

    def __hash__(self) -> int:
        """Return a hash by the pattern, as `gives` has none."""
        return hash(self.form)


class _Grammar(Struct, frozen=True, forbid_unknown_fields=True):
    """One file: forms that hold where `within` is found in the path."""

    address: tuple[AddressForm, ...]
    within: re.Pattern[str] = re.compile("")


@cache
def load_grammars() -> tuple[_Grammar, ...]:
    """Return the shipped files, common forms last. Raises UsageFault for an invalid one."""
    found = [file for file in files(__package__).iterdir() if file.name.endswith(".toml")]
    found.sort(key=lambda file: (file.name == "common.toml", file.name))
    return tuple(map(read_grammar, found))


def read_grammar(file: Traversable) -> _Grammar:
    """Load and check one file. Raises UsageFault with file, form and cause if it is invalid."""
    grammar = load_toml(file, _Grammar)
    check_examples(file, grammar.address)
    return grammar


def check_examples(file: Path | Traversable, forms: tuple[AddressForm, ...]) -> None:
    """Check forms against their examples. Raises UsageFault with file, form and cause."""
    for form in forms:
        try:
            unknown = _compiled(form.form).groupindex.keys() - _GROUPS
            given = read_form(form, path_of(form.example), {})
        except re.error as error:
            raise UsageFault(f"{file}: address: {form.form}: invalid pattern: {error}") from None
        given = {name: value for name, value in given.items() if name not in _PARTS}
        if unknown:
            raise UsageFault(f"{file}: address: {form.form}: unknown group {min(unknown)}")
        if given != form.gives:
            cause = f"gives {given} for its example {form.example!r}"
            raise UsageFault(f"{file}: address: {form.form}: {cause}")


def path_of(path: str) -> str:
    """Return a path as forms see it: in lower case, without the ending of a page's file name."""
    return _ENDING.sub("", path.lower())


def forms_for(path: str) -> Iterator[AddressForm]:
    """Yield the shipped forms that hold for a path."""
    for grammar in load_grammars():
        if grammar.within.search(path):
            yield from grammar.address


def read_form(form: AddressForm, path: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return what a form gives for a path: its groups, and the date (ISO).

    `given` is what other forms gave. A match counts only if its day is possible, and its code is
    not the beginning of the topic's name (`pak` below pakistan).
    """
    for match in _compiled(form.form).finditer(path):
        found = {name: value for name, value in match.groupdict().items() if value}
        if code := found.get("code"):
            topic = found.get("topic") or given.get("topic", "")
            if len(code) > 2 and topic.startswith(code):
                continue
            agency = by_code(code)
            found["code"] = agency.code if agency else code
        if "day" in found:
            day = _date(found, path)
            if day is None or given.get("date", day) != day:
                continue
            found["date"] = day
        return found
    return {}


def _date(found: Mapping[str, str], path: str) -> str | None:
    """Return the date of the groups `year`, `month` and `day`, or of one group with all digits."""
    if "month" in found:
        day = possible_day(int(found.get("year", 0)), found["month"], found["day"])
    else:
        digits = found["day"].replace("-", "")
        day = possible_day(full_year(digits[:-4], path), digits[-4:-2], digits[-2:])
    return day.isoformat() if day else None


@cache
def _compiled(form: str) -> re.Pattern[str]:
    """Compile a form, with its placeholders replaced."""
    codes = "|".join(re.escape(code) for code in sorted(all_codes(), key=len, reverse=True))
    for name, pattern in (*_PLACEHOLDERS, ("{AGENCY}", codes)):
        form = form.replace(name, pattern)
    return re.compile(form)
