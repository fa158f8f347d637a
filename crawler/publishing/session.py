"""A dump that is open for writing by one run: its lock, its ledger and the parts being written."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Self

from crawler.archive.exchange import Exchange, WarcCompression
from crawler.base.dates import rfc3339
from crawler.base.faults import LockedError, UsageFault
from crawler.dump.compression import Compression
from crawler.dump.index import read_pointer
from crawler.dump.keys import SCHEMA, name_run
from crawler.dump.manifest import Invocation, Part
from crawler.dump.schemas import put_schemas
from crawler.ledger import Ledger, Visit
from crawler.model import Outcome
from crawler.publishing.lock import TIMEOUT, Lock, refused
from crawler.publishing.orphaned_parts import Salvaged, salvage
from crawler.publishing.recover import catch_up, recover
from crawler.publishing.spool import Spool
from crawler.publishing.writer import PartLimits, Writer
from crawler.sinks import Sink, SinkError, open_sink

Clock = Callable[[], datetime]
"""Function that returns the current time, timezone-aware."""


def utc_now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)


class Session:
    """The write side of one dump, open for one run. Not thread-safe.

    After `open`, the dump is recovered and this run has a name. `write` rows, publish them with
    `crawler.publishing.closing.publish`, then `close`.
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
        warc: WarcCompression,
    ) -> None:
        """Internal; use `open`."""
        self._warc = warc
        self.sink = sink
        self.ledger = ledger
        self.spool = spool
        self.clock = clock
        self.limits = limits
        self.invocation = invocation
        self.started = rfc3339(clock())
        self.withheld: list[Part] = []
        """Parts withheld by this run, with their keys in the dump."""
        self.planned: bytes | None = None
        """The run's manifest, once it is decided."""
        self.writer: Writer
        self._lock = lock
        put_schemas(sink)
        recovered = recover(sink, ledger, spool, clock())
        spool.forget_withheld()
        self.salvaged = self._begin().kept
        """Pages sealed by earlier runs and published by this one, not part of its counters."""
        self.recovered = replace(recovered, salvaged=len(self.salvaged))

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
        warc: WarcCompression = "gzip",
        lock_timeout: int = TIMEOUT,
    ) -> Self:
        """Open a dump for writing and recover from earlier runs.

        `dump` is its URL. `state_dir` holds ledger and spool; several dumps may share it.
        `compression` applies to the parts of this run, `warc` to its raw archive; `invocation` is
        recorded in its manifest. `lock_timeout` is the seconds without a heartbeat after which
        another run may take the dump's lock over.
        Raises UsageFault if dump or folder is not writable, and its subclass LockedError if another
        run is in progress.
        """
        sink = open_sink(dump) if isinstance(dump, str) else dump
        home = state_dir / hashlib.sha256(sink.url.encode()).hexdigest()[:16]
        with ExitStack() as undo:
            try:
                ledger = Ledger(home / "ledger.sqlite")
                undo.callback(ledger.close)
                lock = Lock(sink, home, clock, lock_timeout)
                undo.callback(lock.release)
                lock.check_store()
                spool = Spool(home / "spool", compression)
                session = cls(sink, ledger, lock, spool, clock, limits, invocation, warc)
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
        """Name of this run; it changes if another run publishes first."""
        return self.writer.run

    def has_published(self, source: str) -> bool:
        """Return whether the dump holds, or held, a story of a source."""
        known = self.freshness.get(source)
        return known is not None and known.last_published is not None

    def write(self, outcome: Outcome, visits: Mapping[str, Visit] = MappingProxyType({})) -> None:
        """Write the rows of a deduplicated page, and the visits of its URLs.

        Raises SinkError if the disk fails; everything unsealed is then discarded, and the run may
        continue.
        """
        self.writer.add(outcome, visits)

    def archive(self, exchange: Exchange) -> str:
        """Write an answer to the raw archive; return its place. Raises SinkError if the disk fails,
        Fault `warc` if the answer is not HTTP."""
        return self.writer.archive(exchange, self._warc)

    def seal_if_old(self) -> None:
        """Seal if the last seal was too long ago, also without open parts: a run of unchanged pages
        records visits only. Raises SinkError."""
        if self.writer.is_old:
            self.writer.seal()

    def catch_up(self) -> Salvaged | None:
        """Deduplicate this run's rows again as a new run, because another run has published.

        Returns None if none has: the dump was expired or compacted, and the run stays as it is.
        """
        catch_up(read_pointer(self.sink), self.sink, self.ledger)
        if any(run.run == self.run for run in self.ledger.pending()):
            return None
        return self._begin()

    def withhold(self, parts: list[Part]) -> Salvaged:
        """Withhold parts, and deduplicate the others again as a new run: they may have been
        deduplicated against these."""
        self.ledger.drop(self.run)
        self.withheld += self.spool.withhold(parts)
        return self._begin()

    def check_dump(self) -> None:
        """Raise SinkError if the dump was deleted or unmounted since it was opened: publishing
        would start a new dump without the data of earlier runs."""
        is_gone = not self._is_new and read_pointer(self.sink).index is None
        if is_gone or self.sink.size(SCHEMA) is None:
            raise SinkError(
                f"{self.sink.url}: the dump was deleted during the run; the next run creates a"
                " new one with the pages of this run"
            )

    def close(self) -> None:
        """Close and unlock the dump. Sealed parts that are not published yet are published by the
        next run."""
        self._lock.release()
        self.writer.discard()
        self.ledger.close()

    @contextmanager
    def as_sink_error(self) -> Iterator[None]:
        """Raise errors of spool or ledger within the block as SinkError."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise SinkError(f"{self.spool.root.parent}: {error}") from error

    def _begin(self) -> Salvaged:
        """Name the run, and salvage the parts left in the spool."""
        pointer = read_pointer(self.sink)
        self._is_new = pointer.index is None
        self.freshness = pointer.index.sources if pointer.index else {}
        run = name_run(self.clock(), max(pointer.runs(), default=None))
        self.ledger.begin(run, self.started)
        self.planned = None
        self.writer = Writer(run, self.ledger, self.spool, self.limits)
        return salvage(pointer, self.spool, self.ledger, self.writer)
