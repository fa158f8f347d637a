"""Count the instructions of the stages, which no other work on the machine changes.

Valgrind counts those of whole processes. So the pages are read in one process for each stage, which
stops each page at the end of that stage: its instructions are those that the process before did not
take, so they include what comes between it and the stage before. All are forks of one that has read
the pages before, so that nothing is loaded in them.
"""

import gc
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.stages.stages import REST, STAGES, Function, observed
from crawler.model import Page
from crawler.reading.workers.worker import answer_for

TOOL = "valgrind"
_NAMES = [*(stage.function for stage in STAGES), REST]
_TOTALS = re.compile(r"^(?:totals|summary): (\d+)", re.MULTILINE)


def can_count() -> bool:
    """Return whether the tool is installed."""
    return which(TOOL) is not None


def measure(arguments: Sequence[str]) -> dict[str, float]:
    """Return the millions of instructions of each stage, the mean of all pages; `arguments` choose
    the pages, as those of the command line do."""
    with TemporaryDirectory(prefix="wirecrawl-") as folder:
        tool = [TOOL, "--tool=callgrind", f"--callgrind-out-file={folder}/%p"]
        command = [*tool, sys.executable, "-m", "benchmarks.stages", "--counted", *arguments]
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        ended = subprocess.run(  # noqa: S603
            command, env=environment, capture_output=True, text=True, check=False
        )
        if ended.returncode:
            raise SystemExit(f"benchmarks.stages: {TOOL} failed\n{ended.stderr[-2000:]}")
        count, *processes = map(int, ended.stdout.split())
        totals = [_total(Path(folder, str(process))) for process in processes]
    steps = zip(_NAMES, totals, totals[1:], strict=False)
    return {name: max(after - before, 0) / count / 1e6 for name, before, after in steps}


def _total(file: Path) -> int:
    return max(int(total) for total in _TOTALS.findall(file.read_text()))


def count(pages: Sequence[Page]) -> None:
    """Read the pages three times, after which lists that recur are known, and in a fork for each
    stage up to its end. Print their number and the ids of the forks, the first of which reads
    nothing."""
    steps = Steps()
    with observed(steps.observe):
        for _ in range(3):
            ended = [steps.read(page) for page in pages]
        gc.collect()
        gc.disable()  # a collection would count for the stage in which it happens
        processes = [_fork(steps, pages, ended, place) for place in range(-1, len(_NAMES))]
    print(len(pages), *processes)


def _fork(steps: "Steps", pages: Sequence[Page], ended: Sequence[list[str]], place: int) -> int:
    """Read the pages up to the end of a stage in a process of its own; return its id."""
    process = os.fork()
    if not process:
        for page, names in zip(pages, ended, strict=True):
            until = [at for at, name in enumerate(names, 1) if _NAMES.index(name) <= place]
            if place == len(STAGES):
                steps.read(page)
            elif until:
                steps.read(page, until[-1])
        os._exit(0)
    os.waitpid(process, 0)
    return process


class _Stopped(BaseException):
    """Raised at the end of a stage; nothing in the product handles it."""


class Steps:
    """A reading that can be stopped."""

    def __init__(self) -> None:
        self._ended: list[str] = []
        self._until = 0

    def read(self, page: Page, until: int = 0) -> list[str]:
        """Read a page until so many stages have ended, or all; return their names."""
        self._ended, self._until = [], until
        with suppress(_Stopped):
            answer_for(page)
        return self._ended

    def observe(self, name: str, function: Function) -> Function:
        """Return the function followed by a stop, if it is the one to stop at."""

        def step(*arguments: Any) -> Any:
            result = function(*arguments)
            self._ended.append(name)
            if len(self._ended) == self._until:
                raise _Stopped
            return result

        return step
