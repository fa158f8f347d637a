"""Asks a host once for its `/.well-known/tdmrep.json`, where the pages themselves are silent."""

import asyncio
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.politeness.tdmrep import PATH, Rule, rule_for, rules_in

_META = {"handle_httpstatus_all": True, "dont_redirect": True, "dont_retry": True}


class TDMRep:
    """Notes the rule for a story in its `meta`. Asked are hosts that have a robots.txt with rules
    for all; it is no failure where nothing comes."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[tuple[Rule, ...]]] = {}
        """By host, asked for once."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's form."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Hold back a story until the rules of its host are known."""
        if request.meta.get("is_story") and _is_silent(request, response):
            parts = urlparse_cached(request)
            if parts.netloc not in self._rules:
                fetching = self._fetch(f"{parts.scheme}://{parts.netloc}{PATH}")
                self._rules[parts.netloc] = asyncio.ensure_future(fetching)
            rules = await asyncio.shield(self._rules[parts.netloc])
            request.meta["tdmrep"] = rule_for(rules, response.url)
        return response

    async def _fetch(self, url: str) -> tuple[Rule, ...]:
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101  # there is one while anything is fetched
        try:
            answer = await engine.download_async(Request(url, NO_CALLBACK, meta=dict(_META)))
        except (Exception, asyncio.CancelledError):  # refused, broken, or taken back at the end
            return ()
        return rules_in(answer.body, url) if answer.status == 200 else ()


def _is_silent(request: Request, response: Response) -> bool:
    """Return whether header and page state nothing, and the host may have rules."""
    is_page = response.status == 200 and request.meta.get("has_general_rules", False)
    is_stated = "TDM-Reservation" in response.headers or b"tdm-reservation" in response.body.lower()
    return is_page and not is_stated
