"""Processes of Python, forked off one that has loaded what a crawl loads: each takes 0.7 s less.

They are children of this process, like those of `subprocess`. Tests of how a crawl starts and of
what it needs from its terminal start Python itself.
"""

import atexit
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, NamedTuple

ROOT = Path(__file__).parents[2]
CAN_FORK = sys.platform == "linux" and "COVERAGE_PROCESS_CONFIG" not in os.environ
"""Whether it is done: elsewhere orphans cannot be adopted, and coverage measures new processes."""

_SET_CHILD_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2)."""


File = IO[Any] | int


def python(
    arguments: Sequence[str],
    env: dict[str, str],
    stdout: File,
    stderr: File,
    start_new_session: bool = False,
) -> subprocess.Popen[str]:
    """Start `python ARGUMENTS` at the root of the checkout, forked if that makes no difference."""
    start = Forked if CAN_FORK and not _is_for_start(env) else new_python
    return start(
        arguments, env=env, stdout=stdout, stderr=stderr, start_new_session=start_new_session
    )


def new_python(arguments: Sequence[str], **options: Any) -> subprocess.Popen[str]:
    """Start Python itself."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        text=True,
        preexec_fn=heed_interrupts,
        **options,
    )


_ENVIRONMENT = dict(os.environ)
"""That of the tests, before one of them has changed it."""
_AT_START = ("PYTHON", "SSL_", "LANG", "LC_", "TZ")
"""What Python and libraries read when they are loaded."""


def _is_for_start(environment: dict[str, str]) -> bool:
    """Return whether Python or a library would start differently in this environment."""
    differing = environment.items() ^ _ENVIRONMENT.items()
    return any(name.startswith(_AT_START) for name, _ in differing)


class Command(NamedTuple):
    """What follows `python`, and its environment."""

    arguments: Sequence[str]
    environment: dict[str, str]
    has_session: bool
    """Whether it begins a session of its own."""

    def encode(self) -> bytes:
        return json.dumps(self).encode()


def heed_interrupts() -> None:
    """Let a new process handle Ctrl-C, even if the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Forked(subprocess.Popen[str]):
    """`python ARGUMENTS`, with pipes or files for its output."""

    def __init__(self, arguments: Sequence[str], **options: Any) -> None:
        super().__init__(arguments, text=True, **options)

    def _execute_child(self, args: Sequence[str], *given: Any) -> None:
        """Fork, where `subprocess` would execute a file."""
        environment, pipes, has_session = given[5], given[9:15], given[20]
        self.pid = _fork(Command(args, environment, has_session), [pipes[3], pipes[5]])
        self._child_created = True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]


_one_by_one = threading.Lock()


def _fork(command: Command, output: list[int]) -> int:
    """Return the id of a new process, an orphan that is adopted here."""
    with _one_by_one:
        requests = _preloaded()
        prctl = ctypes.CDLL(None).prctl
        prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        try:
            socket.send_fds(requests, [command.encode()], output)
            return int(requests.recv(20))
        finally:
            prctl(_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


@cache
def _preloaded() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.preloaded", str(theirs.fileno())],
            cwd=ROOT,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            preexec_fn=heed_interrupts,
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours
