"""Measure the CPU time of a story where a crawl or batch of many machines is stored.

That is one process per dump, so its speed bounds the whole (docs/scaling.md). A story arrives as
compressed bytes, is decoded, passed into a run, and published at the end.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import zstandard
from msgspec.structs import replace

from benchmarks.pages import SEED, rendered
from benchmarks.publishing import FETCHED
from crawler.base.faults import Fault
from crawler.outcomes.store import store
from crawler.outcomes.values import decode, encode, read_page_of
from crawler.publishing.session import Session
from crawler.reading.page import read_page
from crawler.run.run import Run
from crawler.tools.verify import verify

LEVEL = 3
"""Of zstd, as in `crawler.cluster.entries`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.settling", description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="rendered pages (default 5000)")
    parser.add_argument("--rounds", type=int, default=3, help="default 3")
    parser.add_argument("--sources", type=int, default=1, help="sources, in turn (default 1)")
    options = parser.parse_args(argv)
    stories = _packed(options.count, options.sources)
    size = sum(map(len, stories)) / len(stories)
    found = min(measure(stories) for _ in range(options.rounds))
    print(
        f"{len(stories)} stories of {size / 1000:.1f} kB packed, {options.sources} sources in turn"
    )
    print(
        f"{found.cost * 1e3:.3f} CPU ms a story: {1 / found.cost:,.0f} stories per second at most"
    )
    print(f"bytes a story: ledger {found.ledger:,.0f}, manifest {found.manifest:,.0f}")
    print(f"objects a story: {found.objects:.3f}")
    return 0


class Found(NamedTuple):
    """What a story costs."""

    cost: float
    """CPU seconds."""
    ledger: float
    manifest: float
    objects: float


def measure(stories: Sequence[bytes]) -> Found:
    """Return what a story costs in a first run into an empty dump on the local disk."""
    unpacker = zstandard.ZstdDecompressor()
    with tempfile.TemporaryDirectory() as folder:
        dump = str(Path(folder) / "dump")
        run = Run(Session.open(dump, Path(folder) / "state"))
        began = time.process_time()
        for each in stories:
            read = decode(unpacker.decompress(each))
            run.report.of(read.outcome.fetch.source).find(1)
            run.receive(read.outcome.fetch)
            store(run, read)
        run.publish("finished")
        cost = (time.process_time() - began) / len(stories)
        if run.error or verify(dump).problems:
            sys.exit(f"benchmarks.settling: the dump is not sound: {run.error}")
        files = [file for file in Path(folder).rglob("*") if file.is_file()]
        parts = [file for file in files if file.suffix == ".gz"]
        return Found(
            cost,
            sum(file.stat().st_size for file in files if "ledger.sqlite" in file.name)
            / len(stories),
            sum(file.stat().st_size for file in files if file.name == "manifest.json")
            / len(stories),
            len(parts) / len(stories),
        )


def _packed(count: int, sources: int) -> list[bytes]:
    """Return rendered pages with stories as a worker delivers them."""
    packer, found = zstandard.ZstdCompressor(level=LEVEL), []
    for number, each in enumerate(rendered(count, SEED)):
        page = replace(each, fetched_at=FETCHED, source=f"source-{number % sources}")
        with suppress(Fault):
            outcome = read_page(page)
            if outcome.records:
                found.append(packer.compress(encode(read_page_of(page, outcome))))
    return found


if __name__ == "__main__":
    sys.exit(main())
