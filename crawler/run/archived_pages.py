"""Which page of which source an archived answer is."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec.structs import replace

from crawler.archive.pages import page_of
from crawler.archive.values import Capture
from crawler.base.urls import without_user
from crawler.discover import canonical
from crawler.model import Fetch, Page
from crawler.run.seeds import unlisted_source
from crawler.sources import Source


def page_in(capture: Capture, sources: Mapping[str, Source], is_limited: bool) -> Page | str:
    """Return the page of a capture, or why it is not read. Pages of other sources than these are
    read, unless `is_limited`."""
    if capture.is_ours:
        return _own_page(capture, sources, is_limited)
    url = canonical(capture.url, "")
    if url is None:
        return "no-url"
    for source in sources.values():
        if (path := source.path_of(url)) is not None:
            if source.kind_of(path) != "story":
                return "no-story-address"
            return page_of(capture, source, source.url_of(path))
    if is_limited:
        return "other-source"
    return page_of(capture, _unlisted(url), url)


def source_of(page: Page | Fetch, sources: Mapping[str, Source]) -> Source:
    """Return the source of a page: one of these, or one by its host's name."""
    return sources.get(page.source) or replace(_unlisted(page.url), id=page.source)


def _own_page(capture: Capture, sources: Mapping[str, Source], is_limited: bool) -> Page | str:
    """Return the page of a capture that a crawl made, of the source that it had."""
    name = capture.fields.get("source")
    if name is None:
        return "no-page"
    source = sources.get(name)
    if source is None and is_limited:
        return "other-source"
    return page_of(capture, source or replace(_unlisted(capture.url), id=name), capture.url)


def _unlisted(url: str) -> Source:
    parts = urlsplit(without_user(url))
    return unlisted_source(f"{parts.scheme}://{parts.netloc}")
