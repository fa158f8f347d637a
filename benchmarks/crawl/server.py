"""Serve the archive on loopback in its own process, from memory and at full speed.

    python -m benchmarks.crawl.server COUNT STEP

Prints its address, then the number of stories sent, one line after every STEP stories.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from benchmarks.crawl.pages import archive

_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Sending(asyncio.Protocol):
    """One keep-alive connection with sequential requests."""

    def __init__(self, pages: Mapping[str, tuple[bytes, ...]], count: "Count") -> None:
        self._pages = pages
        self._count = count
        self._request = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each complete request."""
        self._request += data
        while (end := self._request.find(b"\r\n\r\n")) >= 0:
            path = self._request.split(b" ", 2)[1].decode("latin-1")
            self._request = self._request[end + 4 :]
            self._send(path)

    def _send(self, path: str) -> None:
        pieces = self._pages.get(path)
        if pieces is None:
            self._transport.write(_MISSING)
            return
        size = sum(map(len, pieces))
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {size}\r\n\r\n"
        self._transport.writelines([head.encode(), *pieces])
        if not path.startswith("/index-"):
            self._count.up()


class Count:
    """Number of stories sent, printed after each step."""

    def __init__(self, step: int) -> None:
        self._step = step
        self._sent = 0

    def up(self) -> None:
        """Count one story."""
        self._sent += 1
        if self._sent % self._step == 0:
            print(self._sent, flush=True)


class Server:
    """Handle of a running server process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None  # noqa: S101
        self._lines = process.stdout
        self.base = self._lines.readline().strip()

    def sent(self) -> Iterator[int]:
        """Yield the number of stories sent so far, after each step."""
        for line in self._lines:
            yield int(line)


@contextmanager
def serving(stories: int, step: int = 10**9) -> Iterator[Server]:
    """Serve an archive of this many stories until the context exits."""
    command = [sys.executable, "-m", "benchmarks.crawl.server", str(stories), str(step)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield Server(process)
        finally:
            process.terminate()


async def serve(stories: int, step: int) -> None:
    """Serve until the process is terminated."""
    pages, count = archive(stories), Count(step)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sending(pages, count), "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
