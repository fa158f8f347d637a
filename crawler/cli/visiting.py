"""Fetching of several pages of one source for a verb, one after the other, as a crawl does.

Runs Scrapy in a subprocess (`scrapy visit`), which keeps the delay between requests, robots.txt
and all limits over all of them.
"""

import subprocess
import sys
from types import TracebackType
from typing import BinaryIO, Self

import msgspec
from msgspec import Struct

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.cli.fetching import Fetched, environment
from crawler.cli.scrapy_settings import ROOT
from crawler.model import Page

_LENGTH = 4
"""Bytes of the length before each message."""


class Visited(Struct, frozen=True):
    """One page that was fetched, or the failure."""

    fetched: Fetched
    sitemaps: tuple[str, ...] = ()
    """Those that robots.txt has named so far."""


def write_visited(stream: BinaryIO, visited: Visited) -> None:
    """Write a message."""
    message = msgspec.msgpack.encode(visited)
    stream.write(len(message).to_bytes(_LENGTH, "big") + message)
    stream.flush()


class Visitor:
    """Fetches pages of one source. Use it as a context manager."""

    def __init__(self, url: str, source: str | None = None) -> None:
        """`url` is of the host that may be requested; `source` is the id of its file, if any."""
        command = [sys.executable, "-m", "scrapy", "visit", url, *filter(None, [source])]
        self._process = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.requests = 0
        self.sitemaps: tuple[str, ...] = ()
        """Those that robots.txt names, known after the first request."""

    def __enter__(self) -> Self:
        """Return the visitor."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """End the subprocess."""
        if kind is not None:
            self._process.terminate()
        self._process.communicate()

    def fetch(self, url: str) -> Page:
        """Return the page at a URL. Raises `Fault` on failure."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None  # noqa: S101  # both are pipes
        assert answers is not None  # noqa: S101
        self.requests += 1
        try:
            asked.write(f"{url}\n".encode())
            asked.flush()
            head = answers.read(_LENGTH)
            message = answers.read(int.from_bytes(head, "big"))
            visited = msgspec.msgpack.decode(message, type=Visited)
        except (BrokenPipeError, msgspec.DecodeError):
            raise Fault(FaultKind.FETCH, self._last_words()) from None
        self.sitemaps = visited.sitemaps
        if visited.fetched.page is None:
            raise Fault(visited.fetched.kind, visited.fetched.reason)
        return visited.fetched.page

    def _last_words(self) -> str:
        """Return why the subprocess has ended."""
        errors = self._process.stderr
        lines = errors.read().decode("utf-8", "replace").strip().splitlines() if errors else []
        return lines[-1] if lines else f"exit code {self._process.wait()}"
