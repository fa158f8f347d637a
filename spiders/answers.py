"""What an answer of a host, or the lack of one, means to the spider."""

from datetime import UTC, datetime

from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discover import Lead, Link, canonical, read_links
from crawler.faults import Fault
from crawler.model import Page
from crawler.sources import Source
from spiders.assignment import is_loopback

REDIRECTS = {301, 302, 303, 307, 308}

OUR_ANSWERS = {"handle_httpstatus_all": True, "dont_redirect": True}
"""Request meta: every answer comes to us, for we know which hosts a redirect may lead to."""

MOST_HOPS = 5
"""Redirects followed for one address."""

MOST_CHARACTERS = 200
"""Of an ETag that is kept."""


def page_of(
    lead: Lead, url: str, robots: bool, response: Response | None = None, asked: str | None = None
) -> Page:
    """The page as it came; without a response, the page that did not come. `asked` is the address
    from which redirects led to it."""
    return Page(
        url=url,
        source=lead.source.id,
        body=response.body if response else b"",
        fetched_at=datetime.now(UTC),
        status=response.status if response else 0,
        content_type=_header(response, "Content-Type"),
        x_robots_tag=_header(response, "X-Robots-Tag"),
        robots="allowed" if robots else None,
        language=lead.source.language,
        licence=lead.source.licence,
        hint=lead.hint,
        etag=_validator(response, "ETag"),
        last_modified=_validator(response, "Last-Modified"),
        asked=asked,
    )


def is_conditional(response: Response) -> bool:
    """Whether a page was asked for only in case that it has changed."""
    asked = response.request.headers if response.request else {}
    return "If-None-Match" in asked or "If-Modified-Since" in asked


def links_of(response: Response) -> list[Link]:
    """The links of a listing; raises Fault where it is none."""
    if response.status != 200:
        raise Fault("http", f"HTTP {response.status}")
    return read_links(response.body, response.url)


def moved_to(response: Response, source: Source, hops: int) -> str:
    """The address to ask for a redirect; raises Fault where it leaves the source or never ends.

    A copy on this machine is never left: what it redirects to the real host is asked of the copy.
    """
    location = (response.headers.get("Location") or b"").decode("latin-1")
    target = canonical(location, response.url)
    path = source.path_of(target) if target else None
    if target is None or path is None:
        raise Fault("http", f"redirected to {location or 'nowhere'}")
    if hops == MOST_HOPS:
        raise Fault("http", f"redirected {MOST_HOPS} times")
    return source.url_of(path) if is_loopback(source.host) else target


def cause_of(failure: Failure) -> str:
    """A failed download in one line."""
    return f"{type(failure.value).__name__}: {' '.join(str(failure.value).split())[:200]}"


def _validator(response: Response | None, name: str) -> str | None:
    """A header that will be sent back as it came; null where that cannot be."""
    value = _header(response, name)
    return value if value and value.isascii() and len(value) <= MOST_CHARACTERS else None


def _header(response: Response | None, name: str) -> str | None:
    value = response.headers.get(name) if response else None
    return value.decode("latin-1") if value else None
