"""Read many rendered pages in one process and watch its memory.

Exit code 0 if memory grows by less than 5 % after the first 2,000 pages.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.pages import SEED, rendered
from crawler.base.faults import Fault
from crawler.model import Page
from crawler.reading.page import read_page

GROWTH = 0.05
"""Maximum growth of memory once the caches are full."""
SETTLED = 2_000
"""Number of pages that fill the caches."""
STEP = 1_000
_BATCH = 500
"""Pages rendered per seed: with one seed, a long run would keep the addresses of all its pages."""


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="pages (default 10000)")
    count = parser.parse_args(argv).count
    if count < SETTLED + STEP:
        print(f"benchmarks.memory: --count must be {SETTLED + STEP} at least", file=sys.stderr)
        return 2
    growth = measure(count)
    flat = growth < GROWTH
    print(f"growth after {SETTLED} pages {growth:+.1%}   target < {GROWTH:.0%}")
    print("PASS: flat" if flat else "SHORT: it grows")
    return 0 if flat else 1


def measure(count: int) -> float:
    """Read the pages, print memory at intervals, and return the growth after the caches are
    full."""
    sizes: dict[int, float] = {}
    print(f"{'pages':>8}{'RSS MB':>10}")
    for done, page in enumerate(_pages(count), start=1):
        with suppress(Fault):
            read_page(page)
        if done % STEP == 0 or done == count:
            sizes[done] = _rss()
            print(f"{done:8}{sizes[done]:10.1f}", flush=True)
    return max(size for done, size in sizes.items() if done > SETTLED) / sizes[SETTLED] - 1


def _pages(count: int) -> Iterator[Page]:
    for start in range(0, count, _BATCH):
        yield from rendered(min(_BATCH, count - start), SEED + start)


def _rss() -> float:
    """Return resident memory in MB. Linux only: other systems report only the peak."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
