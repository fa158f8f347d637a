"""The names of months and weekdays, in the languages of CLDR and in the Persian calendar."""

from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from crawler.base.dates.words import fold_word


class Month(NamedTuple):
    """The month that a word names."""

    number: int
    solar_hijri: bool = False
    thai: bool = False


class _Table(msgspec.Struct, frozen=True):
    months: dict[str, int | dict[str, int]]
    solar_hijri: dict[str, int]
    weekdays: frozenset[str]
    orders: dict[str, str]


@cache
def cldr() -> _Table:
    """Return what CLDR says (`crawler.base.dates.cldr` writes it)."""
    return msgspec.json.decode(files(__package__).joinpath("cldr.json").read_bytes(), type=_Table)


@lru_cache(maxsize=4096)
def read_month(word: str, language: str | None = None) -> Month | None:
    """Return the month that a word names; null for other words, and for a name that is another
    month's in another language, unless the language is known.

    >>> read_month("Março").number, read_month("listopada", "pl").number, read_month("listopada")
    (3, 11, None)
    """
    key = fold_word(word)
    table = cldr()
    found = table.months.get(key)
    if found is None and key.startswith("ב"):  # Hebrew glues "in" to the month
        found = table.months.get(key[1:])
    if isinstance(found, dict):
        found = found.get(language or "")
    if found:
        return Month(found, thai="ก" <= key[0] <= "๛")
    number = table.solar_hijri.get(key)
    return Month(number, solar_hijri=True) if number else None


def is_weekday(word: str) -> bool:
    """Return whether a word is the name of a weekday."""
    return fold_word(word) in cldr().weekdays
