"""The versions of a dump, and its parts as whoever relies on them reads them: checked."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Literal

from crawler.base.faults import UsageFault
from crawler.dump.compression import PartError
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.keys import PartKind
from crawler.dump.manifest import Index, Part, RunRef
from crawler.dump.rows import lines
from crawler.sinks import Sink, SinkError

NOTHING: Literal["none"] = "none"
"""The version before the first."""


def read_index(sink: Sink) -> Index:
    """The index of a dump. Raises UsageFault where nothing is published, SinkError."""
    index = read_pointer(sink).index
    if index is None or index.version is None:
        raise UsageFault(f"{sink.url}: no dump there, or nothing published yet")
    return index


def runs_between(index: Index, since: str | None, until: str | None) -> tuple[RunRef, ...]:
    """The runs after version `since` (null: from the first) up to `until` (null: the newest).

    Raises UsageFault for a version that is not there, or for two in the wrong order.
    """
    versions = [named.run for named in index.runs]
    for version in (since, until):
        if version is not None and version not in versions:
            newest = versions[-1]
            raise UsageFault(f"{version}: no version of this dump (the newest is {newest})")
    first = 0 if since is None else versions.index(since) + 1
    end = len(versions) if until is None else versions.index(until) + 1
    if end < first:
        raise UsageFault(f"{since} is newer than {until}")
    return index.runs[first:end]


def rows_of(
    sink: Sink, runs: Iterable[RunRef], kind: PartKind
) -> Iterator[tuple[str, Part, bytes]]:
    """Every row of a kind with its run and part. Raises SinkError where anything is not what the
    index says, at the latest after the last row of a part."""
    for named in runs:
        for part in read_manifest(sink, named).parts:
            if part.kind == kind:
                for line in checked_lines(sink, part.key, part.sha256):
                    yield named.run, part, line


def checked_lines(sink: Sink, key: str, sha256: str) -> Iterator[bytes]:
    """The rows of a packed object; raises SinkError, at the latest after the last of them, where
    its bytes are not those that were promised."""
    try:
        yield from lines(key, _checked(sink, key, sha256))
    except PartError as error:
        raise SinkError(f"{sink.url}: {key} is damaged: {error}") from error


def check(sink: Sink, key: str, sha256: str) -> None:
    """Raises SinkError where an object's bytes are not those that were promised."""
    for _ in _checked(sink, key, sha256):
        pass


def _checked(sink: Sink, key: str, sha256: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in sink.read(key):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != sha256:
        raise SinkError(f"{sink.url}: {key} is damaged: its SHA-256 is not the promised one")
