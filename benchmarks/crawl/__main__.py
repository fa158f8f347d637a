"""Crawl an archive on loopback, from fetch to published dump, against other crawlers.

Pages have 60 to 100 kB. The cost covers all processes of a crawl from start to exit of Python, but
not the server. Every crawler runs once per round, one after the other; the medians are reported.
Exit code 0 if every target is met, 1 if not, 2 if nothing can be measured. Linux only.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Literal

from benchmarks.crawl.again import crawl_again, first_request
from benchmarks.crawl.beside import checkout, compile_modules
from benchmarks.crawl.contestants import BARE, CONTESTANTS, OURS, ROOT, WITHOUT, run
from benchmarks.crawl.memory import watch
from benchmarks.crawl.server import serving
from benchmarks.crawl.tree import Cost

BESIDE = "beside"
"""Name of the crawl with another commit."""
START_ROUNDS = 3
AGAIN = LONG = 50_000
"""Stories for which the targets of a second crawl, and of memory, are."""


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that a measurement should reach."""

    name: str
    sign: Literal["<=", ">="]
    limit: float

    def judge(self, figure: float) -> bool:
        """Print a figure beside its target; return whether it is met."""
        met = figure <= self.limit if self.sign == "<=" else figure >= self.limit
        verdict = "met" if met else "SHORT"
        print(f"{self.name:44}{figure:8.2f}   target {self.sign} {self.limit}   {verdict}")
        return met


TIMES_BARE = Target("CPU a page, times bare", "<=", 1.7)
POOL = Target("pages/s on two processors, times no pool", ">=", 1.7)
PACE = Target("pages/s, times the other commit", ">=", 1.7)
PEAK = Target("peak memory, times the other commit", "<=", 0.7)
AGAIN_CPU = Target("second crawl, CPU s for 50,000 stories", "<=", 15)
AGAIN_MEMORY = Target("second crawl, peak MB above one of one story", "<=", 150)
GROWTH = Target("last third beside first, growth of memory", "<=", 0.05)
START = Target("start to first request, CPU s", "<=", 0.8)


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.crawl", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000, help="default 2000; 50000 for --memory")
    parser.add_argument("--rounds", type=int, default=3, help="default 3")
    parser.add_argument("--only", help=f"of {', '.join(CONTESTANTS)}; comma between them")
    parser.add_argument("--beside", metavar="COMMIT", help="crawl with this commit, too")
    parser.add_argument("--memory", action="store_true", help="watch the memory of one long crawl")
    parser.add_argument("--again", action="store_true", help="crawl twice; measure the second time")
    parser.add_argument("--start", action="store_true", help="measure the start of a crawl")
    options = parser.parse_args(argv)
    names = options.only.split(",") if options.only else list(CONTESTANTS)
    if unknown := sorted({*names} - {*CONTESTANTS}):
        parser.error(f"--only: no such crawl: {unknown[0]}")
    compile_modules(ROOT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.again:
            return again(folder, options.pages)
        if options.start:
            return begin(folder)
        with ExitStack() as stack:
            roots = dict.fromkeys(names, ROOT)
            if options.beside:
                checked_out = checkout(options.beside, folder / "checkout")
                roots[BESIDE] = stack.enter_context(checked_out)
            if options.memory:
                pages = options.pages if options.pages != 2000 else LONG
                return grow(folder, pages, roots.get(BESIDE))
            return compare(folder, options.pages, options.rounds, roots)


def again(folder: Path, pages: int) -> int:
    """Measure the second crawl of an archive, and return the exit code."""
    idle, cost = crawl_again(folder / "idle", 1), crawl_again(folder / "again", pages)
    print(f"{pages} known stories: {cost.cpu:.1f} s of CPU, peak {cost.all:.0f} MB; one story: ")
    print(f"{idle.cpu:.1f} s of CPU, peak {idle.all:.0f} MB\n")
    scaled = idle.cpu + (cost.cpu - idle.cpu) * AGAIN / pages
    return _conclude(
        [AGAIN_CPU.judge(scaled), AGAIN_MEMORY.judge((cost.all - idle.all) * AGAIN / pages)]
    )


def begin(folder: Path) -> int:
    """Measure the start of a crawl, and return the exit code."""
    wall, cpu = first_request(folder, START_ROUNDS)
    print(f"first request after {wall:.2f} s, median of {START_ROUNDS} starts\n")
    return _conclude([START.judge(cpu)])


def grow(folder: Path, pages: int, beside: Path | None) -> int:
    """Watch the memory of a long crawl, and of one with another checkout, and return the exit
    code."""
    growth, peak = watch(folder / OURS, pages)
    met = [GROWTH.judge(growth)]
    if beside:
        _, other = watch(folder / BESIDE, pages, beside)
        met.append(PEAK.judge(peak / other))
    return _conclude(met)


def compare(folder: Path, pages: int, rounds: int, roots: dict[str, Path]) -> int:
    """Run the crawls, print the table, and return the exit code. `roots` has the checkout of each
    crawl."""
    needed = {name: CONTESTANTS.get(name) for name in roots}
    installed = [name for name in roots if find_spec(needed[name] or "scrapy")]
    for name in [name for name in roots if name not in installed]:
        print(f"{name}: left out, {needed[name]} is not installed", file=sys.stderr)
    costs: dict[str, list[Cost]] = {name: [] for name in installed}
    with serving(pages) as server:
        for turn in range(rounds):
            for name in installed:
                print(f"round {turn + 1}: {name}", file=sys.stderr)
                to = folder / f"{name}-{turn}"
                costs[name].append(run(name, server.base, pages, to, roots[name]))
    print(f"{pages} pages, medians of {rounds} rounds\n")
    print(f"{'':24}{'CPU ms/page':>12}{'x bare':>8}{'pages/s':>9}{'peak MB':>9}{'first':>7}")
    cpu = {name: median(cost.cpu for cost in each) / pages * 1e3 for name, each in costs.items()}
    speed = {name: pages / median(cost.wall for cost in each) for name, each in costs.items()}
    peak = {name: max(cost.all for cost in each) for name, each in costs.items()}
    for name, each in costs.items():
        times = f"{cpu[name] / cpu[BARE]:8.2f}" if BARE in cpu else f"{'':8}"
        first = max(cost.first for cost in each)
        row = f"{cpu[name]:12.2f}{times}{speed[name]:9.0f}{peak[name]:9.0f}{first:7.0f}"
        print(f"{name:24}{row}")
    print()
    met = []
    if {OURS, BARE} <= {*costs}:
        met.append(TIMES_BARE.judge(cpu[OURS] / cpu[BARE]))
    if {OURS, WITHOUT} <= {*costs}:
        met.append(POOL.judge(speed[OURS] / speed[WITHOUT]))
    if {OURS, BESIDE} <= {*costs}:
        met.append(PACE.judge(speed[OURS] / speed[BESIDE]))
        met.append(PEAK.judge(peak[OURS] / peak[BESIDE]))
    return _conclude(met)


def _conclude(met: list[bool]) -> int:
    print("PASS" if all(met) else "SHORT")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
