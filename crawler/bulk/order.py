"""Arguments of a batch, checked before anything is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from crawler.archive.opening import find_places
from crawler.archive.values import ArchivePlace
from crawler.base.faults import UsageFault
from crawler.bulk.code import code_version
from crawler.bulk.values import Job
from crawler.run.replay_arguments import ReplayOrder
from crawler.sinks import SinkError
from crawler.sources import find_source, load_sources


@dataclass(frozen=True, slots=True)
class Order:
    """Which archives to read, and how."""

    archives: tuple[ArchivePlace, ...]
    job: Job
    accepted: frozenset[str]
    """Sources that are published even if they fail a gate."""
    name: str
    """Name by which the same batch is resumed: same archives, sources, extractor."""


def read_order(
    places: Sequence[str], chosen: Iterable[str], accepted: Iterable[str], folder: Path | None
) -> Order:
    """Find archives and sources; `folder` has the operator's own sources. Raises UsageFault, on one
    line."""
    known = load_sources(folder)
    sources = {name: find_source(name, known) for name in chosen}
    try:
        found = [archive for place in places for archive in find_places(place)]
    except (SinkError, OSError) as error:
        raise UsageFault(str(error)) from error
    job = Job(code_version(), sources or known, bool(sources))
    as_replay = ReplayOrder(job.sources, " ".join(places), is_limited=job.is_limited)
    archives = tuple(map(_absolute, found))
    return Order(archives, job, frozenset(accepted), as_replay.job)


def _absolute(place: ArchivePlace) -> ArchivePlace:
    """Return a place for workers, which may run in another folder."""
    return place if place.store else replace(place, key=str(Path(place.key).absolute()))
