"""Archived pages for a run: which captures of which archives, as pages of which sources."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from crawler.archive.captures import postponed_revisits
from crawler.archive.opening import entries_of
from crawler.archive.originals import Originals
from crawler.archive.values import (
    Accept,
    ArchiveFile,
    Capture,
    Entries,
    SkippedRecord,
    UnreadableRecord,
    accept_all,
)
from crawler.base.events import Event, log_event
from crawler.base.text import counted
from crawler.model import Batch, Page
from crawler.run.archived_pages import page_in, source_of
from crawler.run.latest_captures import LatestCaptures
from crawler.run.replay_arguments import ReplayOrder
from crawler.run.report import Crawled
from crawler.run.run import Run
from crawler.sinks import SinkError, open_sink
from crawler.sources import Source

logger = logging.getLogger(__name__)

MOST_PAGES = 8
MOST_BYTES = 1 << 20
"""Largest batch, exceeded by one page at most."""


class Replay:
    """Reads archives for a run, and counts what it does not hand over."""

    def __init__(self, order: ReplayOrder, run: Run) -> None:
        self._order = order
        self._run = run
        self.passed: Counter[str] = Counter()
        """Reason -> records that hold no page of these sources."""
        self._begun: set[str] = set()

    def pages(self) -> Iterator[Page]:
        """Yield the pages to read. Raises SinkError if the dump's archive is damaged."""
        self._run.session.ledger.replays.begin(self._order.job)
        with ExitStack() as open_until_end:
            originals = open_until_end.enter_context(Originals())
            archives: list[ArchiveFile | Path]
            accept: Accept = self._is_new
            if self._order.dump is not None:
                latest = open_until_end.enter_context(LatestCaptures(open_sink(self._order.dump)))
                latest.add_originals(originals)
                archives = [*latest.files()]
                accept = self._new_and(latest)
            else:
                archives = [*self._order.archives]
            names: set[str] = set()
            for archive in archives:
                name = archive.name if isinstance(archive, Path) else archive.base
                # A place has no folder: of archives with one name, only the first is resumed.
                chosen = accept_all if name in names else accept
                names.add(name)
                yield from self._new_pages(entries_of(archive, originals, chosen))
            yield from self._new_pages(postponed_revisits(originals))
        passed = ", ".join(f"{count} {reason}" for reason, count in sorted(self.passed.items()))
        number = counted(len(archives), "archive")
        log_event(
            logger,
            logging.INFO,
            Event.ARCHIVES_READ,
            reason=f"{number}; skipped records: {passed or 0}",
        )

    def _new_pages(self, entries: Entries) -> Iterator[Page]:
        for found in entries:
            match found:
                case UnreadableRecord():
                    self._run.report.unread_records += 1
                    log_event(logger, logging.WARNING, Event.ARCHIVE_DAMAGED, reason=str(found))
                case SkippedRecord():
                    self.passed[found.reason] += 1
                case Capture():
                    page = page_in(found, self._order.sources, self._order.is_limited)
                    if isinstance(page, str):
                        self.passed[page] += 1
                        continue
                    self._begin(source_of(page, self._order.sources))
                    if self._run.replay(page):
                        yield page

    def _begin(self, source: Source) -> None:
        if source.id not in self._begun:
            self._begun.add(source.id)
            self._run.begin(Crawled(source, "pages", source.id in self._order.accepted))

    def _is_new(self, place: str) -> bool:
        return not self._run.session.ledger.replays.has(place)

    def _new_and(self, latest: LatestCaptures) -> Accept:
        return lambda place: latest.has(place) and self._is_new(place)


def in_batches(pages: Iterator[Page]) -> Iterator[Batch]:
    """Yield pages in batches, the last ones also before an exception."""
    taken: list[Page] = []
    try:
        for page in pages:
            taken.append(page)
            if len(taken) >= MOST_PAGES or sum(len(each.body) for each in taken) >= MOST_BYTES:
                yield Batch(tuple(taken))
                taken = []
    except SinkError:
        if taken:
            yield Batch(tuple(taken))
        raise
    if taken:
        yield Batch(tuple(taken))
