"""Time `python -m crawler bulk` with one and two workers, on processes of its own and on Dask.

Exit code 0 if every target is met. Wall-clock times need a machine with nothing else to do; CPU
times give what two processors could do at best, wherever they are measured. Linux only.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.archive.make import make

SPEED_UP = 1.7
"""Least ratio of the times with one worker and with two, on two processors."""
OVERHEAD = 0.10
"""Most that Dask with one worker adds to the time of `--on local` with one."""
_TICK = os.sysconf("SC_CLK_TCK")

Part = Literal["coordinator", "workers", "readers", "engine"]


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one batch, without the start of its processes."""

    wall: float
    """Seconds from the first archive that was read to the summary."""
    cpu: dict[Part, float]
    """CPU seconds in that time."""


def main() -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("--pages", type=int, default=4000, help="pages in all (default 4000)")
    parser.add_argument("--archives", type=int, default=40, help="archives (default 40)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bulk-") as scratch:
        folder = Path(scratch)
        each = options.pages // options.archives
        for number in range(options.archives):
            make(folder / f"{number:03}.warc.gz", each, number * each, options.pages)
        one, two = _local(folder, 1), _local(folder, 2)
        with _cluster(folder) as (place, processes):
            dask = _run(folder, ("--on", place), {}, processes)
    for name, cost in (
        ("local, 1 worker", one),
        ("local, 2 workers", two),
        ("dask, 1 worker", dask),
    ):
        each = ", ".join(f"{p} {s / options.pages * 1e3:.2f}" for p, s in cost.cpu.items() if s)
        print(f"{name}: {cost.wall:.1f} s; CPU ms a page: {each}")
    speed, overhead = one.wall / two.wall, dask.wall / one.wall - 1
    reading = one.cpu["workers"] + one.cpu["readers"]
    storing = one.cpu["coordinator"]
    possible = max(reading, storing) / max((reading + storing) / 2, reading / 2, storing)
    kept: tuple[Part, ...] = ("coordinator", "workers")  # the readers do the same in both
    added = sum(dask.cpu[part] - one.cpu[part] for part in kept) / sum(one.cpu.values())
    print(f"speed-up with two workers {speed:.2f}   target >= {SPEED_UP}; by CPU {possible:.2f}")
    print(f"overhead of Dask {overhead:+.0%}   target <= {OVERHEAD:+.0%}; by CPU {added:+.0%}")
    is_good = speed >= SPEED_UP and overhead <= OVERHEAD
    print("PASS" if is_good else "SHORT")
    return 0 if is_good else 1


def _local(folder: Path, workers: int) -> Cost:
    return _run(folder, (), {"WIRE_READERS": str(workers)}, [])


def _run(
    folder: Path, options: tuple[str, ...], settings: dict[str, str], others: list[int]
) -> Cost:
    """Run a batch into a new dump; `others` are processes that belong to it."""
    name = f"{len([*folder.iterdir()])}"
    environment = os.environ | {
        "WIRE_STATE": str(folder / f"{name}-state"),
        "WIRE_LATEST": "off",
        "WIRE_PROGRESS": "0",
        **settings,
    }
    command = [sys.executable, "-m", "crawler", "bulk", f"{folder}/*.warc.gz"]
    process = subprocess.Popen(  # noqa: S603  # our own command
        [*command, str(folder / name), *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr  # noqa: S101
    log, begun, since = "", {}, 0.0
    known: dict[int, Part] = {}
    for line in process.stderr:
        log += line
        if not since and "archive read: " in line:
            begun, since = _cpu(process.pid, others, known), time.monotonic()
        if "archives read: " in line:
            ended = _cpu(process.pid, others, known)
    out, _ = process.communicate()
    if process.returncode:
        sys.exit(f"{log}{out}bulk ended with exit code {process.returncode}")
    wall = time.monotonic() - since
    parts: tuple[Part, ...] = ("coordinator", "workers", "readers", "engine")
    return Cost(wall, {part: ended.get(part, 0.0) - begun.get(part, 0.0) for part in parts})


def _cpu(coordinator: int, others: list[int], known: dict[int, Part]) -> dict[Part, float]:
    """Return the CPU seconds so far of the processes of a batch. `known` keeps what they are: one
    that has ended has no command line any more."""
    found: dict[Part, float] = {}
    for pid in [
        coordinator,
        *_below(coordinator),
        *others,
        *(p for o in others for p in _below(o)),
    ]:
        with suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            part: Part = "engine"
            if pid == coordinator:
                part = "coordinator"
            elif b"crawler.reading.workers" in command:
                part = "readers"
            elif b"spawn_main" in command:
                part = "workers"
            part = known.setdefault(pid, part)
            found[part] = found.get(part, 0.0) + (int(fields[11]) + int(fields[12])) / _TICK
    return found


def _below(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                yield child
                yield from _below(child)


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Run a Dask scheduler with one worker; yield its place and their processes."""
    file = folder / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    commands = [
        ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show", *common],
        ["worker", "--nthreads", "1", "--local-directory", str(folder / "dask"), *common],
    ]
    running = [
        subprocess.Popen(  # noqa: S603  # ours
            [sys.executable, "-m", "dask", *command],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        while not file.exists() or not file.read_text().endswith("}"):
            time.sleep(0.1)
        host = json.loads(file.read_text())["address"].removeprefix("tcp://")
        yield f"dask://{host}", [process.pid for process in running]
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
