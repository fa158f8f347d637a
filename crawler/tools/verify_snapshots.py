"""Verification of the snapshots in a dump: each is rebuilt from the previous one."""

import re
from collections.abc import Collection, Iterator
from itertools import zip_longest

from crawler.base.faults import UsageFault
from crawler.dump.manifest import Index
from crawler.dump.reader import runs_between, too_old
from crawler.sinks import Sink, SinkError
from crawler.tools.deltas import Change, apply, changes
from crawler.tools.snapshots import (
    MANIFEST,
    BundlePlace,
    check_files,
    need_bundle,
    read_changes,
    snapshot_folder,
)

_KEY = re.compile(rf"snapshots/([^/]+)/{re.escape(MANIFEST)}")


class SnapshotChecker:
    """Comparison of a dump's snapshots, oldest first.

    Each is compared with the last good one plus the runs since then, so all of them together
    require reading the dump once.
    """

    def __init__(self, sink: Sink, index: Index, erased: Collection[str]) -> None:
        """`erased` are the ids of stories that were erased."""
        self.count = 0
        """Snapshots found, good or not."""
        self.unchecked: list[str] = []
        """Those of versions that have expired: only their files can be checked."""
        self._sink = sink
        self._index = index
        self._erased = erased
        self._base: str | None = None

    def problems(self) -> Iterator[str]:
        """Yield problems, one line each. Raises SinkError if the store cannot list objects."""
        for version in self._versions():
            self.count += 1
            try:
                yield from self._compare(version)
            except (SinkError, UsageFault) as error:
                yield str(error)

    def left(self) -> list[str]:
        """Return the keys of incomplete snapshots: files without a manifest, left by a killed
        `snapshot`."""
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
        if too_old(self._index, version, version):
            check_files(place, bundle)
            self.unchecked.append(place.folder)
            return
        runs = runs_between(self._index, self._base, version)
        if bundle.version != version:
            yield f"{place.key(MANIFEST)}: is the snapshot of {bundle.version}"
            return
        check_files(place, bundle)
        held = {place.key(name) for name in (MANIFEST, *(file.name for file in bundle.files))}
        for key in self._sink.list(place.folder):
            if key not in held:
                yield f"{key}: not part of the snapshot; repeat the erasure that replaced it"
        now = apply(self._stories(self._base), changes(self._sink, runs))
        for ours, theirs in zip_longest(now, read_changes(place, bundle)):
            if ours != theirs:
                story = min(each.id for each in (ours, theirs) if each)
                what = f"{place.folder}: {story} differs from version {version}"
                is_left = story in self._erased
                yield f"{what}: repeat the erasure, which was interrupted" if is_left else what
                return
        self._base = version

    def _stories(self, version: str | None) -> Iterator[Change]:
        if version is None:
            return iter(())
        place = self._place(version)
        return read_changes(place, need_bundle(place, "snapshot"))
