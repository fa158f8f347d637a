"""Links of HTML index pages, tolerant of broken markup."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from crawler.discover.decoding import decode
from crawler.discover.links import Link, canonical
from crawler.model import Hint
from crawler.reading.parse.attributes import bound_attributes

_FEED_TYPES = {"application/rss+xml", "application/atom+xml"}
_HREF = re.compile(r"""\bhref\s*+=\s*+["']?+\s*+([^"'\s<>]+)""", re.IGNORECASE)
_UNREAD = re.compile(
    r"<!--.*?(?P<end>-->|\Z)|<(script|style)\b.*?(?P<close></\2|\Z)", re.IGNORECASE | re.DOTALL
)
"""Comments, scripts and styles. Unclosed ones match to the end, to avoid quadratic time."""
_REFRESH = re.compile(r"""url\s*=\s*["']?([^"'\s]+)""", re.IGNORECASE)


def read_listing(body: bytes, url: str, content_type: str | None = None) -> list[Link]:
    """Return the links in the parsed page in page order, then those found only in its source."""
    text, charset = decode(body, content_type)
    try:
        markup = bound_attributes(text.encode("utf-8", "replace"))
        page = lxml.html.document_fromstring(markup, parser=_parser())
    except (ParserError, ValueError):
        return []
    base = page.find(".//base[@href]")
    within = (canonical(base.get("href", ""), url) if base is not None else None) or url
    links = [
        Link(address, Hint(found_on=url, title=title), leads_on)
        for href, title, leads_on in _links(page)
        if "<" not in href and (address := canonical(href, within, charset)) is not None
    ]
    known = {link.url for link in links}
    hidden = {canonical(href, within, charset): None for href in _hrefs(text)}
    return links + [Link(each, Hint(url)) for each in hidden if each and each not in known]


@cache
def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8")


def _links(page: HtmlElement) -> Iterator[tuple[str, str | None, bool]]:
    """Yield each link's href, its text, and whether it is marked as a further listing."""
    for element in page.iter("a", "area", "link", "frame", "iframe", "option", "meta"):
        match element.tag:
            case "a" | "area" if href := element.get("href"):
                yield href, _text(element), "next" in _rel(element)
            case "link" if href := element.get("href"):
                feed = "alternate" in _rel(element) and element.get("type") in _FEED_TYPES
                if feed or "next" in _rel(element):
                    yield href, None, True
            case "frame" | "iframe" if src := element.get("src"):
                yield src, None, False
            case "option" if (value := element.get("value", "")).startswith(("/", "http")):
                yield value, _text(element), False
            case "meta" if (element.get("http-equiv") or "").lower() == "refresh":
                if refresh := _REFRESH.search(element.get("content") or ""):
                    yield refresh[1], None, False


def _hrefs(text: str) -> list[str]:
    """Return every `href` in the source text.

    Unclosed quotes, and tags nested beyond the parser's limit, hide links from the tree.
    """
    source = _UNREAD.sub(_unclosed, text)
    return [unescape(href) for href in _HREF.findall(source)]


def _unclosed(unread: re.Match[str]) -> str:
    """Return a blank for a closed comment, script or style; an unclosed one is kept."""
    return " " if unread["end"] or unread["close"] else unread[0]


def _rel(element: HtmlElement) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _text(element: HtmlElement) -> str | None:
    return " ".join(element.text_content().split()) or None
