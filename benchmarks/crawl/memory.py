"""Watch the memory of one long crawl, from its start to its end."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import fmean

from benchmarks.crawl.contestants import OURS, ROOT, CrawlError, start
from benchmarks.crawl.server import serving

STEPS = 10
"""Number of memory samples, evenly spaced over the pages."""


def watch(folder: Path, pages: int, root: Path = ROOT) -> tuple[float, float]:
    """Crawl with the checkout at `root`, and print memory at intervals. Return how much it grew,
    the mean of the last third beside the first, and the peak in MB, both of all processes together.
    Raises CrawlError if the crawl failed."""
    print(f"{'pages':>8}{'crawl MB':>10}{'all MB':>10}")
    sizes: list[tuple[float, float]] = []
    with serving(pages, pages // STEPS) as server, ThreadPoolExecutor(1) as thread:
        crawl = start(OURS, server.base, pages, folder, root)
        waiting = thread.submit(crawl.wait)  # notes the peak meanwhile
        for sent in server.sent():
            sizes.append(crawl.memory())
            print(f"{sent:8}{sizes[-1][0]:10.1f}{sizes[-1][1]:10.1f}", flush=True)
            if sent + pages // STEPS > pages:
                break
        cost = waiting.result()
    if cost.code:
        raise CrawlError(f"exit code {cost.code}\n{cost.log[-2000:]}")
    print(f"{pages / cost.wall:.0f} pages/s, peak {cost.all:.0f} MB\n", flush=True)
    together, third = [size for _, size in sizes], len(sizes) // 3
    return fmean(together[-third:]) / fmean(together[:third]) - 1, cost.all
