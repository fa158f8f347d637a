"""The first half of a crawl: listings are read until no frontier knows of more."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from protego import Protego
from scrapy import Request
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from twisted.python.failure import Failure

from crawler.base.events import log_bug, log_event
from crawler.base.faults import Fault
from crawler.discover import Frontier, Link, canonical
from crawler.model import Hint
from crawler.politeness.circuit import CIRCUIT
from crawler.politeness.pace import at_a_time
from crawler.politeness.robots import BARRED, FORBIDDEN
from crawler.run.counters import GONE
from pipelines.run import Run
from spiders.answers import (
    OUR_ANSWERS,
    REDIRECTS,
    content_type_of,
    fault_of,
    followed,
    is_taken_back,
    moved_to,
)

logger = logging.getLogger(__name__)

TOLD_OF_HOST = BARRED | {CIRCUIT}
"""Kinds of Fault of which one line is told for a host, and none for each of its pages."""

ROUND = 32
"""Listings of a source in a round: few, so that a limit on them is spent on the newest."""


@dataclass(eq=False)
class _Quest:
    """The search of one source, round by round."""

    frontier: Frontier
    starts: deque[str]
    """Start pages not asked for yet."""
    round: deque[tuple[str, bool]] = field(default_factory=deque)
    """Listings of this round not asked for yet, and whether each is a start page."""
    open: int = 0
    """Listings asked for and not answered yet."""
    answers: list[tuple[int, Response]] = field(default_factory=list)
    """What came of the round, with the place of each in the order in which it was asked for."""
    named: list[Link] = field(default_factory=list)
    """What robots.txt named."""
    told: int = 0
    """Stories of which the run knows."""
    lost: bool = False
    """Whether a listing could not be read."""
    forbidden: int = 0
    """Listings that robots.txt forbids."""

    @property
    def is_answered(self) -> bool:
        """Whether the round is complete."""
        return not self.round and not self.open

    def begin_round(self) -> None:
        """Choose the listings of the next round; none where all are read."""
        if self.starts:
            some = [(self.starts.popleft(), True) for _ in range(min(ROUND, len(self.starts)))]
        else:
            some = [(url, False) for url in self.frontier.listings(ROUND)]
        self.round.extend(some)


class Search:
    """Reads the listings of all sources. None waits for another, and what is found does not depend
    on the order in which a host answers: a round is read when it is complete."""

    def __init__(self, frontiers: tuple[Frontier, ...], run: Run, asked: set[str]) -> None:
        """`asked` are the addresses that the crawl has asked for so far; those of listings are
        added."""
        self._quests = [_Quest(frontier, deque(frontier.starts())) for frontier in frontiers]
        self._run = run
        self._asked = asked
        self._places = 0
        self._answered = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Listings that are known of and not read yet."""
        return sum(q.open + len(q.round) + len(q.starts) + q.frontier.waiting for q in self._quests)

    async def requests(self) -> AsyncIterator[Request]:
        """All listings; ends when the last of them is read."""
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
                while quest.round and quest.open < at_a_time(quest.frontier.source):
                    yield self._ask(*quest.round.popleft(), quest)
            if searching:
                await self._answered.wait()

    def read_robots(self, robotparser: Any, request: Request) -> None:
        """Follow the sitemaps that robots.txt names."""
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
        """Keep a listing until its round is complete."""
        frontier = quest.frontier
        try:
            if response.status in REDIRECTS:
                url = moved_to(response, frontier.source, hops)
                if url == response.url:
                    raise Fault("http", "redirected to itself")
                if frontier.take_moved(url, response.url, start) or url in self._asked:
                    return None
                return followed(response, self._ask(url, start, quest, place, hops + 1))
            if response.status != 200:
                raise Fault("http", f"HTTP {response.status}")
            quest.answers.append((place, response))
        except Fault as fault:
            # A start page may be missing, and old listings name others that are gone.
            if response.status not in GONE:
                quest.lost = True
                self._run.miss(frontier.source, response.url, str(fault))
            elif not start:
                about = {"source": frontier.source.id, "url": response.url}
                log_event(logger, logging.INFO, "missing listing", **about)
        finally:
            self._close(quest)
        return None

    def lose_listing(self, failure: Failure) -> None:
        """Note a listing that could not be fetched, unless robots.txt forbids it."""
        request, fault = failure.request, fault_of(failure.value)  # type: ignore[attr-defined]
        quest: _Quest = request.cb_kwargs["quest"]
        quest.lost |= fault.kind != FORBIDDEN
        quest.forbidden += fault.kind == FORBIDDEN
        if fault.kind in TOLD_OF_HOST:
            self._run.accounts.missed += 1
        elif fault.kind != FORBIDDEN and not is_taken_back(failure.value):
            self._run.miss(quest.frontier.source, request.url, str(fault))
        self._close(quest)

    async def _read_round(self, quest: _Quest) -> None:
        """Hand what came to the frontier, in another thread: a sitemap of 50,000 stories takes two
        seconds, in which the reactor has other hosts to mind."""
        frontier = quest.frontier
        frontier.take(quest.named)
        self._tell(quest)
        quest.named.clear()
        for _, response in sorted(quest.answers, key=lambda answer: answer[0]):
            try:
                told = (response.body, response.url, content_type_of(response))
                await asyncio.to_thread(frontier.read, *told)
                self._run.accounts.listings += 1
            except Fault as fault:
                self._run.miss(frontier.source, response.url, str(fault))
            except Exception as error:  # a bug of ours costs one listing, not the search
                reason = log_bug(logger, frontier.source.id, response.url, error)
                self._run.miss(frontier.source, response.url, reason)
            self._tell(quest)
        quest.answers.clear()

    def _conclude(self, quest: _Quest) -> None:
        frontier = quest.frontier
        _tell_traps(frontier)
        if not frontier.discovered and not quest.lost:
            why = frontier.why_nothing()
            if quest.forbidden:
                why = f"robots.txt forbids {quest.forbidden} listings; {why}"
            self._run.find_nothing(frontier.source, why)

    def _tell(self, quest: _Quest) -> None:
        """Tell the run at once what was found: it may be stopped at any moment."""
        found = quest.frontier.discovered
        self._run.find(quest.frontier.source, found - quest.told)
        quest.told = found

    def _ask(
        self, url: str, start: bool, quest: _Quest, place: int | None = None, hops: int = 0
    ) -> Request:
        quest.open += 1
        self._places += 1
        self._asked.add(url)
        place = self._places if place is None else place
        told = {"quest": quest, "place": place, "start": start, "hops": hops}
        return Request(
            url, self.read_listing, errback=self.lose_listing, cb_kwargs=told, meta=OUR_ANSWERS
        )

    def _close(self, quest: _Quest) -> None:
        quest.open -= 1
        self._answered.set()


def _tell_traps(frontier: Frontier) -> None:
    """One line for each reason for which listings were not followed."""
    source = frontier.source
    for kind, trap in sorted(frontier.trapped.items()):
        reason = f"{trap.addresses} addresses, e.g. {source.url_of(trap.example)}"
        log_event(logger, logging.WARNING, "trap", source=source.id, kind=kind, reason=reason)
