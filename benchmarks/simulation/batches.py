"""Simulate batches of several sizes, and print a table."""

import sys
from collections.abc import Iterator

from benchmarks.simulation.batch import BatchScenario, simulate_batch
from benchmarks.simulation.figures import days
from benchmarks.simulation.scenario import DAY


def scenarios() -> Iterator[tuple[str, BatchScenario]]:
    """Yield what is compared, each with a name."""
    for workers in (1, 4, 8, 1000):
        name = f"10^9 pages, {workers:,} worker{'s' if workers > 1 else ''}"
        yield name, BatchScenario(workers=workers)
    yield "10^9 pages, 8 workers, killed every hour", BatchScenario(workers=8, kills=DAY / 24)
    yield "25 million pages, 8 workers", BatchScenario(workers=8, pages=25_000_000)
    yield "25 million pages, 25 workers", BatchScenario(workers=25, pages=25_000_000)


def main() -> int:
    """Print a table, and return the exit code."""
    print("| batch | duration | beside ideal | workers busy | killed | repeated | waiting |")
    print("|---|---|---|---|---|---|---|")
    for name, scenario in scenarios():
        result = simulate_batch(scenario)
        cells = (
            name,
            days(result.seconds),
            f"{result.seconds / result.ideal:.2f}",
            f"{result.workers_busy:.0%}",
            f"{result.faults['kill']:,}",
            f"{result.repeated / result.pages:.2%}",
            f"{result.waiting / 1e6:,.1f} million",
        )
        print(f"| {' | '.join(cells)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
