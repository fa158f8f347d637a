"""How records are encoded and stories identified."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import urlsplit

import msgspec

from crawler.contract.record import Record

encode = msgspec.json.encode
"""Encode a value of this module as one line of UTF-8 JSON (bytes, no newline), keys in field
order."""


_PLAIN = re.compile(
    r"https?://[\w.:-]+/[\w./-]+|https?://[a-z0-9.-]+(?:/(?!\.)[\w.-]*)+\?[\w-]+=[\w.-]+", re.ASCII
)
"""A URL that needs no canonicalization, with one parameter at most."""


CONTENT = (
    *("infosource", "headline", "slugline", "story_number", "genre", "byline", "located"),
    *("ednote", "intro", "body", "pubstatus", "corrected", "published"),
)
"""The record keys that `digest` and `changed` cover."""


def digest_of(record: Record) -> str:
    """Return the SHA-256 of the story's content, independent of URL and fetch time."""
    return hashlib.sha256(encode(content_of(record))).hexdigest()


def content_of(record: Record) -> dict[str, object]:
    """Return the content of a story, by record key, in `CONTENT` order."""
    return dict(zip(CONTENT, content_values(record), strict=True))


def content_values(record: Record) -> tuple[object, ...]:
    """Return the content of a story, in `CONTENT` order."""
    return (
        record.infosource.code,
        record.headline,
        record.slugline,
        record.story_number,
        record.genre,
        record.byline,
        record.located,
        record.ednote,
        record.intro,
        record.body,
        record.pubstatus,
        record.corrected,
        record.published.date,
    )


def id_of(key: str) -> str:
    """Return the id for a key that identifies a story: the first 32 hex digits of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


@lru_cache(maxsize=16)  # called several times per record
def place_of(source: str, url: str) -> str:
    """Return `source:path?query`, the canonical location of a URL within its source."""
    if _PLAIN.fullmatch(url):
        return f"{source}:/{url.split('/', 3)[3]}"
    from w3lib.url import canonicalize_url  # which readers of a dump need not have

    parts = urlsplit(canonicalize_url(url))
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"{source}:{path}"
