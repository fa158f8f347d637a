"""Crawl an archive on loopback, from fetch to published dump, against other crawlers.

Pages have 60 to 100 kB. The cost covers all processes of a crawl from start to exit of Python, but
not the server. Every crawler runs once per round, one after the other; the medians are reported.
Exit code 0 if every target is met, 1 if not, 2 if nothing can be measured. Linux only.
"""

import argparse
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks.crawl.contestants import BARE, CONTESTANTS, OURS, WITHOUT, run
from benchmarks.crawl.memory import watch
from benchmarks.crawl.server import serving
from benchmarks.crawl.tree import Cost

TIMES_BARE = 2.5
"""Maximum CPU time of our crawl, as a multiple of a bare Scrapy spider's."""
GAIN = 1.6
"""Minimum pages per second with the pool, as a multiple of those without, on two processors."""


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.crawl", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000, help="default 2000; 50000 for --memory")
    parser.add_argument("--rounds", type=int, default=3, help="default 3")
    parser.add_argument("--only", help=f"of {', '.join(CONTESTANTS)}; comma between them")
    parser.add_argument("--memory", action="store_true", help="watch the memory of one long crawl")
    options = parser.parse_args(argv)
    names = options.only.split(",") if options.only else list(CONTESTANTS)
    if unknown := sorted({*names} - {*CONTESTANTS}):
        parser.error(f"--only: no such crawl: {unknown[0]}")
    with tempfile.TemporaryDirectory() as folder:
        if options.memory:
            return watch(Path(folder), options.pages if options.pages != 2000 else 50_000)
        return compare(Path(folder), options.pages, options.rounds, names)


def compare(folder: Path, pages: int, rounds: int, names: list[str]) -> int:
    """Run the crawls, print the table, and return the exit code."""
    installed = [name for name in names if find_spec(CONTESTANTS[name] or "scrapy")]
    for name in [name for name in names if name not in installed]:
        print(f"{name}: left out, {CONTESTANTS[name]} is not installed", file=sys.stderr)
    costs: dict[str, list[Cost]] = {name: [] for name in installed}
    with serving(pages) as server:
        for turn in range(rounds):
            for name in installed:
                print(f"round {turn + 1}: {name}", file=sys.stderr)
                costs[name].append(run(name, server.base, pages, folder / f"{name}-{turn}"))
    print(f"{pages} pages, medians of {rounds} rounds\n")
    print(f"{'':24}{'CPU ms/page':>12}{'x bare':>8}{'pages/s':>9}{'peak MB':>9}{'first':>7}")
    cpu = {name: median(cost.cpu for cost in each) / pages * 1e3 for name, each in costs.items()}
    speed = {name: pages / median(cost.wall for cost in each) for name, each in costs.items()}
    for name, each in costs.items():
        times = f"{cpu[name] / cpu[BARE]:8.2f}" if BARE in cpu else f"{'':8}"
        peaks = f"{max(cost.all for cost in each):9.0f}{max(cost.first for cost in each):7.0f}"
        print(f"{name:24}{cpu[name]:12.2f}{times}{speed[name]:9.0f}{peaks}")
    print()
    met = []
    if {OURS, BARE} <= {*costs}:
        met.append(_tell("CPU, times bare", cpu[OURS] / cpu[BARE], "<=", TIMES_BARE))
    if {OURS, WITHOUT} <= {*costs}:
        met.append(_tell("speed, times no pool", speed[OURS] / speed[WITHOUT], ">=", GAIN))
    print("PASS" if all(met) else "SHORT")
    return 0 if all(met) else 1


def _tell(name: str, figure: float, sign: str, target: float) -> bool:
    met = figure <= target if sign == "<=" else figure >= target
    print(f"{name:24}{figure:8.2f}   target {sign} {target}   {'met' if met else 'SHORT'}")
    return met


if __name__ == "__main__":
    sys.exit(main())
