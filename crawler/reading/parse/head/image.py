"""Read an article's lead image and its credit from metadata."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from crawler.contract import Image
from crawler.reading.parse.head.json_ld import read_names
from crawler.reading.parse.head.urls import web_url
from crawler.reading.parse.head.values import text_of_value
from crawler.reading.parse.tree import text_of

_METAS = ("og:image:secure_url", "og:image:url", "og:image", "twitter:image", "twitter:image:src")
"""Names of metas, most reliable first."""
_CREDIT = ("creditText", "credit", "copyrightNotice")
_CREDITED = ("creator", "author", "copyrightHolder")
_MARKED = frozenset(("creditText", "copyrightHolder", "creator", "author"))
"""Microdata of an image that names who made it."""
_FIGURES = 8
_MOST = 8
"""Maximum images examined per page."""
_LONGEST = 300


def read_image(
    figures: Sequence[etree._Element],
    article: Mapping[str, Any],
    metas: Mapping[str, str],
    base: str,
) -> Image | None:
    """Return the lead image of the article in JSON-LD, else of OpenGraph; null without one.

    `figures` are the page's; `metas` are by lower-case name, `base` is the base URL.
    """
    logo = next((url for url, _ in _images(_value(article.get("publisher"), "logo"), base)), None)
    named = (web_url(base, metas[name]) for name in _METAS if name in metas)
    stated = (*_images(article.get("image"), base), *((url, None) for url in named if url))
    for url, credit in stated:
        if url != logo:
            return Image(url, _shown_credit(figures, url) if credit is None else credit)
    return None


def _images(value: Any, base: str) -> Iterator[tuple[str, str | None]]:
    """Yield the images in a value of JSON-LD, each with its credit."""
    for each in value[:_MOST] if isinstance(value, list) else [value]:
        if isinstance(each, Mapping):
            place = next((each[key] for key in ("url", "contentUrl", "@id") if each.get(key)), None)
            place = next(iter(place), None) if isinstance(place, list) else place
            url = web_url(base, place) if isinstance(place, str) else None
            if url:
                yield url, _credit(each)
        elif isinstance(each, str) and (url := web_url(base, each)):
            yield url, None


def _credit(image: Mapping[str, Any]) -> str | None:
    texts = (text_of_value(image.get(key)) for key in _CREDIT)
    names = (", ".join(read_names(image.get(key))) for key in _CREDITED if image.get(key))
    found = next((text for text in (*texts, *names) if text), None)
    return found if found is None or len(found) <= _LONGEST else None


def _value(thing: Any, key: str) -> Any:
    for each in thing if isinstance(thing, list) else [thing]:
        if isinstance(each, Mapping):
            return each.get(key)
    return None


def _shown_credit(figures: Sequence[etree._Element], url: str) -> str | None:
    """Return the credit printed in the figure that shows an image."""
    name = _file_name(url)
    for figure in figures[:_FIGURES]:
        shown = (
            image.get(key) or "" for image in figure.iter("img") for key in ("src", "data-src")
        )
        if name and name in map(_file_name, shown):
            return next(_credits(figure), None)
    return None


def _credits(figure: etree._Element) -> Iterator[str]:
    for element in figure.iter(etree.Element):
        names = (element.get("class") or "").lower()
        marked = "credit" in names or "copyright" in names
        if marked or element.get("itemprop") in _MARKED:
            text = text_of(element)
            if text and len(text) <= _LONGEST:
                yield text


def _file_name(url: str) -> str:
    try:
        return urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        return ""


def free_access(things: Sequence[Mapping[str, Any]], metas: Mapping[str, str]) -> bool | None:
    """Return whether a page states that it can be read without payment; null if it does not.

    >>> free_access([{"isAccessibleForFree": "http://schema.org/False"}], {})
    False
    >>> free_access([{}], {"article:content_tier": "metered"}) is None
    True
    """
    for thing in things:
        stated = str(thing.get("isAccessibleForFree")).strip().lower().rpartition("/")[2]
        if stated in ("true", "false"):
            return stated == "true"
    return {"free": True, "locked": False}.get(metas.get("article:content_tier", "").lower())
