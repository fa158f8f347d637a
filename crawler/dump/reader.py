"""Checked reading of a dump's versions and parts."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from crawler.base.faults import UsageFault
from crawler.dump.compression import PartError
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.keys import PartKind
from crawler.dump.manifest import Index, Part, RunRef
from crawler.dump.rows import lines
from crawler.sinks import Sink, SinkError

NOTHING: Literal["none"] = "none"
"""Name of the empty version before the first run."""


def read_index(sink: Sink) -> Index:
    """Read the index of a dump. Raises UsageFault if nothing is published, SinkError if it is
    unreadable."""
    index = read_pointer(sink).index
    if index is None or index.version is None:
        raise UsageFault(f"{sink.url}: no dump found, or nothing published yet")
    return index


def runs_between(index: Index, since: str | None, until: str | None) -> tuple[RunRef, ...]:
    """Return the runs after version `since` (null: from the first) up to `until` (null: the
    newest).

    Raises UsageFault for an unknown version, or if `since` is newer than `until`.
    """
    versions = [named.run for named in index.runs]
    for version in (since, until):
        if version is not None and version not in versions:
            if fault := too_old(index, version, version):
                raise fault
            newest = versions[-1]
            raise UsageFault(f"{version}: no such version of this dump (newest: {newest})")
    first = 0 if since is None else versions.index(since) + 1
    end = len(versions) if until is None else versions.index(until) + 1
    if end < first:
        raise UsageFault(f"{since} is newer than {until}")
    return index.runs[first:end]


def too_old(index: Index, name: str, version: str) -> UsageFault | None:
    """Return the error for a version from before the oldest one that can be read, else None.

    `name` is what the operator gave for it.
    """
    oldest = index.retention.oldest if index.retention else None
    if oldest is None or version >= oldest:
        return None
    return UsageFault(
        f"{name}: that version has expired or was compacted; the oldest version left is {oldest}"
    )


def rows_of(
    sink: Sink, runs: Iterable[RunRef], kind: PartKind
) -> Iterator[tuple[str, Part, bytes]]:
    """Yield every row of one kind with its run and part. Raises SinkError for missing or damaged
    data, at the latest after the last row of a part."""
    for named in runs:
        for part in read_manifest(sink, named).parts:
            if part.kind == kind:
                for line in checked_lines(sink, part.key, part.sha256):
                    yield named.run, part, line


def checked_lines(sink: Sink, key: str, sha256: str) -> Iterator[bytes]:
    """Yield the rows of a compressed object; raise SinkError if it is damaged or its SHA-256
    differs, at the latest after the last row."""
    try:
        yield from lines(key, _checked(sink, key, sha256))
    except PartError as error:
        raise SinkError(f"{sink.url}: {key} is damaged: {error}") from error


def check(sink: Sink, key: str, sha256: str) -> None:
    """Read an object and raise SinkError if its SHA-256 differs from the expected one."""
    for _ in _checked(sink, key, sha256):
        pass


def download(sink: Sink, key: str, sha256: str, path: Path) -> None:
    """Copy an object into a file; raise SinkError if it is missing or damaged."""
    with path.open("wb") as file:
        for chunk in _checked(sink, key, sha256):
            file.write(chunk)


def _checked(sink: Sink, key: str, sha256: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in sink.read(key):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != sha256:
        raise SinkError(f"{sink.url}: {key} is damaged: checksum mismatch")
