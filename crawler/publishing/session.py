"""One run's writing into one dump, from recovery to the index swap."""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Self

from crawler.base.dates import rfc3339
from crawler.base.faults import UsageFault
from crawler.base.skips import SkipReason
from crawler.base.verdicts import RunVerdict
from crawler.contract import Day
from crawler.dump.compression import Compression
from crawler.dump.index import read_pointer
from crawler.dump.keys import SCHEMA, name_run
from crawler.dump.manifest import Counts, Invocation, Part, decode_manifest, total
from crawler.dump.schema import put_schema
from crawler.ledger import Ledger, LockedError, Run
from crawler.model import Hint, Outcome, Page
from crawler.publishing.lock import Lock, refused
from crawler.publishing.publish import TRIES, OvertakenError, plan_run, publish_run, sealed_parts
from crawler.publishing.published import Published
from crawler.publishing.recover import TakenUp, catch_up, recover, take_up
from crawler.publishing.spool import Spool
from crawler.publishing.writer import PartLimits, Writer, record_row
from crawler.run.buffer import PageBuffer
from crawler.run.dedupe import revise
from crawler.run.deletions import MissingPages, deletions
from crawler.run.gates import Crawled
from crawler.run.judgement import Ending, Judgement
from crawler.run.revisit import Headers
from crawler.run.revisit_schedule import RevisitSchedule
from crawler.sinks import Sink, SinkError, open_sink
from crawler.sources import Source

Clock = Callable[[], datetime]
"""Function that returns the current time, timezone-aware."""


def utc_now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)


class Session:
    """One run's writing into one dump. Not thread-safe.

    Call in this order: `open`; `begin` for each source that is searched; for each page `plan`, then
    `confirms`, `misses`, or `came` and `settle`; `revise` and `add` for each page returned by
    `settle`, and at the end for each returned by `release`; `publish` once; `close`.
    """

    def __init__(
        self,
        sink: Sink,
        ledger: Ledger,
        lock: Lock,
        spool: Spool,
        clock: Clock,
        limits: PartLimits,
        invocation: Invocation,
    ) -> None:
        """Internal; use `open`."""
        self._invocation = invocation
        self._sink = sink
        self._ledger = ledger
        self._lock = lock
        self._spool = spool
        self._clock = clock
        self._limits = limits
        self._started = rfc3339(clock())
        self._planned: bytes | None = None
        self._buffer = PageBuffer(ledger, limits.seconds)
        self._missing = MissingPages(ledger)
        self._revisits = RevisitSchedule(ledger, self._buffer)
        self._judgement = Judgement()
        self._withheld: list[Part] = []
        self._writer: Writer
        put_schema(sink)
        recovered = recover(sink, ledger, spool, clock())
        spool.forget_withheld()
        self._foreign = self._begin().kept
        """Pages sealed by earlier runs and published by this one, not part of its counters."""
        self.recovered = replace(recovered, taken_up=len(self._foreign))

    @classmethod
    def open(
        cls,
        dump: str | Sink,
        state_dir: Path,
        *,
        clock: Clock = utc_now,
        limits: PartLimits = PartLimits(),  # noqa: B008  # frozen
        compression: Compression = "gzip",
        invocation: Invocation = Invocation(),  # noqa: B008  # frozen
    ) -> Self:
        """Open a dump for writing and recover from earlier runs.

        `dump` is its URL. `state_dir` holds ledger and spool; several dumps may share it.
        `compression` applies to the parts of this run; `invocation` is recorded in its manifest.
        Raises UsageFault if dump or folder is not writable, and its subclass LockedError if another
        run is in progress.
        """
        sink = open_sink(dump) if isinstance(dump, str) else dump
        home = state_dir / hashlib.sha256(sink.url.encode()).hexdigest()[:16]
        with ExitStack() as undo:
            try:
                ledger = Ledger(home / "ledger.sqlite")
                undo.callback(ledger.close)
                lock = Lock(sink, home, clock)
                undo.callback(lock.release)
                lock.check_store()
                spool = Spool(home / "spool", compression)
                session = cls(sink, ledger, lock, spool, clock, limits, invocation)
            except LockedError as error:
                raise refused(sink) from error
            except sqlite3.Error as error:  # its message names no file
                raise UsageFault(f"{home}: {error}") from error
            except (SinkError, OSError) as error:
                raise UsageFault(str(error)) from error
            undo.pop_all()
            return session

    @property
    def run(self) -> str:
        """Name of this run; it changes if `publish` is overtaken."""
        return self._writer.run

    def begin(self, source: Source) -> None:
        """Start the search of a source. Raises SinkError if the ledger fails."""
        with self._as_sink_error():
            self._revisits.begin(source.id, self._clock())

    def plan(self, url: str, source: Source, hint: Hint | None) -> Headers | SkipReason:
        """Return the request headers for a page, based on earlier runs, or why it is not requested.

        Raises SinkError if the ledger fails.
        """
        with self._as_sink_error():
            visit = self._revisits.last(url)
            planned = self._revisits.plan(visit, source, hint, self._clock())
        if visit and isinstance(planned, str):
            self._judgement.skip(source.id, visit)
        return planned

    def came(self, page: Page) -> None:
        """Record that a page was fetched. Raises SinkError if the ledger fails."""
        with self._as_sink_error():
            self._missing.came(page)

    def misses(self, page: Page) -> None:
        """Record that a URL answered that its page is gone. Raises SinkError if the ledger
        fails."""
        with self._as_sink_error():
            self._missing.misses(page)
            self._revisits.forget(page)

    def confirms(self, page: Page) -> None:
        """Record that a known page is unchanged, by its host's answer. Raises SinkError if the
        ledger fails."""
        with self._as_sink_error():
            self._missing.came(page)
            if visit := self._revisits.confirm(page):
                self._judgement.skip(page.source, visit)
        if self._writer.is_old:  # else a run of unchanged pages would never seal
            self._writer.seal()

    def has_skipped_pages(self, source: str) -> bool:
        """Return whether known pages of a source gave stories and were not read again."""
        return self._judgement.skipped_pages(source) > 0

    def has_published(self, source: str) -> bool:
        """Return whether the dump holds, or held, a story of a source."""
        known = self._freshness.get(source)
        return known is not None and known.last_published is not None

    def settle(self, outcome: Outcome) -> Iterator[Outcome]:
        """Buffer a page until its source's repeated boilerplate is known; yield the pages released
        by now.

        Usually yields nothing, and from time to time all buffered pages. Process each to the end
        before requesting the next. Others may come in between: they are buffered until all are
        taken. Raises SinkError if the ledger fails.
        """
        self._judgement.see(outcome)
        if not outcome.records:
            yield outcome
            return
        self._buffer.hold(outcome)
        if self._buffer.is_releasing:
            return
        due = self._buffer.is_due or self._writer.is_due()
        if due or self._buffer.is_full:
            yield from self.release()
        if due:
            self._writer.seal()

    @property
    def is_crowded(self) -> bool:
        """Whether the buffer is full and being released, so no more pages may come in."""
        return self._buffer.is_releasing and self._buffer.is_full

    def release(self) -> Iterator[Outcome]:
        """Yield all buffered pages, without the boilerplate known by now. Raises SinkError."""
        with self._as_sink_error():
            yield from self._buffer.release()

    def revise(self, outcome: Outcome) -> Outcome:
        """Return the outcome with only its new revisions, and its verdict. Pass it to `add` next.

        Raises SinkError if the ledger fails.
        """
        with self._as_sink_error():
            return revise(outcome, self._ledger)

    def add(self, outcome: Outcome) -> None:
        """Write the rows of a revised outcome.

        Raises SinkError if the disk fails; everything unsealed is then discarded, and the run may
        continue.
        """
        with self._as_sink_error():
            visits = self._revisits.visits(outcome)
        self._writer.add(outcome, visits)

    def publish(
        self,
        counts: Mapping[str, Counts],
        ending: Ending = RunVerdict.OK,
        reason: str | None = None,
        crawled: Mapping[str, Crawled] = MappingProxyType({}),
    ) -> Published:
        """Seal the open parts and publish the run.

        `counts` and `crawled` are by source id; `crawled` determines which gates apply and when a
        story is gone. `reason` is why the run failed, was stopped or is partial. Each record has
        passed the screen on its own, so those of a stopped or failed run are published too, but the
        run is no success. A run whose counters do not reconcile has failed. Raises SinkError if the
        dump is not writable; the next run then publishes what is left.
        """
        gap = total(counts.values()).gap()
        with self._as_sink_error():
            self._writer.seal()
            self._judgement.judge(counts, crawled, self._buffer)
            for source, alarm in (*self._revisits.alarms(), *self._buffer.alarms()):
                self._judgement.alarm(source, alarm)
            self._withhold()
            self._delete(crawled)
            self._revisits.close(crawled)
            self._writer.seal()
            self._watch(crawled)
            for _ in range(TRIES):
                planned = self._plan(RunVerdict.FAILED if gap else ending, reason or gap)
                self._check_there()
                try:
                    index = publish_run(self._sink, self._ledger, self._spool, self.run, planned)
                except OvertakenError:
                    self._decide_anew()
                    continue
                return Published.of(decode_manifest(planned), index)
        raise SinkError(f"{self._sink.url}: other runs published {TRIES} times in a row")

    def close(self) -> None:
        """Close and unlock the dump. Sealed parts that are not published yet are published by the
        next run."""
        self._lock.release()
        self._writer.discard()
        self._ledger.close()

    def _begin(self) -> TakenUp:
        """Name the run and take up the parts left in the spool."""
        pointer = read_pointer(self._sink)
        self._is_new = pointer.index is None
        self._freshness = pointer.index.sources if pointer.index else {}
        run = name_run(self._clock(), max(pointer.runs(), default=None))
        self._ledger.begin(run, self._started)
        self._planned = None
        self._writer = Writer(run, self._ledger, self._spool, self._limits)
        return take_up(pointer, self._spool, self._ledger, self._writer)

    def _withhold(self) -> None:
        """Withhold the parts of sources that failed a gate, and deduplicate the others again.

        They may have been deduplicated against the withheld ones. Quarantine parts are published,
        because they explain the failure.
        """
        parts = [
            part
            for part in sealed_parts(self._ledger, self.run)
            if part.source in self._judgement.failing and part.kind != "quarantine"
        ]
        for source in self._judgement.failing:
            self._revisits.withhold(source)
        if parts:
            self._ledger.drop(self.run)
            self._withheld += self._spool.withhold(parts)
            self._begin_again()

    def _delete(self, crawled: Mapping[str, Crawled]) -> None:
        """Delete the stories whose pages are gone."""
        judgement = self._judgement
        for source in sorted(judgement.sources.keys() & crawled.keys() - judgement.failing.keys()):
            terms = crawled[source].source.gone
            if alarm := self._missing.vanished(source, terms, judgement.skipped_pages(source)):
                judgement.alarm(source, alarm)
                continue
            stories = self._missing.gone(self.run, source, terms)
            deleted = 0
            for end in deletions(stories, self._sink, self._ledger):
                self._writer.write([record_row(end)])
                deleted += 1
            judgement.update(source, deleted=deleted)

    def _watch(self, crawled: Mapping[str, Crawled]) -> None:
        """Check the freshness of each source, by the dump and this run."""
        newest: dict[str, Day] = {}
        for part in sealed_parts(self._ledger, self.run):
            if part.newest:
                newest[part.source] = max(part.newest, newest.get(part.source, ""))
        self._judgement.watch(
            crawled, self._freshness, newest, self._clock().astimezone(UTC).date()
        )

    def _plan(self, ending: Ending, reason: str | None) -> bytes:
        """Return the run's manifest; the same bytes if `publish` is retried."""
        if self._planned is None:
            run, now = Run(self.run, self._started, None), self._clock()
            verdict, why = self._judgement.sum_up(ending, reason)
            taken_up = dict(Counter(each.source for each in sorted(self._foreign)))
            self._planned = plan_run(
                *(self._ledger, run, now, verdict, why, self._judgement.sources),
                withheld=self._withheld,
                taken_up=taken_up,
                invocation=self._invocation,
            )
        return self._planned

    def _decide_anew(self) -> None:
        """Deduplicate this run's rows again as a new run, because another run has published."""
        catch_up(read_pointer(self._sink), self._sink, self._ledger)
        self._begin_again()

    def _begin_again(self) -> None:
        """Deduplicate the run's own rows again; those that are not written count as unchanged."""
        taken = self._begin()
        lost = taken.seen - taken.kept - self._foreign
        self._foreign &= taken.kept
        for source in {each.source for each in lost}:
            ends = [each.is_end for each in lost if each.source == source]
            self._judgement.undo(source, pages=ends.count(False), ends=ends.count(True))

    def _check_there(self) -> None:
        """Raise SinkError if the dump was deleted or unmounted since it was opened: publishing
        would start a new dump without the data of earlier runs."""
        gone = not self._is_new and read_pointer(self._sink).index is None
        if gone or self._sink.size(SCHEMA) is None:
            raise SinkError(
                f"{self._sink.url}: the dump was deleted during the run; the next run creates a"
                " new one with the pages of this run"
            )

    @contextmanager
    def _as_sink_error(self) -> Iterator[None]:
        """Raise errors of spool or ledger as SinkError: nothing was published."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise SinkError(f"{self._spool.root.parent}: {error}") from error
