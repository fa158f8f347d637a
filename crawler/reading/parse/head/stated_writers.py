"""Read the writers stated in a page's metadata."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from crawler.reading.names import (
    bare,
    is_company,
    is_organisation,
    is_printed_name,
    same_name,
    split_names,
    strip_label,
)
from crawler.reading.parse.head.json_ld import read_names
from crawler.reading.parse.head.values import text_of_value

_MOST = 8
_SHORT = 2
"""Maximum length of an abbreviation rather than a full name, in characters."""
_METAS = (
    *("author", "articleauthor", "authorname", "articleauthorname", "parselyauthor"),
    *("sailthruauthor", "byl", "byline", "articlebyline", "dccreator", "dctermscreator"),
    *("citationauthor", "ogauthor", "ogarticleauthor", "creator", "twittermiscwrittenby"),
)
"""Names of metas without separators, most reliable first."""
_ENDINGS = ("author", "authors", "authorname", "byline")
"""Suffixes of publishers' own names for such a meta: `lrt_authors`, `cXenseParse:author`."""
_LABELLED = (("twitterlabel1", "twitterdata1"), ("twitterlabel2", "twitterdata2"))
_ASKED = frozenset(_METAS).union(*_LABELLED)


def read_stated_writers(
    article: Mapping[str, Any], metas: Sequence[tuple[str, str]], publishers: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return the writers stated by the JSON-LD's `article` and by each meta, most reliable first;
    statements that name only the publisher or a desk come last."""
    statements = (_names(read_names(values)) for values in _statements(article, metas) if values)
    found = [without_publisher(names, publishers) for names in statements if names]
    if len(found) < 2:
        return found
    return sorted(found, key=lambda names: _rank(names, publishers))


def _rank(names: Sequence[str], publishers: Sequence[str]) -> int:
    """Rank names by reliability: 0 for people, 1 for an agency, 2 for the publisher."""
    if any(is_writer(name, publishers) for name in names):
        return 0
    return 2 if all(any(same_name(name, each) for each in publishers) for name in names) else 1


def _statements(article: Mapping[str, Any], metas: Sequence[tuple[str, str]]) -> Iterator[Any]:
    """Yield the values that name writers, most reliable first; null or empty if not stated."""
    yield article.get("author")
    yield article.get("creator")
    listed: dict[str, list[str]] = {}
    for name, content in metas:
        if (bare := _naming(name)) is not None:
            listed.setdefault(bare, []).append(content)
    if not listed:
        return
    for name in (*_METAS, *(name for name in listed if name.endswith(_ENDINGS))):
        yield listed.get(name)
    for label, data in _LABELLED:
        if label in listed and strip_label(f"{''.join(listed.get(label, ()))}: x"):
            yield listed.get(data)


def is_writer(name: str, publishers: Sequence[str]) -> bool:
    """Return whether a name belongs to a person and not to the publisher."""
    return not is_organisation(name) and not any(same_name(name, each) for each in publishers)


@lru_cache(maxsize=1024)
def _naming(name: str) -> str | None:
    """Return a meta's name reduced to letters and digits; null if it does not name a writer."""
    bare = "".join(filter(str.isalnum, name.lower()))
    return bare if bare in _ASKED or bare.endswith(_ENDINGS) else None


def _names(values: Iterator[str]) -> tuple[str, ...]:
    """Return the distinct names in the values."""
    names = (name for value in values for name in split_names(value))
    return tuple(dict.fromkeys(names))[:_MOST]


def without_publisher(names: Sequence[str], publishers: Sequence[str]) -> tuple[str, ...]:
    """Return the writers' names without publisher and site, unless no person is named."""
    if not any(is_writer(name, publishers) for name in names):
        return tuple(names)
    return tuple(
        name
        for name in names
        if not is_company(name) and not any(same_name(name, each) for each in publishers)
    )


def read_publishers(article: Mapping[str, Any], metas: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the publisher and of the site, publisher first."""
    sites = (text_of_value(metas.get(name)) for name in ("og:site_name", "application-name"))
    return tuple(name for name in (*read_names(article.get("publisher")), *sites) if name)


def choose_writers(
    stated: Sequence[tuple[str, ...]], marked: tuple[str, ...], publishers: Sequence[str]
) -> tuple[str, ...]:
    """Return the writers of a page. Prefer the first metadata statement. Use the markup instead if
    that statement names no person, if the markup contains all its names and more, or if the two
    share no name and a later statement confirms the markup."""
    first = next(iter(stated), ())
    if not marked or any(is_organisation(name) for name in marked):
        return first or marked
    if not any(is_writer(name, publishers) for name in first):
        return marked
    shown = {bare(name) for name in marked}
    more = [name for name in marked if bare(name) not in set(map(bare, first))]
    if shown.issuperset(map(bare, first)) and all(map(_is_full, more)):
        return marked
    others = {bare(name) for names in stated[1:] for name in names}
    is_confirmed = (
        shown <= others and shown.isdisjoint(map(bare, first)) and all(map(_is_full, marked))
    )
    return marked if is_confirmed else first


def is_of_another_role(names: Sequence[str], others: frozenset[str]) -> bool:
    """Return whether the page credits all of these people with a role other than writing."""
    return bool(names) and others.issuperset(map(bare, names))


def _is_full(name: str) -> bool:
    """Return whether a name is complete: more than one word and more than two characters."""
    return is_printed_name(name) and len(name) > _SHORT
