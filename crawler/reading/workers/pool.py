"""Process pool that reads pages while the crawl fetches others."""

import signal
from collections.abc import AsyncGenerator, Sequence

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
from crawler.reading.workers.lending import DroppedError, Workers
from crawler.reading.workers.listings import Ended, Listing
from crawler.reading.workers.process import EarlierError, EndedError, WorkerProcess
from crawler.reading.workers.spawning import SECONDS, Spawned

TRIES = 2
"""Attempts per page, as a worker may have been killed for reasons other than the page."""
MOST_BESIDE = 1 << 16
"""Longest listing, in bytes, that the crawl reads itself once a worker has read a page."""
MOST_WITHOUT = 1 << 20
"""Longest listing that is not worth waiting until a worker has loaded its rules."""


class BrokeError(Exception):
    """An exception in a worker. The message has its type and text, a note has the traceback."""


class WorkerPool:
    """Reads pages and listings in worker processes.

    A worker reads one page at a time. If it crashes, the pages that it was given are read again one
    by one, so a crash affects no other page.
    """

    def __init__(self, most: int, seconds: float = SECONDS, ahead: Spawned | None = None) -> None:
        """`ahead` is a worker that was started before the pool, with the same time limit."""
        self._seconds = seconds
        self._workers = Workers(most, seconds, ahead)

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
            async with self._workers.turns:
                return [*map(result_of, await self._ask(pages))]
        except (Fault, DroppedError, OSError, EndedError) as error:
            if len(pages) == 1:
                return [error]
        return [(await self.read_all([page]))[0] for page in pages]

    def takes(self, size: int) -> bool:
        """Return whether a listing of so many bytes is better read in a worker than in a thread of
        the crawl, which it would hold up: only a long one is worth the start of a worker, or the
        wait for one that is starting."""
        return size > (MOST_BESIDE if self._workers.are_ready else MOST_WITHOUT)

    async def read_listing(self, listing: Listing) -> AsyncGenerator[ListingPart, None]:
        """Yield the parts of a listing as `crawler.discover.parts.read_parts` does; again from the
        first one on if a worker crashes.

        Raises Fault, BrokeError, OSError and DroppedError as `read` does.
        """
        framed = bytearray(LENGTH.pack(LISTING)) + frame(listing)
        async with self._workers.turns:
            tries = 0
            while tries < TRIES:
                try:
                    async with self._workers.lent() as worker, worker.answering(framed):
                        while isinstance(part := await worker.next_part(), Opening | Links):
                            self._workers.note_answer()
                            yield part
                    break
                except EarlierError:
                    continue
                except EndedError as ended:
                    code = self._code_of(ended)
                    tries += _has_crashed(worker, code)
            else:
                raise _crashed(code)
        if not isinstance(part, Ended):
            raise _error(part)

    def drop(self) -> None:
        """Stop reading: kill busy workers, and refuse further pages."""
        self._workers.drop()

    def close(self) -> None:
        """Stop the workers, which must all be idle."""
        self._workers.close()

    async def _ask(self, pages: Sequence[Page]) -> list[Answer]:
        """Return the answers for pages. Raises Fault for a single page that cannot be read,
        EndedError for several of which one may be such a page."""
        tries = 0
        while tries < TRIES:
            try:
                async with self._workers.lent() as worker:
                    answers = await worker.ask(pages)
                    worker.count(len(pages))
                    await self._workers.grow(worker)
                return answers
            except EarlierError:
                continue
            except EndedError as ended:
                if len(pages) > 1:
                    raise
                code = self._code_of(ended)
                tries += _has_crashed(worker, code)
        raise _crashed(code)

    def _code_of(self, ended: EndedError) -> int:
        """Return the exit code of a worker. Raises Fault if it exceeded the time limit."""
        code: int = ended.args[0]
        if code == -signal.SIGALRM:
            reason = f"timeout: not read within {self._seconds:g} s"
            raise Fault(FaultKind.READER, reason) from None
        return code


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


def _has_crashed(worker: WorkerProcess, code: int) -> bool:
    """Return whether a worker ended because of the message it had: it exits by itself, with 0,
    after an earlier page that took too much memory."""
    return code != 0 or not worker.pages


def _crashed(code: int) -> Fault:
    return Fault(FaultKind.READER, f"crashed {TRIES} workers, last: {_named(code)}")


def _named(code: int) -> str:
    """Return how a process ended: `SIGSEGV`, `exit code 1`."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
