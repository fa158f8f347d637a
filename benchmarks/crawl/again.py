"""Measure the second crawl of an archive that has not changed, and the start of a crawl."""

import os
import socket
import time
from pathlib import Path
from statistics import median

from benchmarks.crawl.contestants import OURS, run, start
from benchmarks.crawl.server import serving
from benchmarks.crawl.tree import Cost

_TICK = os.sysconf("SC_CLK_TCK")


def crawl_again(folder: Path, stories: int) -> Cost:
    """Return the cost of the second crawl of the same archive."""
    with serving(stories) as server:
        run(OURS, server.base, stories, folder)
        return run(OURS, server.base, stories, folder, count="discovered")


def first_request(folder: Path, rounds: int) -> tuple[float, float]:
    """Return the seconds from the start of a crawl to its first request, and those of CPU time;
    the medians of some crawls, which are ended then."""
    found = _starts(folder, rounds)
    return median(wall for wall, _ in found), median(cpu for _, cpu in found)


def _starts(folder: Path, rounds: int) -> list[tuple[float, float]]:
    found = []
    for turn in range(rounds):
        with socket.create_server(("127.0.0.1", 0)) as server:
            base = f"http://127.0.0.1:{server.getsockname()[1]}"
            began = time.monotonic()
            crawl = start(OURS, base, 1, folder / f"start-{turn}")
            client, _ = server.accept()
            found.append((time.monotonic() - began, _cpu(crawl.pid)))
            crawl.kill()
            client.close()
            crawl.wait()
    return found


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK
