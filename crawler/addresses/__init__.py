"""Read metadata from the URL of a story: section, topic, day and agency code.

Forms of URLs are data: `*.toml` of this package hold on every host, because archives are mirrored;
a source's `[[address]]` tables hold for its own pages. Days in folders need no form.
"""

import re
from datetime import date
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from crawler.addresses.days import find_day
from crawler.addresses.forms import AddressForm, forms_for, path_of, read_form

__all__ = ["Address", "AddressForm", "read_address"]

_PLAIN = re.compile(r"https?://[\w.-]+(?::\d+)?(/[\w./-]*)", re.ASCII)
"""A URL that needs no parser: most stories have such a one."""


class Address(Struct, frozen=True, gc=False):
    """Metadata read from a URL; None for what it does not contain."""

    section: str | None = None
    """`wmd`, `military`, `intell`, `security`, `space`."""
    topic: str | None = None
    """Folder of the topic: `iraq`, `dprk`."""
    day: date | None = None
    raw_day: str | None = None
    """The day as written."""
    code: str | None = None
    """Agency code in lower case: `kcna`, `whitehouse`."""
    is_dated: bool = False
    """Whether the day is in the folders or given by a form; in other file names it may be the day
    of the event."""

    @property
    def is_archived(self) -> bool:
        """Whether the URL is one of a wire archive; a day and a news folder do not suffice."""
        is_mirrored = self.topic and self.raw_day and self.raw_day.isdigit()
        return bool(self.section or self.code or is_mirrored)


@lru_cache(maxsize=256)
def read_address(url: str, own: tuple[AddressForm, ...] = ()) -> Address:
    """Return the metadata in a URL, from the forms of its source and those of every host.

    >>> read_address("http://fas.org/news/india/1999/990122-india1.htm").day
    datetime.date(1999, 1, 22)
    """
    plain = _PLAIN.fullmatch(url)
    path = path_of(plain[1] if plain else unquote(urlsplit(url).path))
    given: dict[str, str] = {}
    for form in (*own, *forms_for(path)):
        if not form.gives.keys() <= given.keys():
            given = read_form(form, path, given) | given
    section, topic, code = map(given.get, ("section", "topic", "code"))
    if "date" in given:
        day = date.fromisoformat(given["date"])
        return Address(section, topic, day, given["day"], code, is_dated=True)
    found = find_day(path)
    if found is None:
        return Address(section, topic, code=code)
    return Address(section, topic, found.day, found.raw, code, is_dated=found.is_sure)
