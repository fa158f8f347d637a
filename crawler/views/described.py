"""What the descriptions of a dump state about it."""

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from crawler import EXTRACTOR

RIGHTS = (
    "Rights differ from story to story, and this dump grants none. The key `rights` of each record"
    " has what the page and its host stated on use, licences and text and data mining when the page"
    " was fetched; `rights.statements` has where each was read."
)
DESCRIPTION = (
    "News stories collected by Wirecrawl: the last revision of each story that is not deleted, one"
    " record each. index.json has all revisions; schema/wire-story-1.dictionary.md the meaning of"
    " every key."
)


class Described(NamedTuple):
    """A dump as its descriptions name it."""

    name: str
    url: str
    """Without an endpoint."""
    description: str = f"{DESCRIPTION} {RIGHTS}"
    rights: str = RIGHTS
    maker: str = EXTRACTOR


def described(url: str) -> Described:
    """Return the description of a dump with this URL, which also gives its name.

    >>> described("s3://bucket/News%20Wire?endpoint=http://127.0.0.1:8333")[:2]
    ('news-wire', 's3://bucket/News%20Wire')
    """
    place = url.partition("?")[0].rstrip("/")
    parts = urlsplit(place)
    last = unquote(parts.path).rpartition("/")[2] or parts.netloc
    name = re.sub(r"[^a-z0-9._-]+", "-", last.lower()).strip("-")
    return Described(name or "dump", place)
