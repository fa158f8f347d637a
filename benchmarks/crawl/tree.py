"""Measure the cost of a command and all its child processes. Linux only."""

import ctypes
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

_SUBREAPER = 36
_EVERY = 0.25
"""Seconds between two memory samples."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one command."""

    code: int
    log: str
    """Standard output and error, interleaved."""
    wall: float
    """Wall-clock seconds."""
    cpu: float
    """CPU seconds of all its processes."""
    first: float
    """Peak MB of the process that was started."""
    all: float
    """Peak MB of all its processes together. Memory that several share counts once."""


class Running:
    """A running command in its own session."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path
    ) -> None:
        """`folder` is the working directory."""
        # Adopt orphaned descendants, so that their CPU time can be read.
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
        self._log = log
        self._since = monotonic()
        with log.open("wb") as file:
            self._process = subprocess.Popen(  # noqa: S603  # our own commands
                command,
                env=os.environ | environment,
                cwd=folder,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id of the command."""
        return self._process.pid

    def kill(self) -> None:
        """End the command at once."""
        self._process.kill()

    def memory(self) -> tuple[float, float]:
        """Return current MB of the first process, and of all."""
        maps = {pid: _mapped(pid) for pid in _members(self._process.pid)}
        # A process that has been made but not begun its program has the memory of its parent.
        together = sum(map(_resident, {*maps.values()}))
        return _resident(maps.get(self._process.pid, "")), together

    def wait(self) -> Cost:
        """Wait until all its processes have exited, and return the total cost."""
        peaks, done = [(0.0, 0.0)], threading.Event()

        def look() -> None:
            while not done.wait(_EVERY):
                peaks.append(self.memory())

        looking = threading.Thread(target=look)
        looking.start()
        code, cpu = self._reap()
        wall = monotonic() - self._since
        done.set()
        looking.join()
        first, together = (max(sizes) for sizes in zip(*peaks, strict=True))
        return Cost(code, self._log.read_text("utf-8"), wall, cpu, first, together)

    def _reap(self) -> tuple[int, float]:
        cpu, code = 0.0, 0
        with suppress(ChildProcessError):
            while True:
                pid, status, used = os.wait4(-self._process.pid, 0)
                cpu += used.ru_utime + used.ru_stime  # includes the children that it has waited for
                if pid == self._process.pid:
                    code = self._process.returncode = os.waitstatus_to_exitcode(status)
        return code, cpu


def _members(session: int) -> list[int]:
    members = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):  # it has exited
                if os.getsid(int(entry.name)) == session:
                    members.append(int(entry.name))
    return members


def _mapped(pid: int) -> str:
    """Return what the system states of a process' memory; empty if it has exited."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return ""


def _resident(mapped: str) -> float:
    """Return the MB of a process; of what it shares with others, its part."""
    for line in mapped.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1e3
    return 0.0
