"""Extract the date names and orders of all languages from CLDR into `cldr.json` beside this module.

    python -m crawler.base.dates.cldr > crawler/base/dates/cldr.json

Regenerate the table after updating Babel. Loading it from Babel in every process would cost a third
of a second and tens of megabytes.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator

import jdatetime
from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from crawler.base.dates.words import fold_word

LANGUAGES = (
    "af am ar ar_DZ ar_IQ ar_MA ar_MR ar_TN az be bg bn bs ca cs cy da de de_AT el en en_AU en_CA "
    "es es_MX et eu fa fi fil fr fr_CA ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt "
    "lv mk ml mn mr ms my nb ne nl nn or pa pl ps pt pt_PT ro ru si sk sl sq sr sr_Latn sv sw ta "
    "te tg th tk tr uk ur uz vi zh"
).split()
"""Languages and variants in which newspapers are crawled."""
_PREFIXES = ("de ", "d’", "d'")
_LEAST = 3
"""Minimum letters of a name in a script with case: shorter names collide with words of other
languages."""


def tables() -> dict[str, object]:
    """Return the names of months, Persian months and weekdays, and the date orders."""
    return {
        "months": _months(),
        "solar_hijri": _solar_hijri(),
        "weekdays": sorted(set(_weekdays())),
        "orders": _orders(),
    }


def _months() -> dict[str, int | dict[str, int]]:
    """Return the month for each name; by language if languages disagree."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for identifier in LANGUAGES:
        months = Locale.parse(identifier).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    for key in _keys(name):
                        found[key].setdefault(identifier.partition("_")[0], number)
    return {
        key: next(iter(each.values())) if len({*each.values()}) == 1 else each
        for key, each in sorted(found.items())
    }


def _solar_hijri() -> dict[str, int]:
    """Return the months of the Persian calendar, which Babel lacks."""
    names = (jdatetime.date.j_months_fa, jdatetime.date.j_months_en)
    return {fold_word(name): at for each in names for at, name in enumerate(each, start=1)}


def _weekdays() -> Iterator[str]:
    for identifier in LANGUAGES:
        days = Locale.parse(identifier).days
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for name in days[context][width].values():
                    yield from _keys(name)


def _keys(name: str) -> Iterator[str]:
    """Yield the lookup key of a name; nothing if it contains digits or is too short."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    key = fold_word(name)
    has_case = key.upper() != key
    if key and not any(map(str.isdigit, key)) and len(key) >= (_LEAST if has_case else 2):
        yield key


def _orders() -> dict[str, str]:
    """Return `dmy`, `mdy` or `ymd` by language and country."""
    orders = {}
    for identifier in locale_identifiers():
        parts = identifier.split("_")
        if len(parts) > 2 or (len(parts) == 2 and len(parts[1]) != 2):
            continue
        try:
            pattern = Locale.parse(identifier).date_formats["short"].pattern
        except UnknownLocaleError:
            continue
        letters = (each for each in pattern.lower() if each in "dmy")
        orders["-".join(parts)] = "".join(dict.fromkeys(letters))
    return orders


if __name__ == "__main__":
    json.dump(tables(), sys.stdout, ensure_ascii=False, indent=0, sort_keys=True)
    sys.stdout.write("\n")
