"""The figures of a simulation as text."""

from benchmarks.simulation.crawl import Result
from benchmarks.simulation.scenario import DAY, Scenario


def describe(scenario: Scenario, result: Result) -> str:
    """Return the figures of a result, one per line."""
    bounds, faults = result.bounds, result.faults
    repeated = result.repeated / result.requests
    rows = {
        "settled": f"{result.stories:,} stories of {scenario.hosts:,} hosts, each once",
        "duration": f"{days(result.seconds)}; nine tenths in {days(result.most)}",
        "ideal": f"{days(bounds.ideal)} (longest host {days(bounds.host)}, machines "
        f"{days(bounds.machine)}, settler {days(bounds.settler)})",
        "beside ideal": f"{result.seconds / bounds.ideal:.2f}",
        "requests": f"{result.requests:,}, of which repeated {result.repeated:,} ({repeated:.3%})",
        "failures": ", ".join(f"{what} {faults[what]:,}" for what in sorted(faults)) or "no",
        "takeovers": f"{result.takeovers:,} of {scenario.hosts:,} shards",
        "commands": f"{result.commands:,.0f}, {result.commands / result.seconds:,.0f} per second, "
        f"at most {result.peak:,.0f}",
        "settlers": f"{result.settlers} for {scenario.dumps} dumps, busy "
        f"{result.settler_busy:.1%}, repeated {result.settler_repeated / 3600:,.1f} h",
        "workers": f"processors busy {result.workers_busy:.2%}; waited for their settler in "
        f"{result.held_back:.1%} of the time",
    }
    return "\n".join(f"{name:>12}  {text}" for name, text in rows.items())


def days(seconds: float) -> str:
    """Return a duration.

    >>> days(36 * 3600), days(5400), days(42)
    ('1.5 d', '1.5 h', '0.7 min')
    """
    for unit, length in (("d", DAY), ("h", 3600.0)):
        if seconds >= length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds / 60:.1f} min"
