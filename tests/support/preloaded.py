"""Python that has loaded what a crawl needs, and forks processes that run a command.

python -m tests.support.preloaded FD

FD is a socket: each message is a command, with the files for its output; the answer is the process
id. Whoever asks adopts the process (`forked.py`). It exits when the socket is closed.
"""

import gc
import json
import os
import runpy
import socket
import sys
from importlib import import_module
from pkgutil import walk_packages
from typing import NamedTuple

from crawler.base.lean import without
from tests.support.forked import Command

FIRST = ("itemadapter", "scrapy.cmdline")
"""As in `settings`, which itself is left to each process: it reads the environment."""
ALL_OF = ("scrapy.commands", "pipelines", "spiders")
BESIDES = ("crawler.reading.page", "crawler.reporting.publish", "crawler.views.keep")
LONGEST = 1 << 20
"""Bytes of a command with its environment."""


def load() -> None:
    """Load what a crawl loads."""
    with without("pydantic"):
        for name in FIRST:
            import_module(name)
    for package in map(import_module, ALL_OF):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    for name in BESIDES:
        import_module(name)
    gc.collect()
    gc.freeze()  # else each process would search all of it for garbage, and copy it


class Order(NamedTuple):
    """A command in its process."""

    command: Command
    output: list[int]


def serve(requests: socket.socket) -> Order | None:
    """Fork a process for each message; return its command in that process, and None here at the
    end."""
    while True:
        message, output, _, _ = socket.recv_fds(requests, LONGEST, 2)
        if not message:
            return None
        reading, writing = os.pipe()
        if not (middle := os.fork()):
            if pid := os.fork():
                os.write(writing, b"%d" % pid)
                os._exit(0)  # so that the new process is an orphan, to be adopted
            for fd in (reading, writing):
                os.close(fd)
            requests.close()
            return Order(Command(*json.loads(message)), output)
        os.waitpid(middle, 0)
        requests.send(os.read(reading, 20))
        for fd in (reading, writing, *output):
            os.close(fd)


def run(order: Order) -> None:
    """Run a command as a new Python would."""
    command = order.command
    for number, fd in enumerate(order.output, start=1):
        os.dup2(fd, number)
        os.close(fd)
    os.environ.clear()
    os.environ.update(command.environment)
    if command.has_session:
        os.setsid()
    option, what, *arguments = command.arguments
    sys.argv = [option, *arguments]
    if option == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(what, {"__name__": "__main__"})  # noqa: S102


if __name__ == "__main__":
    load()
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        order = serve(requests)
    if order:
        run(order)
