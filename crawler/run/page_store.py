"""Pages on their way from the reader into the dump: buffered, deduplicated, written."""

import logging
from collections.abc import Iterator

from crawler.archive.exchange import Exchange
from crawler.base.events import Event, log_event
from crawler.base.faults import Fault
from crawler.model import Outcome
from crawler.publishing.session import Session
from crawler.run.buffer import PageBuffer
from crawler.run.dedupe import deduplicate
from crawler.run.planned_visits import RevisitSchedule
from crawler.run.report import Report

logger = logging.getLogger("crawler.run")


class PageStore:
    """The pages of one run. Each method raises SinkError if ledger or disk fails."""

    def __init__(
        self, session: Session, buffer: PageBuffer, revisits: RevisitSchedule, report: Report
    ) -> None:
        self._session = session
        self._buffer = buffer
        self._revisits = revisits
        self._report = report

    def buffer(self, outcome: Outcome) -> Iterator[Outcome]:
        """Buffer a page until its source's repeated boilerplate is known; yield the pages released
        by now.

        Usually yields nothing, and from time to time all buffered pages. `write` each before
        requesting the next.
        """
        self._report.of(outcome.fetch.source).add_page(outcome)
        if not outcome.records:
            yield outcome
            return
        self._buffer.hold(outcome)
        due = self._buffer.is_due or self._session.writer.is_due()
        if due or self._buffer.is_full:
            yield from self.release()
        if due:
            self._session.writer.seal()

    def release(self) -> Iterator[Outcome]:
        """Yield all buffered pages, without the boilerplate known by now."""
        with self._session.as_sink_error():
            yield from self._buffer.release()

    def deduplicate(self, outcome: Outcome) -> Outcome:
        """Return a page with only its new revisions, and its verdict. Pass it to `write` next."""
        with self._session.as_sink_error():
            return deduplicate(outcome, self._session.ledger)

    def write(self, outcome: Outcome) -> None:
        """Write the rows of a deduplicated page; if the disk fails, everything unsealed is
        discarded."""
        with self._session.as_sink_error():
            visits = self._revisits.visits(outcome)
            self._session.ledger.replays.note(outcome.fetch.archive)
        self._session.write(outcome, visits)

    def archive(self, exchange: Exchange) -> str | None:
        """Archive an answer as it came; return its place, or None for one that is not HTTP."""
        try:
            return self._session.archive(exchange)
        except Fault as fault:
            log_event(logger, logging.WARNING, Event.NOT_ARCHIVED, url=exchange.url, reason=fault)
            return None
