"""Read a page's usage terms: robots metas, TDMRep, licences."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from crawler.model import StatedRights
from crawler.reading.parse.head.urls import absolute, base_of
from crawler.reading.parse.head.values import text_of_value

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
    root: etree._Element,
    metas: Sequence[tuple[str, str]],
    first: Mapping[str, str],
    article: Mapping[str, Any],
    url: str,
    lower: bytes,
) -> StatedRights:
    """Return the usage terms of a page. `metas` are its metas as name and content, `first` the
    first content of each lower-case name, `article` its JSON-LD article, `url` the base URL of its
    links, `lower` its markup in lower case."""
    rsl, license_ = _read_licenses(root, url) if b"license" in lower else (None, None)
    return StatedRights(
        meta_robots=", ".join(dict.fromkeys(_read_robots(metas))) or None,
        tdm_reservation=first.get("tdm-reservation") or None,
        tdm_policy=first.get("tdm-policy") or None,
        rsl_license=rsl,
        page_license=license_ or _license_of(article, url),
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


def _read_licenses(root: etree._Element, url: str) -> tuple[str | None, str | None]:
    """Return the URLs of the first linked RSL licence and of the first other licence."""
    base: str | None = None
    found: dict[bool, str] = {}
    """Licence URLs, keyed by whether they are RSL."""
    for link in root.iter("link", "a"):
        rel = (link.get("rel") or "").lower()
        if "license" not in rel or "license" not in rel.replace(":", " ").split():
            continue
        is_rsl = (link.get("type") or "").partition(";")[0].strip().lower() == _RSL
        if is_rsl in found or next(link.iterancestors("figure"), None) is not None:
            continue  # keep only the first; skip licences of pictures
        base = base or base_of(root, url)
        if href := absolute(base, link.get("href", "")):
            found[is_rsl] = href
    return found.get(True), found.get(False)


def _license_of(article: Mapping[str, Any], url: str) -> str | None:
    """Return the article's licence from JSON-LD: a URL, else its text."""
    stated = article.get("license")
    if isinstance(stated, list):
        stated = next(iter(stated), None)
    if isinstance(stated, dict):
        stated = stated.get("url") or stated.get("@id") or stated.get("name")
    text = text_of_value(stated)
    return absolute(url, text) if text and text.startswith("/") else text
