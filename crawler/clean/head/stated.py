"""The writers that a page's metadata state."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawler.clean.head.json_ld import read_names
from crawler.clean.head.values import text_of_value
from crawler.names import bare, is_body, part_names, same_name, strip_label

_MOST = 8
_METAS = (
    *("author", "articleauthor", "authorname", "articleauthorname", "parselyauthor"),
    *("sailthruauthor", "byl", "byline", "articlebyline", "dccreator", "dctermscreator"),
    *("citationauthor", "ogauthor", "ogarticleauthor", "creator", "twittermiscwrittenby"),
)
"""Names of metas without the signs between their words, the surest first."""
_ENDINGS = ("author", "authors", "authorname", "byline")
"""How publishers' own names for such a meta end: `lrt_authors`, `cXenseParse:author`."""
_LABELLED = (("twitterlabel1", "twitterdata1"), ("twitterlabel2", "twitterdata2"))


def read_stated(
    article: Mapping[str, Any], metas: Sequence[tuple[str, str]], publishers: Sequence[str]
) -> tuple[str, ...]:
    """Return the writers of the JSON-LD's `article`, else of the metas; where only the publisher
    or a desk is named there, whatever names it first."""
    named: tuple[str, ...] = ()
    for values in _statements(article, metas):
        names = without_publisher(_names(read_names(values)), publishers)
        if any(_is_writer(name, publishers) for name in names):
            return names
        named = named or names
    return named


def _statements(article: Mapping[str, Any], metas: Sequence[tuple[str, str]]) -> Iterator[Any]:
    """Yield what names writers, the surest first."""
    yield article.get("author")
    yield article.get("creator")
    listed: dict[str, list[str]] = {}
    for name, content in metas:
        listed.setdefault(_bare(name), []).append(content)
    for name in (*_METAS, *(name for name in listed if name.endswith(_ENDINGS))):
        yield listed.get(name)
    for label, data in _LABELLED:
        if strip_label(f"{''.join(listed.get(label, ()))}: x"):
            yield listed.get(data)


def _is_writer(name: str, publishers: Sequence[str]) -> bool:
    """Return whether a name is that of a person, and not of the publisher."""
    return not is_body(name) and not any(same_name(name, each) for each in publishers)


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _names(values: Iterator[str]) -> tuple[str, ...]:
    """Return the names in some values, each once."""
    names = (name for value in values for name in part_names(value))
    return tuple(dict.fromkeys(names))[:_MOST]


def without_publisher(names: Sequence[str], publishers: Sequence[str]) -> tuple[str, ...]:
    """Return the names of writers without the publisher's and the site's, unless nobody else is
    named."""
    if not any(_is_writer(name, publishers) for name in names):
        return tuple(names)
    return tuple(name for name in names if not any(same_name(name, each) for each in publishers))


def read_publishers(article: Mapping[str, Any], metas: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the publisher and of the site, the publisher's first."""
    sites = (text_of_value(metas.get(name)) for name in ("og:site_name", "application-name"))
    return tuple(name for name in (*read_names(article.get("publisher")), *sites) if name)


def choose_names(
    stated: tuple[str, ...], marked: tuple[str, ...], publishers: Sequence[str]
) -> tuple[str, ...]:
    """Return the writers of a page of whom its metadata and its markup name some: those of the
    metadata, unless they name nobody but the publisher, or the markup names them and more."""
    if not any(_is_writer(name, publishers) for name in stated):
        return marked or stated
    known = {bare(name) for name in marked}
    return marked if known.issuperset(map(bare, stated)) else stated
