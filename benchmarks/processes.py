"""What a process takes."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Used(NamedTuple):
    """What a process and its own children took."""

    seconds: float
    cpu: float
    """Seconds of CPU time."""
    peak: float
    """Resident memory in MB."""


def run_process(command: Sequence[str], folder: Path | None = None) -> Used:
    """Run a command in a folder, its output discarded; exit if it fails."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[2:4])} failed")
    seconds = time.monotonic() - started
    peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Used(seconds, used.ru_utime + used.ru_stime, peak)
