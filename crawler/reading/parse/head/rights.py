"""Read a page's usage terms: robots metas, TDMRep, licences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from lxml import etree

from crawler.contract import StatedIn
from crawler.model import StatedRights
from crawler.reading.parse.head.urls import absolute
from crawler.reading.parse.head.values import text_of_value

_TDM = {"tdm-reservation": "tdm_reservation", "tdm-policy": "tdm_policy"}
_OF_ARTICLE = {
    "license": "page_license",
    "usageInfo": "usage_info",
    "copyrightNotice": "copyright_notice",
    "digitalSourceType": "digital_source_type",
}
"""JSON-LD keys of an article -> keys of `rights`."""
_SINGLE = (*_TDM.values(), "rsl_license", *_OF_ARTICLE.values())
_MOST_LICENSES, _LONGEST = 8, 2000
"""Maximum licences per page; maximum length of a statement in characters."""
_LONGEST_LICENSE = 10_000
"""Maximum length of the XML of a licence in characters."""
_RSL = "application/rsl+xml"
"""Media type of Really Simple Licensing (rslstandard.org)."""
_DIRECTIVES = frozenset(
    "all none index noindex follow nofollow noarchive nocache nosnippet noodp noydir notranslate"
    " noimageindex indexifembedded noai noimageai noml notrain max-snippet max-image-preview"
    " max-video-preview unavailable_after".split()
)
"""Directives of robots metas (Google, Bing; `noai` and similar: DeviantArt and others)."""
_COMMON = frozenset(("all", "none", "index", "follow"))
"""Directives that also occur as values of unrelated metas: `<meta name="audience"
content="all">`."""
_AGENTS = ("bot", "crawl", "spider", "slurp")
"""Substrings of crawler names: `GPTBot`, `wirecrawl`, `Bytespider`."""


def read_rights(
    metas: Sequence[tuple[str, str]],
    first: Mapping[str, str],
    article: Mapping[str, Any],
    licenses: Iterable[etree._Element],
    scripts: Iterable[etree._Element],
    url: str,
    base: str,
) -> StatedRights:
    """Return the usage terms of a page. `metas` are its metas as name and content, `first` the
    first content of each lower-case name, `article` its JSON-LD article, `licenses` the links that
    may be of a licence, `base` the base URL of links."""
    found: list[tuple[str, str, StatedIn]] = [
        *(("meta_robots", text, "page") for text in dict.fromkeys(_read_robots(metas))),
        *((key, first[name], "page") for name, key in _TDM.items() if first.get(name)),
    ]
    found += [(key, link, "page") for key, link in _read_licenses(licenses, base)]
    found += [("rsl_license", licence, "page") for licence in _read_embedded(scripts, url)]
    if article:
        found += [(key, text, "json-ld") for key, text in _of_article(article, url)]
    if not found:
        return StatedRights()

    def stated(key: str) -> str | None:
        return next((value for name, value, _ in found if name == key), None)

    robots = (value for name, value, _ in found if name == "meta_robots")
    return StatedRights(
        meta_robots=", ".join(robots) or None,
        statements=tuple(found),
        **{key: stated(key) for key in _SINGLE},
    )


def _read_robots(metas: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the robots metas in the syntax of `X-Robots-Tag`: `noindex`, `GPTBot: noai`."""
    for name, content in metas:
        if not content:
            continue
        if name.lower() == "robots":
            yield content
        elif _is_for_agent(name, content):
            yield f"{name}: {content}"


def _is_for_agent(name: str, content: str) -> bool:
    """Return whether a meta is directed at one specific robot.

    >>> _is_for_agent("CCBot", "nofollow"), _is_for_agent("audience", "all")
    (True, False)
    >>> _is_for_agent("anthropic-ai", "noai, max-snippet:-1")
    True
    """
    if len(content) > 200:
        return False
    if content.partition(",")[0].partition(":")[0].strip().lower() not in _DIRECTIVES:
        return False
    words = {word.partition(":")[0].strip().lower() for word in content.split(",")}
    if not name.replace("-", "").replace("_", "").isalnum():
        return False
    is_agent = any(part in name.lower() for part in _AGENTS)
    return words <= _DIRECTIVES and (is_agent or not words <= _COMMON)


def _read_licenses(links: Iterable[etree._Element], base: str) -> list[tuple[str, str]]:
    """Return the URLs of linked licences, each with its key of `rights`."""
    found: dict[tuple[str, str], None] = {}
    for link in links:
        rel = (link.get("rel") or "").lower()
        if "license" not in rel or "license" not in rel.replace(":", " ").split():
            continue
        if len(found) == _MOST_LICENSES:
            break
        if next(link.iterancestors("figure"), None) is not None:
            continue  # of a picture
        is_rsl = _media_type(link) == _RSL
        if href := absolute(base, link.get("href", "")):
            found["rsl_license" if is_rsl else "page_license", href] = None
    return list(found)


def _read_embedded(scripts: Iterable[etree._Element], url: str) -> Iterator[str]:
    """Yield the RSL licences in the page itself: their XML, or the page's URL for one that is too
    long, because a part of a licence permits something else than the whole."""
    embedded = (each for each in scripts if _media_type(each) == _RSL)
    for script in islice(embedded, _MOST_LICENSES):
        text = (script.text or "").strip()
        if "<" in text:
            yield text if len(text) <= _LONGEST_LICENSE else url


def _media_type(element: etree._Element) -> str:
    return (element.get("type") or "").partition(";")[0].strip().lower()


def _of_article(article: Mapping[str, Any], url: str) -> Iterator[tuple[str, str]]:
    """Yield the statements of the article in JSON-LD, each with its key of `rights`: URLs, else
    texts."""
    for name, key in _OF_ARTICLE.items():
        value = article.get(name)
        for each in islice(value if isinstance(value, list) else [value], _MOST_LICENSES):
            text = _text_of(each)
            whole = absolute(url, text) if text and text.startswith("/") else text
            if whole:
                yield key, whole


def _text_of(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("url") or value.get("@id") or value.get("name")
    text = text_of_value(value)
    return text[:_LONGEST] if text else None
