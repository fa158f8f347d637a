"""The state of a round as Prometheus metrics, in a file beside the one of the last run."""

from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from crawler.cluster.tables import Status


def file_for(metrics: Path) -> Path:
    """Return the file for a WIRE_METRICS.

    >>> file_for(Path("/var/lib/node/wire.prom")).as_posix()
    '/var/lib/node/wire-cluster.prom'
    """
    return metrics.with_name(f"{metrics.stem}-cluster.prom")


def write(file: Path, status: Status, held: int, settler: str | None) -> None:
    """Replace the file. `held` is the number of shards that this worker has. Raises OSError."""
    registry = CollectorRegistry()
    states = status.states
    shards = Gauge(
        "wirecrawl_cluster_shards", "Shards of the round, by state.", ["state"], registry=registry
    )
    numbers = {"fresh": states.fresh, "held": states.held, "free": states.free, "done": states.done}
    for state, number in numbers.items():
        shards.labels(state).set(number)
    for name, text, number in (
        ("workers", "Workers with a recent heartbeat.", status.workers),
        ("entries", "Stories that wait for the settler.", status.entries),
        ("held", "Shards that this worker has.", held),
    ):
        Gauge(f"wirecrawl_cluster_{name}", text, registry=registry).set(number)
    if settler:
        about = "The worker whose settler writes the dump."
        Gauge("wirecrawl_cluster_settler", about, ["worker"], registry=registry).labels(
            settler
        ).set(1)
    write_to_textfile(str(file), registry)
