"""One run's writing into one dump, from recovery to the swap of the pointer."""

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
from crawler.run.revisit import Headers, Reason
from crawler.run.revisit_schedule import RevisitSchedule
from crawler.sinks import Sink, SinkError, open_sink
from crawler.sources import Source

Clock = Callable[[], datetime]
"""Gives the moment, aware."""


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class Session:
    """One run's writing into one dump, by one thread at a time.

    In order: `open`; for each source that is searched `begin`; for each page `plan`, then
    `confirms`, `misses`, or `came` and `settle`; for each that `settle` gives back `revise` and
    `add`, and the same for those that `release` gives back at the end; `publish`, once; `close`.
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
        """Use `open`."""
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
        """What earlier runs had sealed and this one publishes: no part of its counts."""
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
        """Open a dump for writing and put right what earlier runs left undone.

        `dump` is its URL. `state_dir` keeps ledger and spool; several dumps may share it.
        `compression` is that of the parts this run writes, `invocation` what its manifest says of
        how it was started. Raises UsageFault where dump or folder
        cannot be written, LockedError (one too) where a run is under way.
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
            except sqlite3.Error as error:  # which names no file
                raise UsageFault(f"{home}: {error}") from error
            except (SinkError, OSError) as error:
                raise UsageFault(str(error)) from error
            undo.pop_all()
            return session

    @property
    def run(self) -> str:
        """The name of this run; another one after a `publish` that was overtaken."""
        return self._writer.run

    def begin(self, source: Source) -> None:
        """A source will be searched. Raises SinkError where the ledger fails."""
        with self._told():
            self._revisits.begin(source.id, self._clock())

    def plan(self, url: str, source: Source, hint: Hint | None) -> Headers | Reason:
        """With which headers to ask for a page, by what earlier runs came to, or why it is not
        asked for. Raises SinkError where the ledger fails."""
        with self._told():
            visit = self._revisits.last(url)
            planned = self._revisits.plan(visit, source, hint, self._clock())
        if visit and isinstance(planned, str):
            self._judgement.skip(source.id, visit)
        return planned

    def came(self, page: Page) -> None:
        """A page was fetched. Raises SinkError where the ledger fails."""
        with self._told():
            self._missing.came(page)

    def misses(self, page: Page) -> None:
        """An address answers that its page is gone. Raises SinkError where the ledger fails."""
        with self._told():
            self._missing.misses(page)
            self._revisits.forget(page)

    def confirms(self, page: Page) -> None:
        """A known page has not changed, its host says. Raises SinkError where the ledger fails."""
        with self._told():
            self._missing.came(page)
            if visit := self._revisits.confirm(page):
                self._judgement.skip(page.source, visit)
        if self._writer.is_old:  # a run of nothing else would never seal
            self._writer.seal()

    def has_skipped_pages(self, source: str) -> bool:
        """Whether known pages of a source gave stories and were not read again."""
        return self._judgement.skipped_pages(source) > 0

    def has_published(self, source: str) -> bool:
        """Return whether the dump holds, or held, a story of a source."""
        known = self._freshness.get(source)
        return known is not None and known.last_published is not None

    def settle(self, outcome: Outcome) -> Iterator[Outcome]:
        """Let a page wait until it is known which of its texts recur on its source's pages, and
        give back the pages that are settled by now: mostly none, now and then all that waited.

        Take each to its end before the next is asked for. Others may come in between: they wait
        till all are taken. Raises SinkError where the ledger fails.
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
        """Whether no more pages may wait, till those that go on by now are taken."""
        return self._buffer.is_releasing and self._buffer.is_full

    def release(self) -> Iterator[Outcome]:
        """All pages that wait, settled by what is known by now. Raises SinkError."""
        with self._told():
            yield from self._buffer.release()

    def revise(self, outcome: Outcome) -> Outcome:
        """The outcome with only what is new about it, and its verdict. Give it to `add` next.

        Raises SinkError where the ledger fails.
        """
        with self._told():
            return revise(outcome, self._ledger)

    def add(self, outcome: Outcome) -> None:
        """Write the rows of a revised outcome.

        Raises SinkError where the disk fails; all that is not sealed is then forgotten, and the
        run may go on.
        """
        with self._told():
            visits = self._revisits.visits(outcome)
        self._writer.add(outcome, visits)

    def publish(
        self,
        counts: Mapping[str, Counts],
        ending: Ending = "ok",
        reason: str | None = None,
        crawled: Mapping[str, Crawled] = MappingProxyType({}),
    ) -> Published:
        """Seal what is open and bring the run into the dump; `counts` are by source id, and so is
        what was `crawled`: it says which gates must hold, and when a story is gone. `reason` is
        why the run failed, was stopped or is not whole.

        Every record passed the screen by itself, so those of a run that was stopped or has failed
        are published too; but it is no success, and one whose counts do not add up has failed.
        Raises SinkError where the dump cannot be written; the next run then publishes what is left.
        """
        gap = total(counts.values()).gap()
        with self._told():
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
                planned = self._plan("failed" if gap else ending, reason or gap)
                self._check_there()
                try:
                    index = publish_run(self._sink, self._ledger, self._spool, self.run, planned)
                except OvertakenError:
                    self._decide_anew()
                    continue
                return Published.of(decode_manifest(planned), index)
        raise SinkError(f"{self._sink.url}: other runs publish without pause")

    def close(self) -> None:
        """Let go of the dump. What was not published is, as far as sealed, by the next run."""
        self._lock.release()
        self._writer.discard()
        self._ledger.close()

    def _begin(self) -> TakenUp:
        """Name the run and take up what lies in the spool."""
        pointer = read_pointer(self._sink)
        self._is_new = pointer.index is None
        self._freshness = pointer.index.sources if pointer.index else {}
        run = name_run(self._clock(), max(pointer.runs(), default=None))
        self._ledger.begin(run, self._started)
        self._planned = None
        self._writer = Writer(run, self._ledger, self._spool, self._limits)
        return take_up(pointer, self._spool, self._ledger, self._writer)

    def _withhold(self) -> None:
        """Put aside what was sealed of sources that failed a gate, and decide the rest anew: it
        may have been decided against that. What was quarantined is published: it tells why."""
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
        said = self._judgement
        for source in sorted(said.sources.keys() & crawled.keys() - said.failing.keys()):
            terms = crawled[source].source.gone
            if alarm := self._missing.vanished(source, terms, said.skipped_pages(source)):
                said.alarm(source, alarm)
                continue
            stories = self._missing.gone(self.run, source, terms)
            deleted = 0
            for end in deletions(stories, self._sink, self._ledger):
                self._writer.write([record_row(end)])
                deleted += 1
            said.update(source, deleted=deleted)

    def _watch(self, crawled: Mapping[str, Crawled]) -> None:
        """Is there news of each source, by what the dump holds and this run adds to it?"""
        newest: dict[str, Day] = {}
        for part in sealed_parts(self._ledger, self.run):
            if part.newest:
                newest[part.source] = max(part.newest, newest.get(part.source, ""))
        self._judgement.watch(
            crawled, self._freshness, newest, self._clock().astimezone(UTC).date()
        )

    def _plan(self, ending: Ending, reason: str | None) -> bytes:
        """The run's manifest; the same bytes when `publish` is tried again."""
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
        """Someone else has published: decide this run's rows again against theirs, as a new run."""
        catch_up(read_pointer(self._sink), self._sink, self._ledger)
        self._begin_again()

    def _begin_again(self) -> None:
        """Decide the run's own rows anew; those that are not written count as unchanged."""
        taken = self._begin()
        lost = taken.seen - taken.kept - self._foreign
        self._foreign &= taken.kept
        for source in {each.source for each in lost}:
            ends = [each.is_end for each in lost if each.source == source]
            self._judgement.undo(source, pages=ends.count(False), ends=ends.count(True))

    def _check_there(self) -> None:
        """Raise SinkError where the dump was deleted, or its disk taken away, since it was opened:
        what earlier runs have published would be missing in the one that is begun in its place."""
        gone = not self._is_new and read_pointer(self._sink).index is None
        if gone or self._sink.size(SCHEMA) is None:
            raise SinkError(
                f"{self._sink.url}: the dump was deleted during the run; the next one begins it"
                " anew, with what this one has read"
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tells a failure of spool or ledger as what it is to the caller: nothing was published."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise SinkError(f"{self._spool.root.parent}: {error}") from error
