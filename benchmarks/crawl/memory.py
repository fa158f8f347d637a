"""Watch the memory of one long crawl."""

from pathlib import Path
from statistics import fmean

from benchmarks.crawl.contestants import OURS, start
from benchmarks.crawl.server import serving

STEPS = 10
"""Number of memory samples, evenly spaced over the pages."""
GROWTH = 0.05
"""Maximum growth of memory from the first third to the last."""


def watch(folder: Path, pages: int) -> int:
    """Crawl, print memory at intervals, and return the exit code."""
    print(f"{'pages':>8}{'crawl MB':>10}{'all MB':>10}")
    sizes: list[tuple[float, float]] = []
    with serving(pages, pages // STEPS) as server:
        crawl = start(OURS, server.base, pages, folder / OURS)
        for sent in server.sent():
            sizes.append(crawl.memory())
            print(f"{sent:8}{sizes[-1][0]:10.1f}{sizes[-1][1]:10.1f}", flush=True)
            if sent + pages // STEPS > pages:
                break
        cost = crawl.wait()
    tree, third = [together for _, together in sizes], len(sizes) // 3
    growth = fmean(tree[-third:]) / fmean(tree[:third]) - 1
    print(f"{cost.log.strip()[-300:]}\n{pages / cost.wall:.0f} pages/s, peak {cost.all:.0f} MB")
    print(f"last third beside first {growth:+.1%}   target <= {GROWTH:+.0%}")
    flat = growth <= GROWTH and not cost.code
    print("PASS: flat" if flat else "SHORT: it grows")
    return 0 if flat else 1
