"""A worker process, as the crawl sees it."""

import asyncio
import socket
import subprocess
import sys
from typing import Self

from crawler.reading.workers.forked import Forked, adopt_orphans
from crawler.reading.workers.frames import FORK, LENGTH, Answer, decode_answers
from crawler.reading.workers.listings import PartAnswer, decode_part
from crawler.reading.workers.spawning import spawn

CAN_FORK = sys.platform == "linux"
"""Whether a worker can be forked into a child of the crawl."""


class EndedError(Exception):
    """A worker exited while it had a page; the argument is its exit code as in `subprocess`."""


class WorkerProcess:
    """A worker process and our end of its socket."""

    def __init__(self, process: "subprocess.Popen[bytes] | Forked", end: socket.socket) -> None:
        self._process = process
        self._end = end
        self.pages = 0
        """Pages read so far."""

    @classmethod
    def start(cls, seconds: float) -> Self:
        """Start a process; `seconds` is its time limit for one page. Raises OSError."""
        return cls(*spawn(seconds))

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not exited."""
        return self._process.poll() is None

    async def ask(self, framed: bytearray) -> list[Answer]:
        """Send pages and return the answers. Raises EndedError if the process exits first."""
        await self.send(framed)
        return decode_answers(await self._receive())

    async def next_part(self) -> PartAnswer:
        """Return the next answer for a listing that was sent. Raises EndedError as `ask` does."""
        return decode_part(await self._receive())

    async def send(self, framed: bytearray) -> None:
        """Send a message. Raises EndedError if the process has exited."""
        try:
            await asyncio.get_running_loop().sock_sendall(self._end, framed)
        except ConnectionError:
            raise await self._ended() from None

    async def _receive(self) -> bytearray:
        """Return the next message. Raises EndedError if the process exits first."""
        try:
            (size,) = LENGTH.unpack(await self._take(LENGTH.size))
            return await self._take(size)
        except (EOFError, ConnectionError):
            raise await self._ended() from None

    async def _ended(self) -> EndedError:
        self._end.close()
        return EndedError(await asyncio.to_thread(self._process.wait))

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
        """Return a copy of the process, while it is idle; None if there cannot be one."""
        if not adopt_orphans():
            return None
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        try:
            with theirs:
                await asyncio.get_running_loop().sock_sendall(self._end, LENGTH.pack(FORK))
                socket.send_fds(self._end, [b"\0"], [theirs.fileno()])
            (pid,) = LENGTH.unpack(await self._take(LENGTH.size))
        except (EOFError, OSError):
            pid = 0
        if not pid:
            ours.close()
            return None
        return type(self)(Forked(pid), ours)

    def close(self) -> None:
        """Let it exit, and wait for that."""
        self._end.close()
        self._process.wait()

    def end(self) -> None:
        """Kill the process; a pending `ask` raises EndedError."""
        self._process.kill()

    def kill(self) -> None:
        """Kill the process, and wait for its exit."""
        self.end()
        self.close()
