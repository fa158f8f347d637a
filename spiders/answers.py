"""Interpretation of HTTP responses, redirects and download errors."""

import re
from asyncio import CancelledError
from datetime import UTC, datetime
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.base.dates import rfc3339
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.urls import without_user
from crawler.discover import StoryLink, canonical
from crawler.model import Page
from crawler.politeness.addresses import is_loopback
from crawler.politeness.licences import licence_asked_for
from crawler.politeness.stated_rights import HEADERS, response_rights, robots_rights
from crawler.sources import Source
from spiders.header_names import header_key

REDIRECTS = {301, 302, 303, 307, 308}

OUR_ANSWERS = {"handle_httpstatus_all": True, "dont_redirect": True}
"""Request meta: deliver every status to the spider, which decides on redirects itself."""

_VERBATIM = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]+)?/[\w./~-]*(?:\?[\w=&.-]+)?", re.ASCII)
"""A URL in which Scrapy would encode nothing."""
_SECRETIVE = re.compile(r"([^?#;]*)(.*)", re.DOTALL)
"""A URL up to its query, fragment or parameters, and the rest; matches every text."""

LEASE = "wirecrawl_lease"
"""Request meta: token of the lease under which it was made, in a cluster."""

MOST_HOPS = 5
"""Redirects followed for one URL."""

MOST_CHARACTERS = 200
"""Longest ETag that is kept."""


def story_meta(url: str) -> dict[str, Any]:
    """Return the meta of a request for a story."""
    is_verbatim = _VERBATIM.fullmatch(url) is not None  # then Scrapy does not look for itself
    return {**OUR_ANSWERS, "is_story": True, "verbatim_url": is_verbatim}


def refusal(response: Response) -> Fault:
    """Return the fault of a response that is no page; with the licence that it asks for (RSL)."""
    challenges = b",".join(response.headers.getlist("WWW-Authenticate")).decode("latin-1")
    licence = licence_asked_for(challenges)
    asked = f", WWW-Authenticate: {licence}" if licence else ""
    return Fault(FaultKind.HTTP, f"HTTP {response.status}{asked}")


def page_of(
    link: StoryLink,
    url: str,
    robots: bool,
    response: Response | None = None,
    requested_url: str | None = None,
) -> Page:
    """Return the page of a response; without one, a page with status 0 and no body.

    `requested_url` is the URL requested first, if redirects led to `url`.
    """
    now = datetime.now(UTC)
    return Page(
        url=url,
        source=link.source.id,
        body=response.body if response else b"",
        fetched_at=now,
        status=response.status if response else 0,
        content_type=content_type_of(response) if response else None,
        language=link.source.language,
        licence=link.source.licence,
        obeyed=link.source.rights.obey,
        infosource=link.source.agency,
        hint=link.hint,
        etag=_validator(response, "ETag"),
        last_modified=_validator(response, "Last-Modified"),
        requested_url=requested_url,
        address_forms=link.source.address,
        **(_rights(response, url, now) if response else {"robots": "allowed" if robots else None}),
    )


def content_type_of(response: Response) -> str | None:
    """Return the Content-Type header of a response."""
    return _header(response, "Content-Type")


def is_conditional(response: Response) -> bool:
    """Return whether a response answers a conditional request."""
    sent = response.request.headers if response.request else {}
    return "If-None-Match" in sent or "If-Modified-Since" in sent


def moved_to(response: Response, source: Source, hops: int) -> str:
    """Return the URL that a redirect leads to.

    A mirror is never left: a redirect to the original host is requested from the mirror.
    Raises Fault `http` if it leaves the source, loops, or exceeds MOST_HOPS.
    """
    location = (response.headers.get("Location") or b"").decode("latin-1")
    target = canonical(location, response.url)
    path = source.path_of(target) if target else None
    if target is None or path is None:
        raise Fault(FaultKind.HTTP, f"redirected to {_shown(location) or 'an empty location'}")
    if hops == MOST_HOPS:
        raise Fault(FaultKind.HTTP, f"more than {MOST_HOPS} redirects")
    is_copy = source.first_base is not None or is_loopback(source.host)
    url = source.url_of(path) if is_copy else without_user(target)
    if url in _trail(response):
        raise Fault(FaultKind.HTTP, f"redirect loop at {_shown(url)}")
    return url


def followed(response: Response, request: Request) -> Request:
    """Return the next request of a redirect, with the chain of URLs so far in its meta."""
    request.meta["trail"] = _trail(response)
    if (token := response.meta.get(LEASE)) is not None:
        request.meta[LEASE] = token
    return request


def story_moved_to(response: Response, link: StoryLink, hops: int) -> str:
    """Return the URL that a story redirects to.

    Raises Fault `http` as `moved_to` does, and for a redirect to the front page or a listing,
    which is how some hosts answer for deleted stories.
    """
    source, url = link.source, moved_to(response, link.source, hops)
    path = source.path_of(url) or "/"
    is_front = path.partition("?")[0] == "/" and source.path_of(link.url) != path
    if is_front or source.kind_of(path) == "listing":
        raise Fault(FaultKind.HTTP, f"redirected to {_shown(url)}, which is not a story")
    return url


def fault_of(error: BaseException | None) -> Fault:
    """Return why a download failed, in one line."""
    if isinstance(error, Fault):
        return error
    cause = " ".join(str(error).split())[:200]
    return Fault(
        FaultKind.FETCH, f"{type(error).__name__}: {cause}" if cause else type(error).__name__
    )


def _shown(url: str) -> str:
    """Return a refused URL for a log line, without parts that may hold secrets (log-in tokens).

    >>> _shown("https://me:x@a.example/sso;jsessionid=1?token=2#id_token=3")
    'https://a.example/sso;…'
    """
    place, mark = _SECRETIVE.match(without_user(url)).groups()  # type: ignore[union-attr]
    return f"{place}{mark[:1]}…" if mark else place


def _trail(response: Response) -> tuple[str, ...]:
    before: tuple[str, ...] = response.request.meta.get("trail", ()) if response.request else ()
    return (*before, response.url)


class LeaseLostError(Exception):
    """Another worker of the cluster crawls the host now."""


def is_cancelled(error: BaseException | None) -> bool:
    """Return whether a request was cancelled: the crawl is stopping, or its lease is lost."""
    return isinstance(error, CancelledError | LeaseLostError)


def _validator(response: Response | None, name: str) -> str | None:
    """Return a header to be sent back verbatim; None if it is too long or not ASCII."""
    value = _header(response, name)
    return value if value and value.isascii() and len(value) <= MOST_CHARACTERS else None


def _header(response: Response | None, name: str) -> str | None:
    """Return a header; several lines are joined by commas (RFC 9110, 5.3)."""
    lines = dict.get(response.headers, header_key(name)) if response else None
    if not lines:
        return None
    return ", ".join([line.decode("latin-1").strip() for line in lines]) or None


_STATING = frozenset(map(header_key, HEADERS))
"""Headers that may state rights."""


def _rights(response: Response, url: str, now: datetime) -> dict[str, Any]:
    """Return the fields of a page that state rights."""
    meta = response.meta
    robots, host = meta.get("robots_rights"), meta.get("tdmrep")
    if host is None and _STATING.isdisjoint(response.headers):
        return robots_rights(robots)
    return response_rights(partial(_header, response), url, rfc3339(now), robots, host)
