"""Start worker processes, with nothing but the standard library; the first one ahead of its pool.

A worker loads its rules while the crawl's own process still loads Scrapy, so that the first page
waits for neither.
"""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

SECONDS = 60.0
"""Time limit for one page, in seconds. The largest page fetched (10 MB) takes at most 20 s."""

BUFFERED = 1 << 20
"""Bytes of a message that are sent before its receiver takes them."""

_ROOT = Path(__file__).parents[3]


class Spawned(NamedTuple):
    """A worker process and the crawl's end of its socket."""

    process: "subprocess.Popen[bytes]"
    end: socket.socket


_ahead: list[Spawned] = []
"""The worker that no pool has taken yet, at most one: Scrapy lets a command hand nothing on to a
pipeline."""


def socket_pair() -> tuple[socket.socket, socket.socket]:
    """Return the crawl's end of a socket and a worker's, with room for a message in each direction,
    if the system allows so much."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFERED)
    return ours, theirs


def spawn(seconds: float) -> Spawned:
    """Start a process; `seconds` is its time limit for one page. Raises OSError."""
    ours, theirs = socket_pair()
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    # Its standard output is discarded: the crawl's must contain only the summary.
    with theirs:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, "-W", "ignore", "-m", "crawler.reading.workers", str(seconds)],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
        )
    return Spawned(process, ours)


def spawn_ahead() -> None:
    """Start the worker that the next pool takes. If that fails, the pool starts one itself."""
    with suppress(OSError):
        _ahead.append(spawn(SECONDS))


def take_ahead() -> Spawned | None:
    """Return the worker that was started ahead; None if there is none, or another has taken it."""
    return _ahead.pop() if _ahead else None


def end_ahead() -> None:
    """Kill the worker that was started ahead, unless a pool has taken it."""
    if spawned := take_ahead():
        spawned.end.close()
        spawned.process.kill()
        spawned.process.wait()
