"""Commands of the crawls to compare, ours and others."""

import sys
from pathlib import Path

from benchmarks.crawl.pages import listings
from benchmarks.crawl.tree import Cost, Running

BARE, OURS, WITHOUT = "bare", "wirecrawl", "wirecrawl-without-pool"
CONTESTANTS = {
    BARE: None,
    OURS: None,
    WITHOUT: None,
    "soup": None,
    "trafilatura": "trafilatura",
    "crawlee": "crawlee",
}
"""Package required by each crawl, besides our own dependencies."""
THEIRS = frozenset(CONTESTANTS) - {OURS, WITHOUT}
ROOT = Path(__file__).parents[2]


class CrawlError(Exception):
    """A crawl failed or was incomplete."""


def run(
    name: str, base: str, stories: int, folder: Path, root: Path = ROOT, count: str = "fetched"
) -> Cost:
    """Crawl the archive into a folder, with the checkout at `root`. Raises `CrawlError` if the
    crawl was incomplete: its summary has all stories in this count."""
    cost = start(name, base, stories, folder, root).wait()
    ours = name not in THEIRS
    made = folder / "out"
    read = f"{count} {stories} " in cost.log if ours else name == BARE or _lines(made) == stories
    if cost.code or not read:
        raise CrawlError(f"{name}: exit code {cost.code}\n{cost.log[-2000:]}")
    return cost


def start(name: str, base: str, stories: int, folder: Path, root: Path = ROOT) -> Running:
    """Start to crawl the archive into a folder; into one with a dump, to crawl it again."""
    folder.mkdir(parents=True, exist_ok=True)
    log, environment = folder / "log", {"PYTHONPATH": str(root)}
    if name in THEIRS:
        module = ["benchmarks.crawl.peers", name, base, str(stories), str(folder / "out")]
        return Running([sys.executable, "-m", *module], environment, log, root)
    (folder / "archive.toml").write_text(
        f"name = 'Archive'\nbase = '{base}'\nstory = ['^/(?!index-)']\n"
        f"start.index = {listings(stories)}\nnewest.stories = {stories}\n"
    )
    environment |= {
        "WIRE_DUMP": (folder / "dump").as_uri(),
        "WIRE_STATE": str(folder / "state"),
        "WIRE_SOURCES": str(folder),
        "WIRE_READERS": "0" if name == WITHOUT else "",
        "SCRAPY_PROJECT": "default",
    }
    crawl = ["scrapy", "crawl", "wire", "-L", "WARNING", "-a", "source=archive"]
    return Running([sys.executable, "-m", *crawl], environment, log, root)


def _lines(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _ in lines)
