"""What an answer of a host, or the lack of one, means to the spider."""

import re
from asyncio import CancelledError
from datetime import UTC, datetime
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from crawler.base.address import without_user
from crawler.base.faults import Fault
from crawler.discover import StoryLink, canonical
from crawler.model import Page
from crawler.politeness.addresses import is_loopback
from crawler.politeness.licences import absolute, rsl_licence
from crawler.politeness.signals import LICENSE, SIGNAL, USAGE, joined
from crawler.politeness.tdmrep import Rule
from crawler.sources import Source

REDIRECTS = {301, 302, 303, 307, 308}

OUR_ANSWERS = {"handle_httpstatus_all": True, "dont_redirect": True}
"""Request meta: every answer comes to us, for we know which hosts a redirect may lead to."""

_WRAPPED = re.compile(r"\[?<twisted\.python\.failure\.Failure (.*?)>\]?")
"""Causes as Twisted prints them."""

_SECRETIVE = re.compile(r"([^?#;]*)(.*)", re.DOTALL)
"""An address up to its query, fragment or parameters; and those. It matches every text."""

MOST_HOPS = 5
"""Redirects followed for one address."""

MOST_CHARACTERS = 200
"""Of an ETag that is kept."""


def page_of(
    lead: StoryLink,
    url: str,
    robots: bool,
    response: Response | None = None,
    asked: str | None = None,
) -> Page:
    """The page as it came; without a response, the page that did not come. `asked` is the address
    from which redirects led to it."""
    rule: Rule | None = response.meta.get("tdmrep") if response else None
    return Page(
        url=url,
        source=lead.source.id,
        body=response.body if response else b"",
        fetched_at=datetime.now(UTC),
        status=response.status if response else 0,
        content_type=content_type_of(response) if response else None,
        x_robots_tag=_header(response, "X-Robots-Tag"),
        robots="allowed" if robots else None,
        tdm_reservation=_header(response, "TDM-Reservation")
        or (rule.reservation if rule else None),
        tdm_policy=_header(response, "TDM-Policy") or (rule.policy if rule else None),
        content_signal=_header(response, "Content-Signal") or _of_robots(response, SIGNAL),
        content_usage=joined(_of_robots(response, USAGE), _header(response, "Content-Usage"))
        or None,
        rsl_license=_rsl_license(response),
        language=lead.source.language,
        licence=lead.source.licence,
        infosource=lead.source.agency,
        hint=lead.hint,
        etag=_validator(response, "ETag"),
        last_modified=_validator(response, "Last-Modified"),
        asked=asked,
    )


def content_type_of(response: Response) -> str | None:
    """Return the Content-Type header of an answer."""
    return _header(response, "Content-Type")


def is_conditional(response: Response) -> bool:
    """Whether a page was asked for only in case that it has changed."""
    asked = response.request.headers if response.request else {}
    return "If-None-Match" in asked or "If-Modified-Since" in asked


def moved_to(response: Response, source: Source, hops: int) -> str:
    """The address to ask for a redirect; raises Fault where it leaves the source or never ends.

    A copy is never left: what it redirects to the real place is asked of the copy.
    """
    location = (response.headers.get("Location") or b"").decode("latin-1")
    target = canonical(location, response.url)
    path = source.path_of(target) if target else None
    if target is None or path is None:
        raise Fault("http", f"redirected to {_shown(location) or 'nowhere'}")
    if hops == MOST_HOPS:
        raise Fault("http", f"redirected {MOST_HOPS} times")
    is_copy = source.first_base is not None or is_loopback(source.host)
    url = source.url_of(path) if is_copy else without_user(target)
    if url in _trail(response):
        raise Fault("http", f"redirected in a circle, by {_shown(url)}")
    return url


def followed(response: Response, request: Request) -> Request:
    """A redirect's next request, which remembers the way so far."""
    request.meta["trail"] = _trail(response)
    return request


def story_moved_to(response: Response, lead: StoryLink, hops: int) -> str:
    """The same for a story. Raises Fault as well where it leads to the front page or a listing: so
    do hosts answer that no longer have it."""
    source, url = lead.source, moved_to(response, lead.source, hops)
    path = source.path_of(url) or "/"
    is_front = path.partition("?")[0] == "/" and source.path_of(lead.url) != path
    if is_front or source.kind_of(path) == "listing":
        raise Fault("http", f"redirected to {_shown(url)}, which is no story")
    return url


def fault_of(error: BaseException | None) -> Fault:
    """Why a download failed, in one line."""
    if isinstance(error, Fault):
        return error
    said = _WRAPPED.sub(r"\1", " ".join(str(error).split()))[:200]
    return Fault("fetch", f"{type(error).__name__}: {said}" if said else type(error).__name__)


def _shown(url: str) -> str:
    """An address that is refused, without what may be a secret: a host's log-in hands out tokens in
    queries and fragments.

    >>> _shown("https://me:x@a.example/sso;jsessionid=1?token=2#id_token=3")
    'https://a.example/sso;…'
    """
    place, mark = _SECRETIVE.match(without_user(url)).groups()  # type: ignore[union-attr]
    return f"{place}{mark[:1]}…" if mark else place


def _trail(response: Response) -> tuple[str, ...]:
    before: tuple[str, ...] = response.request.meta.get("trail", ()) if response.request else ()
    return (*before, response.url)


def is_taken_back(error: BaseException | None) -> bool:
    """Whether a request was given up because the crawl was told to stop."""
    return isinstance(error, CancelledError)


def _validator(response: Response | None, name: str) -> str | None:
    """A header that will be sent back as it came; null where that cannot be."""
    value = _header(response, name)
    return value if value and value.isascii() and len(value) <= MOST_CHARACTERS else None


def _header(response: Response | None, name: str) -> str | None:
    """A header, its lines joined as HTTP lets them be (RFC 9110, 5.3)."""
    lines = response.headers.getlist(name) if response else []
    return ", ".join(line.decode("latin-1").strip() for line in lines) or None


def _of_robots(response: Response | None, name: str) -> str | None:
    """Return what robots.txt states for a page's path."""
    stated: dict[str, str] = response.meta.get("signals", {}) if response else {}
    return stated.get(name)


def _rsl_license(response: Response | None) -> str | None:
    """Return the licence that the header names, else robots.txt."""
    if response is None:
        return None
    named = _of_robots(response, LICENSE)
    stated = absolute(named, urljoin(response.url, "/robots.txt")) if named else None
    return rsl_licence(_header(response, "Link") or "", response.url) or stated
