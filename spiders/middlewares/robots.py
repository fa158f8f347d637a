"""robots.txt by RFC 9309. Scrapy's middleware allows everything if it cannot be fetched."""

import hashlib
import logging
from collections.abc import Collection
from datetime import UTC, datetime
from time import monotonic
from typing import Any, NoReturn
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from crawler.base.dates import rfc3339
from crawler.base.events import Event, log_event
from crawler.base.fault_kinds import BARRED, FaultKind
from crawler.base.faults import Fault
from crawler.politeness.ai_agents import AgentGroups
from crawler.politeness.robots import (
    LONGEST_KEPT,
    MOST_BYTES,
    addressed,
    delay_in,
    names,
    rules_in,
)
from crawler.politeness.signals import applying, statements_in
from crawler.politeness.stated_rights import Origin, RobotsRights
from spiders.answers import fault_of
from spiders.middlewares.http_decompression import BEGINNING
from spiders.middlewares.slots import Slots

logger = logging.getLogger(__name__)


class Barred(RobotParser):
    """Parser that forbids a whole host, for robots.txt that is unreachable or too restrictive."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> NoReturn:
        """Not supported: there is nothing to parse."""
        raise NotImplementedError

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:  # noqa: ARG002
        """Return False: nothing is allowed."""
        return False


class _HostRights:
    """What the robots.txt of a host states on the use of its pages."""

    def __init__(self, response: Response, rules: str, agent: str) -> None:
        sha256 = hashlib.sha256(response.body).hexdigest() if response.status == 200 else None
        now = rfc3339(datetime.now(UTC))
        self._origin = Origin("robots.txt", response.url, now, sha256)
        self._statements = statements_in(rules, agent)
        self._agents = AgentGroups(rules)
        self._without = RobotsRights(self._origin, (), ())
        """What it states if it names neither statements nor AI crawlers."""

    def of(self, url: str) -> RobotsRights:
        """Return what it states for one page."""
        if not self._statements and not self._agents:
            return self._without
        stated = applying(self._statements, url)
        return RobotsRights(self._origin, stated, self._agents.rules_for(url))


class Robots(RobotsTxtMiddleware):
    """Raises Fault `robots` for a forbidden URL, or a kind in BARRED for a forbidden host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._slots = Slots(crawler)
        self._asked_at: dict[str, float] = {}
        self._rights: dict[str, _HostRights] = {}
        self._general: set[str] = set()
        """Hosts with rules for all crawlers and no group for ours."""

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Wait for the rules of the request's host; limit the download of robots.txt itself."""
        if request.meta.get("dont_obey_robotstxt"):  # a request for robots.txt
            request.meta.update({BEGINNING: MOST_BYTES + 1, "download_maxsize": 0})
            return
        self.process_request_2(await self.robot_parser(request), request)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the request's host, fetched again after a day."""
        host, now = urlparse_cached(request).netloc, monotonic()
        if now - self._asked_at.setdefault(host, now) > LONGEST_KEPT:
            self._asked_at[host] = now
            self._parsers.pop(host, None)
        known = self._parsers.get(host)
        if known is None or isinstance(known, Deferred):
            return await super().robot_parser(request)
        return known

    def forget(self, hosts: Collection[str]) -> None:
        """Fetch the rules of hosts again when they are requested next."""
        for netloc in [*self._parsers]:
            if urlsplit(f"//{netloc}").hostname in hosts:
                del self._parsers[netloc]

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Check a request against the rules.

        Put what they state on the use of a story, and whether the host has only general rules, in
        `meta`. Raises Fault if it is forbidden.
        """
        if isinstance(rp, Barred):
            raise rp.fault
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise Fault(FaultKind.ROBOTS, "disallowed by robots.txt") from None
        host = urlparse_cached(request).netloc
        if request.meta.get("is_story") and (known := self._rights.get(host)):
            request.meta["robots_rights"] = known.of(request.url)
        request.meta["has_general_rules"] = host in self._general

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        agent = self._robotstxt_useragent or self._default_useragent
        rules = addressed(rules_in(response.status, response.body), agent)
        parser = build_from_crawler(self._parserimpl, self.crawler, rules)
        if delay := delay_in(parser.crawl_delay(agent)):
            self._slots.require(request, delay)
        self._rights[netloc] = _HostRights(response, rules.decode(), agent)
        if rules and not names(rules, agent):
            self._general.add(netloc)
        await super()._parse_robots(response.replace(body=rules), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        fault = fault_of(exc)
        if fault.kind not in BARRED:
            fault = Fault(FaultKind.ROBOTS_UNREACHABLE, f"robots.txt: {fault.reason}")
        why = {"kind": fault.kind, "reason": fault.reason}
        log_event(logger, logging.WARNING, Event.HOST_SKIPPED, host=netloc, **why)
        waiting: Any = self._parsers[netloc]
        self._parsers[netloc] = Barred(fault)
        if isinstance(waiting, Deferred):
            waiting.callback(self._parsers[netloc])
