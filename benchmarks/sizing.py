"""Compute what 10^9 pages need: processors, memory, network, storage, requests, money, time.

The tables of docs/scaling.md are what this prints. Change an assumption with `--NAME VALUE`.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

DAY = 86_400
GB = 1e9


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """Measured figures, and prices. Sizes are bytes, times CPU milliseconds."""

    pages: float = 1e9
    fetched: float = 25_000
    """Of a page of 80 to 110 kB, as it is sent (gzip) or archived (WARC)."""
    packed: float = 4_000
    """Of a story on its way to the settler or coordinator (zstd)."""
    dumped: float = 3_200
    """Of a story in parts: record, removed texts (gzip)."""
    crawl_ms: float = 7.2
    replay_ms: float = 8.0
    settle_ms: float = 1.2
    """Of them in the settler: 1.0 with one source, 1.6 with 300 in turn."""
    crawl_rate: float = 210
    """Pages per second of one machine of two processors."""
    replay_rate: float = 215
    archive_pages: float = 40_000
    """Pages in an archive of 1 GB."""
    segment: float = 256
    """Stories in a segment of the journal."""
    rows: float = 10
    """Stories in a part of records, with 1,000 hosts in turn."""
    ledger: float = 2_000
    """Of a story in the ledger of the settler."""
    seen: float = 116
    """Of a story in the settler's memory, until its host is done."""
    delivered: float = 57
    """Of a story in the service, until its host is done."""
    visit: float = 430
    """Of a page in the service, for 60 days."""
    core_hour: float = 0.04
    put: float = 5e-6
    get: float = 4e-7
    month: float = 0.023
    """Of a GB in S3."""


Row = tuple[str, ...]


def resources(given: Assumptions) -> Iterator[Row]:
    """Yield the rows of what is used in all, for a crawl and for a batch."""
    n = given.pages
    core_hours = [n * ms / 3.6e6 for ms in (given.crawl_ms, given.replay_ms)]
    yield ("processors", *(f"{each:,.0f} core hours, {money(each * given.core_hour)}"
                           for each in core_hours))  # fmt: skip
    yield (
        "network, pages",
        f"{terabytes(n * given.fetched)} from the web",
        (f"{terabytes(n * given.fetched)} from S3"),
    )
    yield (
        "network, stories",
        f"{terabytes(n * given.packed)} through Valkey",
        (f"{terabytes(n * given.packed)} through S3"),
    )
    kept = terabytes(n * given.packed)
    yield "storage until the end", f"{kept}, `rounds/`", f"{kept}, `staging/`"
    dump = n * given.dumped
    monthly = money(dump / GB * given.month)
    yield "storage of the dump", *[f"{terabytes(dump)}, {monthly} a month"] * 2
    parts = 2 * n / given.rows
    puts = [parts + n / given.segment, parts + 2 * n / given.archive_pages]
    yield ("S3 writes", *(f"{each / 1e6:,.1f} million, {money(each * given.put)}"
                          for each in puts))  # fmt: skip
    gets = [parts, parts + 4 * n / given.archive_pages]
    yield ("S3 reads", *(f"{each / 1e6:,.1f} million, {money(each * given.get)}"
                         for each in gets))  # fmt: skip


def bounds(given: Assumptions) -> Iterator[Row]:
    """Yield the rows of what one dump's round holds, by its number of pages."""
    for pages in (1e6, 1e7, 1e8, 1e9):
        yield (
            f"{pages:,.0f}",
            duration(pages * given.settle_ms / 1e3),
            f"{pages * given.seen / GB:,.1f} GB",
            f"{pages * given.ledger / GB:,.0f} GB",
            f"{pages * given.delivered / GB:,.1f} GB",
            f"{pages * given.visit / GB:,.1f} GB",
        )


def times(given: Assumptions) -> Iterator[Row]:
    """Yield the rows of the time that machines take, by their number and that of the dumps."""
    settled = 1000 / given.settle_ms
    for machines, dumps in ((1, 1), (4, 1), (16, 1), (16, 4), (40, 10), (160, 40), (1000, 250)):
        rates = [
            min(machines * rate, dumps * settled) for rate in (given.crawl_rate, given.replay_rate)
        ]
        yield (
            f"{machines:,}",
            str(dumps),
            *(f"{rate:,.0f} pages/s, {duration(given.pages / rate)}" for rate in rates),
        )


def money(dollars: float) -> str:
    """Return an amount.

    >>> money(1234.5), money(0.4)
    ('$1,234', '$0.40')
    """
    return f"${dollars:,.0f}" if dollars >= 10 else f"${dollars:.2f}"


def terabytes(size: float) -> str:
    """Return a size.

    >>> terabytes(2.5e13)
    '25.0 TB'
    """
    return f"{size / 1e12:,.1f} TB"


def duration(seconds: float) -> str:
    """Return a duration.

    >>> duration(90_000), duration(5400)
    ('1.0 days', '1.5 hours')
    """
    if seconds >= DAY:
        return f"{seconds / DAY:.1f} days"
    return f"{seconds / 3600:.1f} hours"


TABLES = (
    (("", "crawl", "batch"), resources),
    (
        ("pages", "settled in", "settler", "ledger", "Valkey, round", "Valkey, visits"),
        bounds,
    ),
    (("machines", "dumps", "crawl", "batch"), times),
)


def tables(given: Assumptions) -> Iterator[str]:
    """Yield the lines of all tables."""
    for head, rows in TABLES:
        yield f"| {' | '.join(head)} |".replace("|  |", "| |")
        yield "|---" * len(head) + "|"
        for row in rows(given):
            yield f"| {' | '.join(row)} |"
        yield ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.sizing", description=__doc__)
    for each in fields(Assumptions):
        name = each.name.replace("_", "-")
        parser.add_argument(f"--{name}", type=float, default=each.default, metavar="VALUE")
    print(*tables(Assumptions(**vars(parser.parse_args(argv)))), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
