"""Fetches `/.well-known/tdmrep.json` once per host, if pages state no TDM reservation."""

import asyncio
import hashlib
from collections.abc import Collection
from datetime import UTC, datetime
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.base.dates import rfc3339
from crawler.politeness.stated_rights import HostRule, Origin
from crawler.politeness.tdmrep import PATH, Rule, rule_for, rules_in

_META = {"handle_httpstatus_all": True, "dont_redirect": True, "dont_retry": True}


class _File(NamedTuple):
    """The tdmrep.json of a host."""

    origin: Origin
    rules: tuple[Rule, ...]


class TDMRep:
    """Puts the rule for a story in its `meta`.

    Only hosts whose robots.txt has general rules are asked; a missing file is not a failure.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[_File | None]] = {}
        """Rules by host, each fetched once."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the middleware."""
        return cls(crawler)

    def forget(self, hosts: Collection[str]) -> None:
        """Fetch the rules of hosts again when a story needs them next."""
        for netloc in [*self._rules]:
            if urlsplit(f"//{netloc}").hostname in hosts:
                del self._rules[netloc]

    async def process_response(self, request: Request, response: Response) -> Response:
        """Delay a story's response until the rules of its host are known."""
        if request.meta.get("is_story") and _is_silent(request, response):
            parts = urlparse_cached(request)
            if parts.netloc not in self._rules:
                fetching = self._fetch(f"{parts.scheme}://{parts.netloc}{PATH}")
                self._rules[parts.netloc] = asyncio.ensure_future(fetching)
            file = await asyncio.shield(self._rules[parts.netloc])
            rule = rule_for(file.rules, response.url) if file else None
            request.meta["tdmrep"] = HostRule(file.origin, rule) if file and rule else None
        return response

    async def _fetch(self, url: str) -> _File | None:
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101  # it exists while anything is fetched
        try:
            answer = await engine.download_async(Request(url, NO_CALLBACK, meta=dict(_META)))
        except (Exception, asyncio.CancelledError):  # refused, failed, or cancelled at the end
            return None
        if answer.status != 200:
            return None
        sha256 = hashlib.sha256(answer.body).hexdigest()
        origin = Origin("tdmrep.json", url, rfc3339(datetime.now(UTC)), sha256)
        return _File(origin, rules_in(answer.body, url))


def _is_silent(request: Request, response: Response) -> bool:
    """Return whether neither header nor page has a reservation, and the host may have rules."""
    if response.status != 200 or not request.meta.get("has_general_rules", False):
        return False
    return not (
        "TDM-Reservation" in response.headers or b"tdm-reservation" in response.body.lower()
    )
