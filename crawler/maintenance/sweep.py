"""What is deleted after the index was swapped: objects that others have replaced, and snapshots and
manifests that have expired."""

import re
from collections import defaultdict
from collections.abc import Iterator

from crawler.contract import Day
from crawler.dump.keys import (
    KINDS,
    WITHHELD,
    begun,
    is_report_key,
    manifest_run,
    part_place,
    run_of,
)
from crawler.dump.manifest import Index
from crawler.dump.named import is_replaced, named_keys
from crawler.maintenance.expiry import Cutoffs
from crawler.maintenance.state import quiet_manifests
from crawler.sinks import Sink
from crawler.tools.snapshots import MANIFEST

PREFIXES = (*(f"{kind}/" for kind in KINDS), WITHHELD, "raw/", "runs/")
_SNAPSHOT = re.compile(r"(snapshots/(\d{8}T\d{6}Z-[0-9a-f]{6})/)(.+)")


def replaced_objects(sink: Sink, index: Index) -> Iterator[str]:
    """Yield the objects that the index does not lead to and never will. Raises SinkError."""
    named = set(named_keys(sink, index))
    oldest = index.retention.oldest if index.retention else None
    withheld: set[str] = set()
    for key, manifest in quiet_manifests(sink, named, index.version or ""):
        if not manifest.parts:
            withheld.update(part.key for part in manifest.withheld)
        is_old = manifest.run <= (oldest or "") and not is_replaced(index, key)
        if is_old and (manifest.parts or manifest.raw):
            yield key  # of a run that is folded
    for prefix in PREFIXES:
        for key in sink.list(prefix):
            if key not in named and key not in withheld and is_replaced(index, key):
                yield key
    yield from _reports_left(sink, index)


def _reports_left(sink: Sink, index: Index) -> Iterator[str]:
    """Yield the reports of runs that the index does not name and that have no manifest any more."""
    named = {each.run for each in (*index.runs, *index.raw)}
    keys = [*sink.list("runs/")]
    left = {run_of(key) for key in keys} - {manifest_run(key) for key in keys} - named
    yield from (key for key in keys if is_report_key(key) and run_of(key) in left)


def expired_snapshots(sink: Sink, cutoffs: Cutoffs) -> Iterator[str]:
    """Yield the objects of the snapshots that have expired, manifests first. The newest complete
    one never does."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for key in sink.list("snapshots/"):
        if found := _SNAPSHOT.fullmatch(key):
            files[found[2]].append(key)
    complete = [run for run, keys in files.items() if any(_is_manifest(key) for key in keys)]
    for run, keys in files.items():
        is_old = cutoffs.snapshots is not None and _day(run) < cutoffs.snapshots
        if is_old and run != max(complete, default=None):
            yield from sorted(keys, key=lambda key: (not _is_manifest(key), key))


def expired_withheld(sink: Sink, index: Index, cutoffs: Cutoffs) -> Iterator[str]:
    """Yield the withheld parts that have expired of runs without new data."""
    if cutoffs.withheld is None:
        return
    named = set(named_keys(sink, index))
    for key in sink.list(WITHHELD):
        place = part_place(key.removeprefix(WITHHELD))
        if key not in named and place and place.day < cutoffs.withheld:
            yield key


def expired_runs(sink: Sink, index: Index, cutoffs: Cutoffs) -> Iterator[str]:
    """Yield the manifests that have expired of runs without new data, before the oldest version:
    what they stated is in its manifest."""
    oldest = index.retention.oldest if index.retention else None
    if cutoffs.runs is None or oldest is None:
        return
    named = set(named_keys(sink, index))
    for key, manifest in quiet_manifests(sink, named, oldest):
        is_quiet = not (manifest.parts or manifest.raw or is_replaced(index, key))
        is_due = all(cutoffs.has_expired(part) for part in manifest.withheld)
        if is_quiet and is_due and _day(manifest.run) < cutoffs.runs:
            yield key


def _day(run: str) -> Day:
    return begun(run).date().isoformat()


def _is_manifest(key: str) -> bool:
    return key.endswith(f"/{MANIFEST}")
