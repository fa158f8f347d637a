"""Are the snapshots in a dump how its stories stood? Each is made again of the one before."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from crawler.base.faults import UsageFault
from crawler.dump.manifest import Index
from crawler.dump.reader import runs_between
from crawler.sinks import Sink, SinkError
from crawler.tools.bundle import (
    MANIFEST,
    BundlePlace,
    check_files,
    need_bundle,
    read_changes,
    snapshot_folder,
)
from crawler.tools.latest import Change, apply, changes

_KEY = re.compile(rf"snapshots/([^/]+)/{re.escape(MANIFEST)}")


class Proof:
    """Compares the snapshots of one dump, oldest first, each with the last good one and what the
    runs since then brought: so all of them together cost one reading of the dump."""

    def __init__(self, sink: Sink, index: Index) -> None:
        self.snapshots = 0
        """Those that were found, good or not."""
        self._sink = sink
        self._index = index
        self._base: str | None = None

    def problems(self) -> Iterator[str]:
        """Everything that is wrong, in one line each. Raises SinkError where nothing is listed."""
        for version in self._versions():
            self.snapshots += 1
            try:
                yield from self._compare(version)
            except (SinkError, UsageFault) as error:
                yield str(error)

    def left(self) -> list[str]:
        """Keys of what a killed `snapshot` left: files that no manifest names yet."""
        whole = {snapshot_folder(version) for version in self._versions()}
        keys = self._sink.list("snapshots/")
        return [key for key in keys if f"{key.rpartition('/')[0]}/" not in whole]

    def _versions(self) -> list[str]:
        found = map(_KEY.fullmatch, self._sink.list("snapshots/"))
        return sorted(match[1] for match in found if match)

    def _place(self, version: str) -> BundlePlace:
        return BundlePlace(self._sink, snapshot_folder(version))

    def _compare(self, version: str) -> Iterator[str]:
        place = self._place(version)
        bundle = need_bundle(place, "snapshot")
        runs = runs_between(self._index, self._base, version)
        if bundle.version != version:
            yield f"{place.key(MANIFEST)}: it is the snapshot of {bundle.version}"
            return
        check_files(place, bundle)
        now = apply(self._stories(self._base), changes(self._sink, runs))
        for ours, theirs in zip_longest(now, read_changes(place, bundle)):
            if ours != theirs:
                story = min(each.id for each in (ours, theirs) if each)
                yield f"{place.folder}: {story} is not as it stood in {version}"
                return
        self._base = version

    def _stories(self, version: str | None) -> Iterator[Change]:
        if version is None:
            return iter(())
        place = self._place(version)
        return read_changes(place, need_bundle(place, "snapshot"))
