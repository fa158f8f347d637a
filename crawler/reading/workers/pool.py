"""The readers of a crawl: pages go out to them and come back read, while the crawl fetches."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

from msgspec.structs import replace

from crawler.base.faults import READER, Fault
from crawler.model import Outcome, Page
from crawler.reading.workers.frames import LENGTH, Answer, Broken, Refused, decode_answer, frame

TRIES = 2
"""Readers that one page may cost: the first may have been killed for no fault of the page."""
SECONDS = 60.0
"""How long one page may be read. The largest that is fetched, 10 MB, takes 20 at most."""
PAGES = 10_000
"""Pages after which a reader makes room for a new one, so that no leak adds up."""

_ROOT = Path(__file__).parents[3]


class BrokeError(Exception):
    """Our own code broke in a reader. The message names error and cause, a note has the rest."""


class DroppedError(Exception):
    """The crawl must end, and does not wait for a page to be read."""


class _EndedError(Exception):
    """A reader ended while it had a page; the argument is its exit code as `subprocess` has it."""


class Readers:
    """At most so many processes; each is started when a page waits that no other is free for.

    A page is read by one reader, and what befalls that one befalls no other page.
    """

    def __init__(self, most: int, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turns = asyncio.Semaphore(most)
        self._idle: list[_Reader] = []
        self._busy: set[_Reader] = set()
        self._dropped = False

    async def read(self, page: Page) -> Outcome:
        """As `crawler.reading.page.read_page`, in another process.

        Raises Fault where the page cannot be read; one of the kind `reader` where it ends or holds
        up its readers. Raises BrokeError where our own code breaks, OSError where no process can
        be started, DroppedError once the pages are dropped.
        """
        async with self._turns:
            told = await self._ask(page)
        if isinstance(told, Refused):
            raise Fault(told.kind, told.reason)
        if isinstance(told, Broken):
            error = BrokeError(told.cause)
            error.add_note(told.traceback)
            raise error
        return replace(told.outcome, page=page)

    def drop(self) -> None:
        """Read no page from now on, and end those readers that have one."""
        self._dropped = True
        for reader in self._busy:
            reader.end()

    def close(self) -> None:
        """Let the readers go. None may have a page."""
        while self._idle:
            self._idle.pop().close()

    async def _ask(self, page: Page) -> Answer:
        framed = frame(page)
        for _ in range(TRIES):
            if self._dropped:
                raise DroppedError
            reader = self._one()
            self._busy.add(reader)
            try:
                told = await reader.ask(framed)
            except _EndedError as ended:
                if self._dropped:
                    raise DroppedError from None
                code = ended.args[0]
                if code == -signal.SIGALRM:
                    raise Fault(READER, f"not read within {self._seconds:g} seconds") from None
                continue
            except BaseException:
                reader.kill()
                raise
            finally:
                self._busy.discard(reader)
            if reader.pages < PAGES:
                self._idle.append(reader)
            else:
                reader.close()
            return told
        raise Fault(READER, f"reading it ended {TRIES} readers, the last by {_named(code)}")

    def _one(self) -> "_Reader":
        """The reader that was asked last, for it is warm; none that ended meanwhile."""
        while self._idle:
            reader = self._idle.pop()
            if reader.is_alive:
                return reader
            reader.close()
        return _Reader.start(self._seconds)


class _Reader:
    """One process, and this end of the socket to it."""

    def __init__(self, process: "subprocess.Popen[bytes]", end: socket.socket) -> None:
        self._process = process
        self._end = end
        self.pages = 0

    @classmethod
    def start(cls, seconds: float) -> Self:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        # Its standard output is nobody's: the crawl's holds the summary and nothing else.
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

    async def ask(self, framed: bytes) -> Answer:
        """Raises _EndedError where the process ends before it has answered."""
        self.pages += 1
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self._end, framed)
            (size,) = LENGTH.unpack(await self._take(LENGTH.size))
            return decode_answer(await self._take(size))
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
        """End the process; whoever waits for its answer learns of it."""
        self._process.kill()

    def kill(self) -> None:
        self.end()
        self.close()


def _named(code: int) -> str:
    """How a process ended: `SIGSEGV`, `exit code 1`."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
