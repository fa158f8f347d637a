"""Simulate a crawl on many machines, check its invariants, and print its figures.

Exit code 0, or 1 if an invariant does not hold.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.simulation.crawl import simulate
from benchmarks.simulation.figures import describe
from benchmarks.simulation.scenario import QUIET, Scenario
from benchmarks.simulation.witness import ViolationError

_USUAL = Scenario()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.simulation", description=__doc__)
    for name, what in (
        ("workers", "processes that crawl"),
        ("hosts", "hosts"),
        ("addresses", "stories on all hosts together"),
        ("dumps", "dumps among which hosts and workers are divided"),
        ("seed", "seed of all random numbers"),
        ("largest", "most stories of one host"),
    ):
        usual = getattr(_USUAL, name)
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"{what} (default {usual})")
    for name, what in (
        ("ttl", "seconds of a lease"),
        ("delay", "seconds between two requests to a host"),
        ("tail", "exponent of the Pareto distribution of hosts' sizes"),
        ("settle", "CPU seconds of the settler for a story"),
    ):
        usual = getattr(_USUAL, name)
        parser.add_argument(f"--{name}", type=float, default=usual, help=f"{what} ({usual})")
    parser.add_argument("--quiet", action="store_true", help="nothing fails")
    options = vars(parser.parse_args(argv))
    scenario = replace(_USUAL, failures=QUIET) if options.pop("quiet") else _USUAL
    scenario = replace(scenario, **options)
    try:
        print(describe(scenario, simulate(scenario)))
    except ViolationError as error:
        print(f"VIOLATED: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
