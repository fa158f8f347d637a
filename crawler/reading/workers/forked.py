"""Processes that a worker forked off: orphans, which the crawl adopts. Linux only."""

import ctypes
import os
import signal
import threading
from contextlib import suppress
from functools import cache

_SET_CHILD_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2)."""


@cache
def adopt_orphans() -> bool:
    """Become the parent of orphaned descendants; return whether the system allows it."""
    return bool(ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


class Forked:
    """An adopted process, with the methods of `subprocess.Popen` that a worker needs."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None
        self._reaping = threading.Lock()
        """Held until the exit code of the process that was reaped is kept."""

    def poll(self) -> int | None:
        """Return the exit code; None while the process is running."""
        with self._reaping, suppress(ChildProcessError):
            if self._code is None:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def wait(self) -> int | None:
        """Wait for the exit, and return the code."""
        if self._code is None:
            with suppress(ChildProcessError):
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        return self.poll()

    def kill(self) -> None:
        """Kill the process, unless it has exited."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)
