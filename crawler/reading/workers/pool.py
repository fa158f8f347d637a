"""Process pool that reads pages while the crawl fetches others."""

import asyncio
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager

from msgspec.structs import replace

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.discover.parts import Links, ListingPart, Opening
from crawler.model import Outcome, Page
from crawler.reading.workers.frames import (
    LENGTH,
    LISTING,
    Answer,
    Broken,
    Done,
    Refused,
    frame,
)
from crawler.reading.workers.listings import Ended, Listing
from crawler.reading.workers.process import CAN_FORK, EndedError, WorkerProcess
from crawler.reading.workers.spawning import SECONDS, Spawned

TRIES = 2
"""Attempts per page, as a worker may have been killed for reasons other than the page."""
PAGES = 10_000
"""Pages after which a worker is replaced, to limit memory leaks."""

MOST_BESIDE = 1 << 16
"""Longest listing, in bytes, that the crawl reads itself once a worker has read a page."""
MOST_WITHOUT = 1 << 20
"""Longest listing that is not worth waiting until a worker has loaded its rules."""

PATIENCE = 5.0
"""Seconds without an answer of the first worker, after which others start without it."""


class BrokeError(Exception):
    """An exception in a worker. The message has its type and text, a note has the traceback."""


class DroppedError(Exception):
    """The page was dropped because the crawl is stopping."""


class WorkerPool:
    """Pool of worker processes, started on demand up to a maximum.

    A start takes half a second of CPU time until rules and models are loaded. So the first worker
    is alone until it has read a page, and the others are its forks.

    A worker reads one page at a time. If it crashes, the pages that it was given are read again one
    by one, so a crash affects no other page.
    """

    def __init__(self, most: int, seconds: float = SECONDS, ahead: Spawned | None = None) -> None:
        """`ahead` is a worker that was started before the pool, with the same time limit."""
        self._seconds = seconds
        self._missing = most - 1 if CAN_FORK else 0
        """Workers that may be started once the first one has read a page, or hangs."""
        self._turns = asyncio.Semaphore(most - self._missing)
        self._answered = 0.0
        """Time of the last answer."""
        self._watch: asyncio.TimerHandle | None = None
        self._idle = [WorkerProcess(*ahead)] if ahead else []
        self._busy: set[WorkerProcess] = set()
        self._dropped = False

    async def read(self, page: Page) -> Outcome:
        """Read a page as `crawler.reading.page.read_page` does, in a worker.

        Raises Fault if the page cannot be read, with the kind `reader` if it crashes its workers or
        exceeds the time limit. Raises BrokeError for an exception in our code, OSError if no
        process can be started, DroppedError after `drop`.
        """
        (result,) = await self.read_all([page])
        if isinstance(result, Outcome):
            return result
        raise result

    async def read_all(self, pages: Sequence[Page]) -> list[Outcome | Exception]:
        """Read pages as `read` does, in one worker; return for each its outcome, or what `read`
        raises."""
        try:
            async with self._turns:
                return [*map(result_of, await self._ask(pages))]
        except (Fault, DroppedError, OSError, EndedError) as error:
            if len(pages) == 1:
                return [error]
        return [(await self.read_all([page]))[0] for page in pages]

    def takes(self, size: int) -> bool:
        """Return whether a listing of so many bytes is better read in a worker than in a thread of
        the crawl, which it would hold up: only a long one is worth the start of a worker, or the
        wait for one that is starting."""
        is_ready = any(worker.pages for worker in (*self._idle, *self._busy))
        return size > (MOST_BESIDE if is_ready else MOST_WITHOUT)

    async def read_listing(self, listing: Listing) -> AsyncGenerator[ListingPart, None]:
        """Yield the parts of a listing as `crawler.discover.parts.read_parts` does; again from the
        first one on if a worker crashes.

        Raises Fault, BrokeError, OSError and DroppedError as `read` does.
        """
        framed = bytearray(LENGTH.pack(LISTING)) + frame(listing)
        async with self._turns:
            for _ in range(TRIES):
                try:
                    async with self._lent() as worker:
                        await worker.send(framed)
                        while isinstance(part := await worker.next_part(), Opening | Links):
                            self._answered = asyncio.get_running_loop().time()
                            yield part
                    break
                except EndedError as ended:
                    code = ended.args[0]
                    if code == -signal.SIGALRM:
                        raise self._timeout() from None
            else:
                raise _crashed(code)
        if not isinstance(part, Ended):
            raise _error(part)

    def drop(self) -> None:
        """Stop reading: kill busy workers, and refuse further pages."""
        self._dropped = True
        for worker in self._busy:
            worker.end()

    def close(self) -> None:
        """Stop the workers, which must all be idle."""
        if self._watch:
            self._watch.cancel()
        while self._idle:
            worker = self._idle.pop()
            if worker.pages:
                worker.close()
            else:  # it may still be loading its rules
                worker.kill()

    async def _ask(self, pages: Sequence[Page]) -> list[Answer]:
        """Return the answers for pages. Raises Fault for a single page that cannot be read,
        EndedError for several of which one may be such a page."""
        framed = frame(pages)
        for _ in range(TRIES):
            try:
                async with self._lent() as worker:
                    answers = await worker.ask(framed)
                    worker.pages += len(pages)
                    await self._grow(worker)
                return answers
            except EndedError as ended:
                if len(pages) > 1:
                    raise
                code = ended.args[0]
                if code == -signal.SIGALRM:
                    raise self._timeout() from None
        raise _crashed(code)

    @asynccontextmanager
    async def _lent(self) -> AsyncIterator[WorkerProcess]:
        """Lend a worker; kill it if the block fails. Raises DroppedError after `drop`."""
        if self._dropped:
            raise DroppedError
        worker = self._one()
        self._busy.add(worker)
        try:
            yield worker
        except EndedError:
            if self._dropped:
                raise DroppedError from None
            raise
        except BaseException:
            worker.kill()
            raise
        finally:
            self._busy.discard(worker)
        if worker.pages < PAGES:
            self._idle.append(worker)
        else:
            worker.close()

    def _timeout(self) -> Fault:
        return Fault(FaultKind.READER, f"timeout: not read within {self._seconds:g} s")

    def _one(self) -> WorkerProcess:
        """Return the most recently used live worker, whose caches are warm, or a new one."""
        if self._watch is None and self._missing:
            self._watch = asyncio.get_running_loop().call_later(PATIENCE, self._lose_patience)
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            worker.close()
        return WorkerProcess.start(self._seconds)

    async def _grow(self, worker: WorkerProcess) -> None:
        """Fork a worker while pages wait and there are fewer workers than may be."""
        self._answered = asyncio.get_running_loop().time()
        if self._missing and self._turns.locked():
            self._missing -= 1
            if clone := await worker.fork():
                self._idle.append(clone)
            self._turns.release()

    def _lose_patience(self) -> None:
        """Let the other workers start on their own if the first one hangs."""
        loop = asyncio.get_running_loop()
        if self._missing and self._busy and loop.time() - self._answered >= PATIENCE:
            for _ in range(self._missing):
                self._turns.release()
            self._missing = 0
        if self._missing:
            self._watch = loop.call_later(PATIENCE, self._lose_patience)


def result_of(answer: Answer) -> Outcome | Exception:
    """Return the outcome of a page, or what `WorkerPool.read` raises for it, from an answer that
    was decoded."""
    return replace(answer.outcome, is_decoded=True) if isinstance(answer, Done) else _error(answer)


def _error(answer: Refused | Broken) -> Exception:
    if isinstance(answer, Refused):
        return Fault(answer.kind, answer.reason)
    error = BrokeError(answer.cause)
    error.add_note(answer.traceback)
    return error


def _crashed(code: int) -> Fault:
    return Fault(FaultKind.READER, f"crashed {TRIES} workers, last: {_named(code)}")


def _named(code: int) -> str:
    """Return how a process ended: `SIGSEGV`, `exit code 1`."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
