"""Choose the JSON-LD object that describes the page's article."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.reading.headlines import bare
from crawler.reading.parse.head.json_ld import Thing
from crawler.reading.parse.head.values import text_of_value

_ARTICLES = ("Article", "BlogPosting", "Report", "Recipe", "Posting", "Review")
"""Suffixes of schema.org's article types (`NewsArticle`, `LiveBlogPosting`)."""
_WORD = re.compile(r"\w+")
_ALIKE = 0.5
"""Share of common words above which two headlines are versions of one."""


def choose_article(things: list[Thing], headings: Sequence[str], urls: Sequence[str]) -> Thing:
    """Return the object that describes the page's article; empty if no object does.

    An object matches by headline (one of `headings`) or by URL (one of `urls`); several matches are
    merged. A single article needs no match, unless its headline and URL both belong to another
    page.
    """
    articles = [thing for thing in things if _is_article(thing)]
    if not articles:
        return {}
    places = {_place(url) for url in urls if url}
    wanted = [bare(heading) for heading in headings if heading]
    own = [
        each
        for each in articles
        if _headline(each) in wanted or any(place in places for place in _places(each))
    ]
    if own:
        own.sort(key=lambda each: _headline(each) not in wanted)
        stated = (pair for each in reversed(own) for pair in each.items())
        return {key: value for key, value in stated if value or value is False}
    if len(articles) == 1 and not _is_anothers(articles[0], headings):
        return articles[0]
    alike = [each for each in articles if _is_alike(each, headings)]
    return alike[0] if len(alike) == 1 else {}


def is_page(thing: Thing) -> bool:
    """Return whether an object describes the page itself: not an article, but it may carry
    dates."""
    return any(kind.endswith("WebPage") or kind == "ItemPage" for kind in _kinds(thing))


def _kinds(thing: Thing) -> list[str]:
    kind = thing.get("@type")
    return [str(each) for each in (kind if isinstance(kind, list) else [kind])]


def _is_article(thing: Thing) -> bool:
    return any(kind.endswith(_ARTICLES) for kind in _kinds(thing))


def _stated_headline(thing: Thing) -> str | None:
    return text_of_value(thing.get("headline")) or text_of_value(thing.get("name"))


def _headline(thing: Thing) -> str | None:
    """Return the headline in bare form; null if the object has none."""
    return bare(_stated_headline(thing)) or None


def _places(thing: Thing) -> Iterator[str]:
    """Yield an object's own URLs."""
    for key in ("url", "mainEntityOfPage", "@id"):
        value: Any = thing.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and "/" in value:
            yield _place(value)


def _place(url: str) -> str:
    """Return a URL without scheme, `www.`, query and fragment."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # brackets that do not enclose an IPv6 address
        return url
    path = unquote(parts.path).rstrip("/")
    return f"{parts.netloc.lower().removeprefix('www.')}{path}" if path else ""


def _is_anothers(thing: Thing, headings: Sequence[str]) -> bool:
    """Return whether an article's URL and headline both belong to another page."""
    has_place = any(_places(thing))
    return (
        has_place and bool(_headline(thing)) and bool(headings) and not _is_alike(thing, headings)
    )


def _is_alike(thing: Thing, headings: Sequence[str]) -> bool:
    """Return whether an article's headline is a version of one of the page's headings."""
    words = set(_WORD.findall((_stated_headline(thing) or "").casefold()))
    own = _headline(thing) or ""
    for heading in headings:
        other = set(_WORD.findall(heading.casefold()))
        if len(words & other) > _ALIKE * min(len(words), len(other)):
            return True
        if own and (own in bare(heading) or bare(heading) in own):
            return True
    return False
