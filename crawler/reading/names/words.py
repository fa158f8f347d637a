"""Load the words of bylines from `words.toml`, as patterns and sets."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from crawler.base.toml import load_toml


class By(Struct, frozen=True, forbid_unknown_fields=True):
    """Labels that a language prints before a writer's name."""

    language: str
    labels: tuple[str, ...]
    example: str
    gives: tuple[str, ...] = ("Ada Lund",)


class Writer(Struct, frozen=True, forbid_unknown_fields=True):
    """Words for a writer."""

    nouns: tuple[str, ...]


class Other(Struct, frozen=True, forbid_unknown_fields=True):
    """Labels of people other than the writer."""

    roles: tuple[str, ...]
    by: tuple[str, ...]
    examples: tuple[str, ...]


class Joined(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that join two names."""

    always: tuple[str, ...]
    full_names: tuple[str, ...]
    glued: tuple[str, ...]


class NoName(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that are not personal names."""

    nobody: frozenset[str]
    desks: frozenset[str]
    papers: frozenset[str]
    companies: frozenset[str]
    posts: frozenset[str]
    of_posts: frozenset[str]
    posts_glued: tuple[str, ...]
    parts: frozenset[str]
    after: frozenset[str]
    agencies: tuple[str, ...]
    places: frozenset[str]
    particles: frozenset[str]
    waw: tuple[str, ...]


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table."""

    by: tuple[By, ...]
    writer: Writer
    other: Other
    joined: Joined
    no_name: NoName


class Patterns(Struct, frozen=True):
    """The table compiled to patterns."""

    by: re.Pattern[str]
    """A label before a writer's name."""
    other: re.Pattern[str]
    """A label before another person's name."""
    other_within: re.Pattern[str]
    """The start of such a label within a line."""
    joined: re.Pattern[str]
    """Separators of any two names."""
    joins_full: re.Pattern[str]
    """Separators of two full names only."""
    glued: re.Pattern[str]
    """Separators of two names in a script without spaces."""
    post_after: re.Pattern[str]
    """Posts appended to a name without a space."""
    agency_after: re.Pattern[str]
    """Agencies that follow a full name without a comma."""
    sign_slash: re.Pattern[str]
    """A slash used as a colon after a label: `文/林晓月`."""


@cache
def load_words() -> Words:
    """Return the table of words."""
    return load_toml(files(__package__) / "words.toml", Words)


@cache
def known_words() -> frozenset[str]:
    """Return all words of the table; any other word in a byline can only be part of a name."""
    table = str(msgspec.to_builtins(load_words())).casefold()
    return frozenset(re.findall(r"[^\W\d_]+", table))


@cache
def load_patterns() -> Patterns:
    """Return the patterns built from the table."""
    words = load_words()
    labels = {label for by in words.by for label in by.labels}
    spoken = _any(label for label in labels if label[0] < "\u2e80")
    signs = _any(label for label in labels if label[0] >= "\u2e80")
    roles, by = _any(words.other.roles), _any(words.other.by)
    role = rf"(?:{roles})(?:\s+(?:{by})\b|\s*[:：=/])"
    joined, full = words.joined.always, words.joined.full_names
    han = "[\u4e00-\u9fff\u0e00-\u0e7f\uac00-\ud7a3]"
    return Patterns(
        by=re.compile(
            rf"(?:(?P<spoken>{spoken})(?:\s*(?P<colon>[:：|])|(?=\s))"
            rf"|(?P<signs>{signs})\s*(?P<sign>[:：=＝●◎/／丨|]?))\s*",
            re.IGNORECASE,
        ),
        other=re.compile(rf"{role}\s*", re.IGNORECASE),
        other_within=re.compile(rf"(?<=[\s)])(?={role})", re.IGNORECASE),
        joined=re.compile(
            rf"\s*[;；|•●\n\t]\s*|\s+[·–—-]+\s+|\s*/\s*|\s*&\s*"
            rf"|(?<=[\uac00-\ud7a3])\s*·\s*|\s+(?:{_any(joined)})\s+",
            re.IGNORECASE,
        ),
        joins_full=re.compile(
            rf"\s+(?:{_any(full)})\s+|\s+(?!(?:{_any(words.no_name.waw)})(?!\w))[وו](?=\w)",
            re.IGNORECASE,
        ),
        glued=re.compile(rf"(?<={han}{han})(?:{_any(words.joined.glued)})(?={han}{han})"),
        post_after=re.compile(rf"\s*(?:{_any(words.no_name.posts_glued)})(?:\s+외)?$"),
        agency_after=re.compile(
            rf"(?<=\w)\s+(?:for\s+)?(?:{_any(words.no_name.agencies)})$", re.IGNORECASE
        ),
        sign_slash=re.compile(
            rf"(?<!\w)({signs}|{_any(r for r in words.other.roles if r[0] >= '⺀')})\s*[/／丨]\s*"
        ),
    )  # fmt: skip


def _any(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
