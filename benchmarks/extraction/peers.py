"""Define the tools to compare: ours, its peers, and the whole text of the page.

Each tool gets the bytes of a page. A peer that takes only text gets it decoded by our decoder. A
peer that returns HTML is charged for converting it to text, as its users would have to. A peer is
imported on first use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from crawler.model import Page
from crawler.reading.classifier.extract import main_text
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse, text_of
from crawler.reading.parse.visible import prune

_FETCHED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tool:
    """A way to extract the main text of a page."""

    name: str
    read: Callable[[bytes, str], str]
    """Function from the page's bytes and URL to the text. May raise any exception."""
    package: str | None = None
    """Package that must be installed for it."""

    @property
    def version(self) -> str | None:
        """Return the installed version; None if no package is needed or it is not installed."""
        try:
            return version(self.package) if self.package else None
        except PackageNotFoundError:
            return None

    @property
    def missing(self) -> bool:
        """Return whether a required package is not installed."""
        return bool(self.package) and not self.version


def _trafilatura(html: bytes, url: str, **options: Any) -> str:
    from trafilatura import extract

    return extract(html, url=url, include_comments=False, **options) or ""


def _readability(html: bytes, url: str) -> str:
    from readability import Document

    return text_of(parse(Document(_decoded(html, url), url=url).summary().encode()))


def _newspaper(html: bytes, url: str) -> str:
    from newspaper import Article

    article = Article(url, fetch_images=False)
    article.download(input_html=_decoded(html, url), ignore_read_more=True)
    text: str = article.parse().text
    return text


def _resiliparse(html: bytes, url: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    text: str = extract_plain_text(_decoded(html, url), main_content=True, alt_texts=False)
    return text


def _justext(html: bytes, _url: str) -> str:
    from justext import justext

    found = justext(html, _common_words())
    return "\n\n".join(each.text for each in found if not each.is_boilerplate)


@cache
def _common_words() -> frozenset[str]:
    from justext import get_stoplist

    words: frozenset[str] = get_stoplist("English")
    return words


def _goose(html: bytes, url: str) -> str:
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as goose:
        text: str = goose.extract(url=url, raw_html=_decoded(html, url)).cleaned_text
    return text


def _boilerpy(html: bytes, url: str) -> str:
    from boilerpy3.extractors import ArticleExtractor

    text: str = ArticleExtractor().get_content(_decoded(html, url))
    return text


def _plain(html: bytes, url: str) -> str:
    root = parse(decode(_page(html, url)).utf8)
    prune(root)
    return text_of(root)


def _decoded(html: bytes, url: str) -> str:
    return decode(_page(html, url)).text


def _page(html: bytes, url: str) -> Page:
    return Page(url, "benchmark", html, _FETCHED)


OURS = "wirecrawl"
MEASURE = "trafilatura"
"""The tool whose cost is set to 1."""
TOOLS = (
    Tool(OURS, main_text),
    Tool(MEASURE, _trafilatura, "trafilatura"),
    Tool("trafilatura-fast", partial(_trafilatura, fast=True), "trafilatura"),
    Tool("trafilatura-precise", partial(_trafilatura, favor_precision=True), "trafilatura"),
    Tool("readability", _readability, "readability-lxml"),
    Tool("newspaper", _newspaper, "newspaper4k"),
    Tool("resiliparse", _resiliparse, "resiliparse"),
    Tool("justext", _justext, "justext"),
    Tool("goose", _goose, "goose3"),
    Tool("boilerpy", _boilerpy, "boilerpy3"),
    Tool("plain", _plain),
)
