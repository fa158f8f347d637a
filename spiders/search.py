"""Discovery, the first half of a crawl: reads listings until the frontiers are empty."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from twisted.python.failure import Failure

from crawler.base.events import Event, log_bug, log_event
from crawler.base.fault_kinds import BARRED, FaultKind
from crawler.base.faults import Fault
from crawler.base.text import counted
from crawler.discover import Frontier, Link, canonical
from crawler.discover.marks import Marks
from crawler.model import Hint
from crawler.politeness.pace import concurrency_of
from crawler.run.deletions import GONE
from crawler.run.spider_run import SpiderRun
from spiders.answers import (
    OUR_ANSWERS,
    REDIRECTS,
    fault_of,
    followed,
    is_cancelled,
    moved_to,
    refusal,
)
from spiders.listings import read_listing

logger = logging.getLogger(__name__)

LOGGED_PER_HOST = BARRED | {FaultKind.CIRCUIT}
"""Kinds of Fault that are logged once per host, not for each of its pages."""

ROUND = 32
"""Listings of a source per round: few, so that a limit is spent on the newest."""


@dataclass(eq=False)
class _Quest:
    """State of the discovery of one source, round by round."""

    frontier: Frontier
    starts: deque[str]
    """Start pages not requested yet."""
    round: deque[tuple[str, bool]] = field(default_factory=deque)
    """Listings of this round not requested yet, and whether each is a start page."""
    open: int = 0
    """Listings in flight."""
    answers: list[tuple[int, Response]] = field(default_factory=list)
    """Responses of this round, each with its position in request order."""
    named: list[Link] = field(default_factory=list)
    """Sitemaps named by robots.txt."""
    reported: int = 0
    """Stories reported to the run so far."""
    lost: bool = False
    """Whether a listing could not be read."""
    forbidden: int = 0
    """Listings that robots.txt forbids."""

    @property
    def is_answered(self) -> bool:
        """Whether all listings of the round are answered."""
        return not self.round and not self.open

    def begin_round(self) -> None:
        """Choose the listings of the next round; none if all are read."""
        if self.starts:
            some = [(self.starts.popleft(), True) for _ in range(min(ROUND, len(self.starts)))]
        else:
            some = [(url, False) for url in self.frontier.listings(ROUND)]
        self.round.extend(some)


class Search:
    """Reads the listings of all sources concurrently.

    A round is read when it is complete, so the result does not depend on the order of responses.
    """

    def __init__(
        self,
        frontiers: tuple[Frontier, ...],
        run: SpiderRun,
        requested: Marks,
        crawler: Crawler,
    ) -> None:
        """`requested` holds hashes of the URLs requested by the crawl so far; those of listings are
        added."""
        self._quests = [_Quest(frontier, deque(frontier.starts())) for frontier in frontiers]
        self._run = run
        self._requested = requested
        self._crawler = crawler
        self._places = 0
        self._answered = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Number of known listings not read yet."""
        return sum(q.open + len(q.round) + len(q.starts) + q.frontier.waiting for q in self._quests)

    async def requests(self) -> AsyncIterator[Request]:
        """Yield requests for all listings; end when the last one is read."""
        searching = list(self._quests)
        while searching:
            self._answered.clear()
            for quest in [*searching]:
                if quest.is_answered:
                    await self._read_round(quest)
                    quest.begin_round()
                    if not quest.round:
                        searching.remove(quest)
                        self._conclude(quest)
                while quest.round and quest.open < concurrency_of(quest.frontier.source):
                    yield self._request(*quest.round.popleft(), quest)
            if searching:
                await self._answered.wait()

    def read_robots(self, robotparser: Any, request: Request) -> None:
        """Add the sitemaps named by a robots.txt."""
        if not isinstance(robotparser, ProtegoRobotParser):
            return
        rules: Protego = robotparser.rp
        found = [url for each in rules.sitemaps if (url := canonical(each, request.url))]
        links = [Link(url, Hint(found_on="robots.txt"), leads_on=True) for url in found]
        for quest in self._quests:
            quest.named += links

    def read_listing(
        self, response: Response, quest: _Quest, place: int, start: bool, hops: int
    ) -> Request | None:
        """Keep a listing until its round is complete; follow redirects."""
        frontier = quest.frontier
        try:
            if response.status in REDIRECTS:
                url = moved_to(response, frontier.source, hops)
                if url == response.url:
                    raise Fault(FaultKind.HTTP, "redirected to itself")
                if frontier.take_moved(url, response.url, start) or hash(url) in self._requested:
                    return None
                return followed(response, self._request(url, start, quest, place, hops + 1))
            if response.status != 200:
                raise refusal(response)
            quest.answers.append((place, response))
        except Fault as fault:
            # Start pages may be missing, and old listings link to deleted ones.
            if response.status not in GONE:
                quest.lost = True
                self._run.miss_listing(frontier.source, response.url, str(fault))
            elif not start:
                about = {"source": frontier.source.id, "url": response.url}
                log_event(logger, logging.INFO, Event.MISSING_LISTING, **about)
        finally:
            self._close(quest)
        return None

    def lose_listing(self, failure: Failure) -> None:
        """Record a listing that could not be fetched, unless robots.txt forbids it."""
        request, fault = failure.request, fault_of(failure.value)  # type: ignore[attr-defined]
        quest: _Quest = request.cb_kwargs["quest"]
        quest.lost |= fault.kind != FaultKind.ROBOTS
        quest.forbidden += fault.kind == FaultKind.ROBOTS
        if fault.kind in LOGGED_PER_HOST:
            self._run.report.of(quest.frontier.source.id).unread += 1
        elif fault.kind != FaultKind.ROBOTS and not is_cancelled(failure.value):
            self._run.miss_listing(quest.frontier.source, request.url, str(fault))
        self._close(quest)

    async def _read_round(self, quest: _Quest) -> None:
        """Pass the round's responses to the frontier."""
        frontier = quest.frontier
        frontier.take(quest.named)
        self._report(quest)
        quest.named.clear()
        for _, response in sorted(quest.answers, key=lambda answer: answer[0]):
            try:
                await read_listing(response, frontier, self._crawler)
                self._run.report.of(frontier.source.id).listings += 1
            except Fault as fault:
                self._run.miss_listing(frontier.source, response.url, str(fault))
            except Exception as error:  # a bug costs one listing, not the whole discovery
                reason = log_bug(logger, frontier.source.id, response.url, error)
                self._run.miss_listing(frontier.source, response.url, reason)
            self._report(quest)
        quest.answers.clear()

    def _conclude(self, quest: _Quest) -> None:
        frontier = quest.frontier
        _log_traps(frontier)
        if not frontier.discovered and not quest.lost:
            why = frontier.why_nothing()
            if quest.forbidden:
                why = f"{quest.forbidden} listings disallowed by robots.txt; {why}"
            self._run.find_nothing(frontier.source, why)

    def _report(self, quest: _Quest) -> None:
        """Report newly found stories to the run at once: it may be stopped at any moment."""
        found = quest.frontier.discovered
        self._run.report.of(quest.frontier.source.id).find(found - quest.reported)
        quest.reported = found

    def _request(
        self, url: str, start: bool, quest: _Quest, place: int | None = None, hops: int = 0
    ) -> Request:
        quest.open += 1
        self._places += 1
        self._requested.add(hash(url))
        place = self._places if place is None else place
        arguments = {"quest": quest, "place": place, "start": start, "hops": hops}
        return Request(
            url, self.read_listing, errback=self.lose_listing, cb_kwargs=arguments, meta=OUR_ANSWERS
        )

    def _close(self, quest: _Quest) -> None:
        quest.open -= 1
        self._answered.set()


def _log_traps(frontier: Frontier) -> None:
    """Log one line per kind of crawler trap that kept listings from being followed."""
    source = frontier.source
    for kind, trap in sorted(frontier.trapped.items()):
        example = source.url_of(trap.example)
        reason = f"{counted(trap.addresses, 'URL')} not followed, e.g. {example}"
        log_event(logger, logging.WARNING, Event.TRAP, source=source.id, kind=kind, reason=reason)
