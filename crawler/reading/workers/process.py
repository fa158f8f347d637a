"""A worker process, as the crawl sees it."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from crawler.model import Page
from crawler.reading.workers.forked import Forked, adopt_orphans
from crawler.reading.workers.frames import FORK, LENGTH, Answer, decode_answers, frame
from crawler.reading.workers.listings import PartAnswer, decode_part
from crawler.reading.workers.spawning import socket_pair, spawn

CAN_FORK = sys.platform == "linux"
"""Whether a worker can be forked into a child of the crawl."""


class EndedError(Exception):
    """A worker exited while it had a page; the argument is its exit code as in `subprocess`."""


class EarlierError(EndedError):
    """It exited while it had an earlier page."""


class WorkerProcess:
    """A worker process and our end of its socket. Messages are answered in their order."""

    def __init__(
        self, process: "subprocess.Popen[bytes] | Forked", end: socket.socket, inherited: int = 0
    ) -> None:
        """`inherited` is the age that the process had when it was forked."""
        self._process = process
        self._end = end
        self._inherited = inherited
        self.pages = 0
        """Pages read so far."""
        self.unshared = 0
        """Pages read since it began or was forked: each page leaves it less memory that it shares
        with the other one."""
        self.is_retired = False
        """Whether another one has taken its place."""
        self.asked = 0
        """Messages that it has been lent for, and that are not answered."""
        self.has_ended = False
        """Whether it has exited, or will."""
        self._is_explained = False
        """Whether it is known which message it had when it exited, or that we killed it."""
        self._sending, self._receiving = asyncio.Lock(), asyncio.Lock()

    @classmethod
    def start(cls, seconds: float) -> Self:
        """Start a process; `seconds` is its time limit for one page. Raises OSError."""
        return cls(*spawn(seconds))

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def age(self) -> int:
        """Pages read so far, with those that it had read before it was forked."""
        return self._inherited + self.pages

    def count(self, pages: int) -> None:
        """Count pages that it has read."""
        self.pages += pages
        self.unshared += pages

    def memory(self) -> int:
        """Return its memory in pages of the system, including what it shares; 0 if it has exited.
        Linux only."""
        try:
            return int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        except OSError:
            return 0

    @property
    def is_alive(self) -> bool:
        """Whether it has not exited."""
        return self._process.poll() is None

    async def ask(self, pages: Sequence[Page]) -> list[Answer]:
        """Send pages, and return the answers. Raises EndedError if the process exits first."""
        async with self.answering(frame(pages)):
            return decode_answers(await self._receive())

    @asynccontextmanager
    async def answering(self, framed: bytearray) -> AsyncIterator[None]:
        """Send a message, and run the block once its answer is the next. Raises EndedError if the
        process exits first."""
        async with self._sending:
            try:
                await asyncio.get_running_loop().sock_sendall(self._end, framed)
            except ConnectionError:
                raise await self._ended(self._receiving.locked()) from None
            del framed  # memory for as long as the pages are read
            await self._receiving.acquire()  # in the order of the messages
        try:
            yield
        except BaseException:
            self.end()  # what it may still send would be taken for the next answer
            raise
        finally:
            self._receiving.release()

    async def next_part(self) -> PartAnswer:
        """Return the next answer for a listing, within `answering`. Raises EndedError."""
        return decode_part(await self._receive())

    async def _receive(self) -> bytearray:
        """Return the next message. Raises EndedError if the process exits first."""
        if self.has_ended:
            raise await self._ended(True)
        try:
            (size,) = LENGTH.unpack(await self._take(LENGTH.size))
            return await self._take(size)
        except (EOFError, ConnectionError):
            raise await self._ended(False) from None

    async def _ended(self, had_earlier: bool) -> EndedError:
        had_earlier |= self._is_explained
        self._is_explained |= not had_earlier
        self.has_ended = True
        code = await asyncio.to_thread(self._process.wait)
        return EarlierError(code) if had_earlier else EndedError(code)

    async def _take(self, size: int) -> bytearray:
        taken = bytearray(size)
        view, loop = memoryview(taken), asyncio.get_running_loop()
        while view:
            count = await loop.sock_recv_into(self._end, view)
            if not count:
                raise EOFError
            view = view[count:]
        return taken

    async def fork(self) -> Self | None:
        """Return a copy of the process; None if there cannot be one."""
        if not adopt_orphans():
            return None
        ours, theirs = socket_pair()
        try:
            async with self._sending, self._receiving:
                with theirs:
                    await asyncio.get_running_loop().sock_sendall(self._end, LENGTH.pack(FORK))
                    socket.send_fds(self._end, [b"\0"], [theirs.fileno()])
                (pid,) = LENGTH.unpack(await self._take(LENGTH.size))
        except (EOFError, OSError):
            pid = 0
        if not pid:
            ours.close()
            return None
        self.unshared = 0
        return type(self)(Forked(pid), ours, self.age)

    def close(self) -> None:
        """Let it exit, and wait for that."""
        self._end.close()
        self._process.wait()

    def end(self) -> None:
        """Kill the process; pending calls raise EarlierError."""
        self.has_ended = self._is_explained = True
        self._process.kill()
