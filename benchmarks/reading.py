"""Time the whole reading (bytes in, records out) beside trafilatura on the same pages.

Exit code 0 when every target is met, 1 when one is not, 2 when it cannot be measured.
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
"""Share of the peer's CPU time that our reading may take."""
PER_100_KB = 50.0
"""CPU milliseconds that a page may take for each 100,000 bytes of it, begun ones whole."""
SMALL = 10_000
"""Bytes; on a smaller page what every page costs outweighs its length."""
_WARM_UP = 20
"""Pages read before the clock starts: imports, rules, patterns."""

_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Timed:
    """The CPU milliseconds of one page, round by round, in our reading and in the peer's."""

    page: Page
    ours: list[float]
    peer: list[float]

    @property
    def per_begun_100_kb(self) -> float:
        """Our least milliseconds for each 100,000 bytes of the page, begun ones whole."""
        return min(self.ours) / math.ceil(len(self.page.body) / 100_000)

    @property
    def per_100_kb(self) -> float:
        """Our least milliseconds for each 100,000 bytes of the page."""
        return min(self.ours) / len(self.page.body) * 100_000


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
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
    """Time every page in both: in each round first all pages in one, then all in the other, as a
    crawl reads page after page. (Turn about, each finds the processor's caches full of the other;
    so does a page behind a collection of garbage, hence one before each pass and not each page.)

    The peer gets text, decoded off the clock by its own decoder, so that its guessing of encodings
    is not held against it; ours gets bytes.
    """
    texts = [decode_file(page.body) for page in pages]
    for page, text in zip(pages[:_WARM_UP], texts, strict=False):
        _read(page)
        extract(text)
    timed = [Timed(page, [], []) for page in pages]
    for turn in range(rounds):
        for ours in (True, False) if turn % 2 else (False, True):
            gc.collect()
            gc.freeze()  # what others left is not searched for garbage on this one's clock
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
    """CPU milliseconds of one call, with the collection of the garbage it makes."""
    start = time.process_time_ns()
    work(given)
    return (time.process_time_ns() - start) / 1e6


# --- telling ----------------------------------------------------------------------------------


def report(timed: list[Timed]) -> int:
    """Print the figures with their targets; returns the exit code."""
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
    """Print a figure beside its target; returns whether it is met."""
    met = figure <= target
    print(f"{name:24}{figure:8.3f}   target <= {target:.3f}   {'met' if met else 'SHORT'}")
    return met


if __name__ == "__main__":
    sys.exit(main())
