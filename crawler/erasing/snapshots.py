"""Snapshots in a dump, written again without the erased stories."""

import re
from collections.abc import Iterable, Iterator

from crawler.dump.tombstones import Tombstone
from crawler.sinks import Sink
from crawler.tools.deltas import Change
from crawler.tools.snapshots import (
    MANIFEST,
    Bundle,
    BundlePlace,
    need_bundle,
    read_changes,
    rewrite_snapshot,
)

_FOLDER = re.compile(rf"(snapshots/[^/]+/){re.escape(MANIFEST)}")


def clean_snapshots(sink: Sink, tombstones: Iterable[Tombstone], mark: str) -> None:
    """Write each snapshot that holds an erased story again, and delete its old files.

    Its manifest is replaced in between. `mark` goes into the names of the files. Raises SinkError.
    """
    erased = {each.id for each in tombstones if each.id}
    folders = [found[1] for key in sink.list("snapshots/") if (found := _FOLDER.fullmatch(key))]
    for folder in folders:
        place = BundlePlace(sink, folder)
        bundle = need_bundle(place, "snapshot")
        if any(change.id in erased for change in read_changes(place, bundle)):
            bundle = rewrite_snapshot(place, bundle, _kept(place, bundle, erased), mark)
        held = {place.key(name) for name in (MANIFEST, *(file.name for file in bundle.files))}
        for key in [*sink.list(folder)]:
            if key not in held and key.startswith(f"{folder}records"):
                sink.delete(key)


def _kept(place: BundlePlace, bundle: Bundle, erased: set[str]) -> Iterator[Change]:
    for change in read_changes(place, bundle):
        if change.id not in erased:
            yield change
