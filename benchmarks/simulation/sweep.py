"""Simulate a tenth of the large crawl again and again, with one thing changed at a time."""

import sys
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.simulation.crawl import simulate
from benchmarks.simulation.figures import days
from benchmarks.simulation.scenario import QUIET, Failures, Scenario

BASE = Scenario(workers=100, hosts=5_000, addresses=100_000_000, dumps=4)
"""Its dumps are as large as those of the whole, if that has 40."""

_USUAL = Failures()
_ROUGH = Failures(
    kills=_USUAL.kills / 10,
    freezes=_USUAL.freezes / 10,
    partitions=_USUAL.partitions / 10,
    leaves=_USUAL.leaves / 10,
    outages=_USUAL.outages / 10,
    overloads=_USUAL.overloads / 10,
)


def scenarios() -> Iterator[tuple[str, Scenario]]:
    """Yield what is compared, each with a name."""
    yield "as above", BASE
    yield "nothing fails", replace(BASE, failures=QUIET)
    yield "ten times the failures", replace(BASE, failures=_ROUGH)
    yield "1 worker, 1 dump", replace(BASE, workers=1, dumps=1)
    for workers in (4, 8, 16, 32, 400, 1000):
        yield f"{workers:,} workers", replace(BASE, workers=workers)
    for dumps in (1, 2, 20):
        yield f"{dumps} dumps" if dumps > 1 else "1 dump", replace(BASE, dumps=dumps)
    for ttl in (5.0, 120.0, 600.0):
        yield f"lease of {ttl:g} s", replace(BASE, ttl=ttl)
    yield "lease of 5 s, ten times the failures", replace(BASE, ttl=5.0, failures=_ROUGH)
    yield "lease of 600 s, ten times the failures", replace(BASE, ttl=600.0, failures=_ROUGH)
    yield "hosts of equal size", replace(BASE, tail=100.0, largest=30_000)
    yield "largest host 100,000", replace(BASE, largest=100_000)
    yield "largest host 4,000,000", replace(BASE, largest=4_000_000)
    yield "estimates without error", replace(BASE, misjudged=0.0)
    yield "16 workers, estimates without error", replace(BASE, workers=16, misjudged=0.0)


def row(name: str, scenario: Scenario) -> str:
    """Simulate, and return the row of the table."""
    result = simulate(scenario)
    cells = (
        name,
        days(result.seconds),
        f"{result.seconds / result.bounds.ideal:.2f}",
        f"{result.held_back:.1%}",
        f"{result.repeated / result.requests:.2%}",
        f"{result.commands / result.seconds:,.0f}, peak {result.peak:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Print a table, and return the exit code."""
    print("| changed | duration | beside ideal | waits for settler | repeated | commands/s |")
    print("|---|---|---|---|---|---|")
    for name, scenario in scenarios():
        print(row(name, scenario), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
