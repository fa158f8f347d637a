"""Time the whole reading (bytes in, records out) against trafilatura on the same pages.

Exit code 0 if every target is met, 1 if not, 2 if nothing can be measured.
"""

import argparse
import gc
import math
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeVar

from benchmarks.pages import listed, rendered, sample
from crawler.base.faults import Fault
from crawler.model import Page
from crawler.reading.page import read_page

try:
    from trafilatura import extract
    from trafilatura.utils import decode_file
except ImportError:
    sys.exit(
        "benchmarks.reading: trafilatura is not installed; "
        "run .venv/bin/uv pip install --require-hashes -r requirements/peers.txt"
    )

RATIO = 1 / 3
"""Maximum CPU time of our reading as a share of the peer's."""
PER_100_KB = 50.0
"""Maximum CPU milliseconds per 100,000 bytes of a page, rounded up to full 100,000."""
SMALL = 10_000
"""Bytes; on smaller pages the fixed cost per page dominates."""
_WARM_UP = 20
"""Pages read before timing starts, to load imports, rules and patterns."""

_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Timed:
    """CPU milliseconds of one page per round, in our reading and in the peer's."""

    page: Page
    ours: list[float]
    peer: list[float]

    @property
    def per_begun_100_kb(self) -> float:
        """Return our minimum milliseconds per 100,000 bytes of the page, rounded up to full
        100,000."""
        return min(self.ours) / math.ceil(len(self.page.body) / 100_000)

    @property
    def per_100_kb(self) -> float:
        """Return our minimum milliseconds per 100,000 bytes of the page."""
        return min(self.ours) / len(self.page.body) * 100_000


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--pages", type=Path, help='lines {"path","url","fetched_at"} of pages')
    parser.add_argument("--count", type=int, default=300, help="rendered pages (default 300)")
    parser.add_argument("--rounds", type=int, default=5, help="default 5")
    options = parser.parse_args(argv)
    given = listed(options.pages) if options.pages else chain(rendered(options.count), sample())
    pages = [page for page in given if page.body]
    if not pages or options.rounds < 1:
        print("benchmarks.reading: nothing to measure", file=sys.stderr)
        return 2
    return report(measure(pages, options.rounds))


# --- measuring --------------------------------------------------------------------------------


def measure(pages: Sequence[Page], rounds: int) -> list[Timed]:
    """Time every page in both tools. Each round processes all pages with one tool, then all with
    the other, as a crawl reads page after page. (Alternating per page would let each tool find the
    CPU caches full of the other's data. A garbage collection has the same effect, so it runs once
    before each pass, not before each page.)

    The peer gets text, decoded by its own decoder before timing starts, so that its detection of
    encodings does not count against it; ours gets bytes.
    """
    texts = [decode_file(page.body) for page in pages]
    for page, text in zip(pages[:_WARM_UP], texts, strict=False):
        _read(page)
        extract(text)
    timed = [Timed(page, [], []) for page in pages]
    for turn in range(rounds):
        for ours in (True, False) if turn % 2 else (False, True):
            gc.collect()
            gc.freeze()  # exclude existing objects from timed garbage collection
            for each, text in zip(timed, texts, strict=True):
                if ours:
                    each.ours.append(_clock(_read, each.page))
                else:
                    each.peer.append(_clock(extract, text))
    gc.unfreeze()
    return timed


def _read(page: Page) -> None:
    with suppress(Fault):
        read_page(page)


def _clock(work: Callable[[_Given], object], given: _Given) -> float:
    """Return the CPU milliseconds of one call, including collection of its garbage."""
    start = time.process_time_ns()
    work(given)
    return (time.process_time_ns() - start) / 1e6


# --- reporting --------------------------------------------------------------------------------


def report(timed: list[Timed]) -> int:
    """Print the results with their targets, and return the exit code."""
    ours, peer = ([min(times) for times in side] for side in _sides(timed))
    size = sum(len(each.page.body) for each in timed)
    print(f"{len(timed)} pages, {size / 1e6:.1f} MB, least of {len(timed[0].ours)} rounds\n")
    print(f"{'CPU ms a page':24}{'median':>8}{'p95':>8}{'max':>8}{'mean':>8}")
    for name, times in (("wirecrawl, from bytes", ours), ("trafilatura, from text", peer)):
        row = (statistics.median(times), _p95(times), max(times), statistics.fmean(times))
        print(f"{name:24}" + "".join(f"{figure:8.2f}" for figure in row))
    print()
    ratios = [mine / theirs for mine, theirs in zip(ours, peer, strict=True)]
    worst = max(timed, key=lambda each: each.per_begun_100_kb)
    met = [
        _tell("ratio of medians", statistics.median(ours) / statistics.median(peer), RATIO),
        _tell("median of ratios", statistics.median(ratios), RATIO),
        _tell("worst ms/begun 100 kB", worst.per_begun_100_kb, PER_100_KB),
    ]
    print(f"\nworst page: {len(worst.page.body)} bytes, {min(worst.ours):.2f} ms, {worst.page.url}")
    if large := [each.per_100_kb for each in timed if len(each.page.body) >= SMALL]:
        tiny = max(each.per_100_kb for each in timed)
        print(f"worst ms per 100 kB of the {len(large)} pages over 10 kB: {max(large):.1f}")
        print(f"worst of all, a tiny page's share of what every page costs: {tiny:.1f}")
    first, theirs = ([times[0] for times in side] for side in _sides(timed))
    cold = statistics.median(first) / statistics.median(theirs)
    print(f"ratio of medians in the first round, when no page was seen before: {cold:.3f}")
    print("PASS" if all(met) else "SHORT")
    return 0 if all(met) else 1


def _sides(timed: list[Timed]) -> tuple[list[list[float]], list[list[float]]]:
    return [each.ours for each in timed], [each.peer for each in timed]


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _tell(name: str, figure: float, target: float) -> bool:
    """Print a figure with its target, and return whether it is met."""
    met = figure <= target
    print(f"{name:24}{figure:8.3f}   target <= {target:.3f}   {'met' if met else 'SHORT'}")
    return met


if __name__ == "__main__":
    sys.exit(main())
