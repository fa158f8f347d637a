"""Determine how dates are written at a page's origin: their order and calendar."""

import re
from collections import Counter
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from crawler.base.dates.months import cldr

Order = Literal["dmy", "mdy"]

_GENERIC = frozenset("ac ag ai am as bz cc co dj fm gg gl im io la li ly me ms mu nu pw sc "
                     "sh so st tk to tv vc vg ws".split())  # fmt: skip
"""Country domains used by sites of all countries."""
_AMERICAN = ("gov", "mil", "us")
_HOST = re.compile(r"https?://([\w.-]+)(?::\d+)?/", re.ASCII)
"""The start of most URLs."""


class Locality(Struct, frozen=True, gc=False):
    """Known properties of the place that a page is written in and for."""

    language: str | None = None
    """Primary subtag of its BCP 47 tag."""
    country: str | None = None
    """ISO 3166 code in upper case."""
    order: Order | None = None
    """Order of day and month in `03/05/2024`; null if unknown."""

    @property
    def has_solar_hijri(self) -> bool:
        """Return whether a year such as 1403 belongs to the Persian calendar."""
        return self.language in ("fa", "ps", "ckb") or self.country in ("IR", "AF")


NOWHERE = Locality()


@lru_cache(maxsize=256)
def locality(tag: str | None, url: str = "") -> Locality:
    """Return the locality implied by a language tag and a host's country; set the order only if the
    two do not conflict.

    >>> locality("en-GB").order, locality("en"), locality("en", "https://a.example.uk/").order
    ('dmy', Locality(language='en', country=None, order=None), 'dmy')
    >>> locality("en-US", "https://www.zeitung.de/").order
    """
    return _locality(tag or "", _country(url))


@lru_cache(maxsize=256)
def _locality(tag: str, country: str | None) -> Locality:
    parts = tag.strip().replace("_", "-").split("-")
    language = parts[0].lower() or None
    region = next((part.upper() for part in parts[1:] if len(part) == 2), None)
    orders = {_order(language, region), _order_of_country(country)} - {None}
    return Locality(language, country or region, orders.pop() if len(orders) == 1 else None)


def _country(url: str) -> str | None:
    """Return the country of a host's top-level domain."""
    if host := _HOST.match(url):
        return _country_at(host[1])
    try:
        return _country_at(urlsplit(url).netloc)
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _country_at(netloc: str) -> str | None:
    domain = (urlsplit(f"//{netloc}").hostname or "").rpartition(".")[2]
    if domain in _AMERICAN:
        return "US"
    if len(domain) != 2 or domain in _GENERIC:
        return None
    return {"uk": "GB", "eu": None}.get(domain, domain.upper())


def _order(language: str | None, region: str | None) -> Order | None:
    """Return the date order of a language in a country. English without a country has no fixed
    order."""
    if not language or (language == "en" and not region):
        return None
    orders = cldr().orders
    if f"{language}-{region}" in orders:
        return _known(orders[f"{language}-{region}"])
    return _order_of_country(region) if language == "en" else _known(orders.get(language))


def _order_of_country(country: str | None) -> Order | None:
    """Return the date order of a country: that of its English, else of most of its languages."""
    if not country:
        return None
    orders = cldr().orders
    if f"en-{country}" in orders:
        return _known(orders[f"en-{country}"])
    found = Counter(order for key, order in orders.items() if key.endswith(f"-{country}"))
    return _known(found.most_common(1)[0][0]) if found else None


def _known(order: str | None) -> Order | None:
    return "dmy" if order == "dmy" else "mdy" if order == "mdy" else None
