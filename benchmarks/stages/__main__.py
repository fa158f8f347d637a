"""Measure each stage of reading a page: CPU milliseconds, or instructions.

Exit code 0, or 2 if nothing can be measured.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from benchmarks.crawl.pages import archive, listings
from benchmarks.pages import listed
from benchmarks.stages import instructions, times
from benchmarks.stages.stages import REST, STAGES
from crawler.model import Page

PAGES, COUNTED = 200, 20
"""Default number of pages: to time, to count instructions of."""
_ORIGIN = "https://archive.example"
_FETCHED = datetime(2026, 1, 15, tzinfo=UTC)


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.stages", description=__doc__)
    parser.add_argument("--pages", type=Path, help='lines {"path","url","fetched_at"} of pages')
    parser.add_argument("--count", type=int, help=f"pages: {PAGES}, or {COUNTED} of instructions")
    parser.add_argument("--rounds", type=int, default=5, help="default 5")
    parser.add_argument(
        "--instructions", action="store_true", help="count instructions: needs valgrind"
    )
    parser.add_argument("--counted", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    count = options.count or (COUNTED if options.instructions else PAGES)
    pages = [*islice(_pages(options.pages, count), count)]
    if not pages or options.rounds < 1:
        return _refuse("nothing to measure")
    if options.counted:
        instructions.count(pages)
    elif not options.instructions:
        report("CPU ms a page", times.measure(pages, options.rounds), pages)
    elif instructions.can_count():
        of = ["--pages", str(options.pages)] if options.pages else []
        found = instructions.measure(["--count", str(count), *of])
        report("million instructions a page", found, pages)
    else:
        return _refuse(f"--instructions: {instructions.TOOL} is not installed")
    return 0


def _refuse(reason: str) -> int:
    print(f"benchmarks.stages: {reason}", file=sys.stderr)
    return 2


def _pages(listing: Path | None, count: int) -> Iterator[Page]:
    """Yield the listed pages, or those of the crawl benchmark."""
    if listing:
        yield from listed(listing)
        return
    indexes = listings(count)
    for path, pieces in archive(count).items():
        if path not in indexes:
            yield Page(_ORIGIN + path, "benchmark", b"".join(pieces), _FETCHED)


def report(unit: str, found: Mapping[str, float], pages: Sequence[Page]) -> None:
    """Print what each stage takes, with its share."""
    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    print(f"{len(pages)} pages of {size:.1f} kB; {unit}\n")
    total = sum(found.values())
    for name in (*(stage.function for stage in STAGES), REST):
        spent = found.get(name, 0.0)
        print(f"{name:24}{spent:8.3f}{spent / total:7.1%}")
    print(f"{'in all':24}{total:8.3f}")


if __name__ == "__main__":
    sys.exit(main())
