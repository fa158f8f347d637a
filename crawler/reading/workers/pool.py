"""Process pool that reads pages while the crawl fetches others."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.model import Outcome, Page
from crawler.reading.workers.frames import LENGTH, Answer, Broken, Refused, decode_answers, frame

TRIES = 2
"""Attempts per page, as a worker may have been killed for reasons other than the page."""
SECONDS = 60.0
"""Time limit for one page, in seconds. The largest page fetched (10 MB) takes at most 20 s."""
PAGES = 10_000
"""Pages after which a worker is replaced, to limit memory leaks."""

_ROOT = Path(__file__).parents[3]


class BrokeError(Exception):
    """An exception in a worker. The message has its type and text, a note has the traceback."""


class DroppedError(Exception):
    """The page was dropped because the crawl is stopping."""


class _EndedError(Exception):
    """A worker exited while it had a page; the argument is its exit code as in `subprocess`."""


class WorkerPool:
    """Pool of worker processes, started on demand up to a maximum.

    A worker reads one page at a time. If it crashes, the pages that it was given are read again one
    by one, so a crash affects no other page.
    """

    def __init__(self, most: int, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turns = asyncio.Semaphore(most)
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
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
                return [*map(_result, await self._ask(pages))]
        except (Fault, DroppedError, OSError, _EndedError) as error:
            if len(pages) == 1:
                return [error]
        return [(await self.read_all([page]))[0] for page in pages]

    def drop(self) -> None:
        """Stop reading: kill busy workers, and refuse further pages."""
        self._dropped = True
        for worker in self._busy:
            worker.end()

    def close(self) -> None:
        """Stop the workers, which must all be idle."""
        while self._idle:
            self._idle.pop().close()

    async def _ask(self, pages: Sequence[Page]) -> list[Answer]:
        """Return the answers for pages. Raises Fault for a single page that cannot be read,
        _EndedError for several of which one may be such a page."""
        framed = frame(pages)
        for _ in range(TRIES):
            if self._dropped:
                raise DroppedError
            worker = self._one()
            self._busy.add(worker)
            try:
                answers = await worker.ask(framed)
            except _EndedError as ended:
                if self._dropped:
                    raise DroppedError from None
                if len(pages) > 1:
                    raise
                code = ended.args[0]
                if code == -signal.SIGALRM:
                    raise Fault(
                        FaultKind.READER, f"timeout: not read within {self._seconds:g} s"
                    ) from None
                continue
            except BaseException:
                worker.kill()
                raise
            finally:
                self._busy.discard(worker)
            worker.pages += len(pages)
            if worker.pages < PAGES:
                self._idle.append(worker)
            else:
                worker.close()
            return answers
        raise Fault(FaultKind.READER, f"crashed {TRIES} workers, last: {_named(code)}")

    def _one(self) -> "_Worker":
        """Return the most recently used live worker, whose caches are warm, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            worker.close()
        return _Worker.start(self._seconds)


class _Worker:
    """A worker process and our end of its socket."""

    def __init__(self, process: "subprocess.Popen[bytes]", end: socket.socket) -> None:
        self._process = process
        self._end = end
        self.pages = 0

    @classmethod
    def start(cls, seconds: float) -> Self:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        # Its standard output is discarded: the crawl's must contain only the summary.
        with theirs:
            process = subprocess.Popen(  # noqa: S603  # our own command
                [sys.executable, "-W", "ignore", "-m", "crawler.reading.workers", str(seconds)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": path},
            )
        return cls(process, ours)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    async def ask(self, framed: bytearray) -> list[Answer]:
        """Send pages and return the answers. Raises _EndedError if the process exits first."""
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self._end, framed)
            (size,) = LENGTH.unpack(await self._take(LENGTH.size))
            return decode_answers(await self._take(size))
        except (EOFError, ConnectionError):
            self._end.close()
            code = await asyncio.to_thread(self._process.wait)
            raise _EndedError(code) from None

    async def _take(self, size: int) -> bytearray:
        taken = bytearray(size)
        view, loop = memoryview(taken), asyncio.get_running_loop()
        while view:
            count = await loop.sock_recv_into(self._end, view)
            if not count:
                raise EOFError
            view = view[count:]
        return taken

    def close(self) -> None:
        self._end.close()
        self._process.wait()

    def end(self) -> None:
        """Kill the process; a pending `ask` raises _EndedError."""
        self._process.kill()

    def kill(self) -> None:
        self.end()
        self.close()


def _result(answer: Answer) -> Outcome | Exception:
    if isinstance(answer, Refused):
        return Fault(answer.kind, answer.reason)
    if isinstance(answer, Broken):
        error = BrokeError(answer.cause)
        error.add_note(answer.traceback)
        return error
    return answer.outcome


def _named(code: int) -> str:
    """Return how a process ended: `SIGSEGV`, `exit code 1`."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
