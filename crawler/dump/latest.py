"""The newest state of a dump as ready files, and the deltas between its versions.

`latest` in the index names one manifest with its checksum, which names the files with theirs. A
partition is a pair of files: the stories of one source in a range of days, as JSON lines and as
Parquet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from crawler.contract import Day, Sha256, UtcMoment
from crawler.dump.index import read_named
from crawler.dump.manifest import Index, LatestRef
from crawler.sinks import Sink, SinkError

LATEST_SCHEMA: Literal["wire-latest/1"] = "wire-latest/1"
LATEST = "latest/"
DELTAS = "deltas/"
TABLE_LOG = f"{LATEST}_delta_log/"
"""Key prefix of the log of a Delta table over these files (docs/views.md)."""
LINES, TABLE = ".jsonl.gz", ".parquet"
_MARK = 12
"""Digits of an object's SHA-256 in its name."""

Place = tuple[str, str]
"""Position of a story among those of its source: its day, empty if it has none, and its id."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One object, named for its content."""

    key: str
    bytes: int
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class Partition:
    """Stories of one source, sorted by day of publication and id, undated ones first."""

    source: str
    first_day: Day | None
    first_id: str
    last_day: Day | None
    last_id: str
    rows: int
    lines: StoredFile
    """JSON lines, byte for byte as in the parts, in gzip."""
    table: StoredFile
    """The same rows in the same order, as Parquet."""

    @property
    def first(self) -> Place:
        """Place of its first story."""
        return self.first_day or "", self.first_id

    @property
    def last(self) -> Place:
        """Place of its last story."""
        return self.last_day or "", self.last_id


@dataclass(frozen=True, slots=True)
class StoredDelta:
    """The last record of each story that changed from one version to the next, by id."""

    since: str
    version: str
    rows: int
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Latest:
    """`latest/<version>-<mark>.json`: all stories that are not deleted, as of a version."""

    schema: Literal["wire-latest/1"]
    version: str
    at: UtcMoment
    """When it was written."""
    erasure: str | None
    """The newest erasure whose texts are in none of the files; null if there was none."""
    previous: str | None
    """Key of the manifest in whose place it is; null if there is none."""
    rows: int
    partitions: tuple[Partition, ...]
    """Sorted by source, then by first story."""
    deltas: tuple[StoredDelta, ...]
    """Oldest first: one for each version that follows another one in the index."""

    def files(self) -> tuple[StoredFile, ...]:
        """Return all files that it names."""
        pairs = (
            file for partition in self.partitions for file in (partition.lines, partition.table)
        )
        return (*pairs, *(delta.file for delta in self.deltas))


def ready_keys(sink: Sink) -> Iterator[str]:
    """Yield the keys of all ready files and manifests, named or not. Raises SinkError."""
    keys = (key for prefix in (LATEST, DELTAS) for key in sink.list(prefix))
    return (key for key in keys if not key.startswith(TABLE_LOG))


def partition_stem(source: str, first_day: Day | None) -> str:
    """Return the key of a partition's files before their mark.

    >>> partition_stem("wire", "1999-01-04")
    'latest/wire/1999-01-04'
    """
    return f"{LATEST}{source}/{first_day or 'undated'}"


def delta_stem(since: str, version: str) -> str:
    """Return the key of a delta before its mark."""
    return f"{DELTAS}{since}-{version}"


def marked_key(stem: str, sha256: Sha256, suffix: str) -> str:
    """Return the key of an object, which its content marks: the same bytes have the same name, and
    what a killed run has left is never in the way of other bytes.

    >>> marked_key("latest/wire/1999-01-04", "0123456789abcdef", ".parquet")
    'latest/wire/1999-01-04-0123456789ab.parquet'
    """
    return f"{stem}-{sha256[:_MARK]}{suffix}"


def encode_latest(latest: Latest) -> bytes:
    """Encode the manifest, one line for each partition and delta."""
    values = msgspec.to_builtins(latest)
    heads = {key: value for key, value in values.items() if key not in ("partitions", "deltas")}
    lists = (
        b',\n "%s": [%s]' % (key.encode(), b",".join(b"\n  " + _json(each) for each in values[key]))
        for key in ("partitions", "deltas")
    )
    return b"{\n %s%s\n}\n" % (_json(heads)[1:-1], b"".join(lists))


def read_latest(sink: Sink, index: Index) -> Latest | None:
    """Return the manifest that an index names, or None if it names none. Raises SinkError if it is
    missing, altered or invalid."""
    return read_named_latest(sink, index.latest) if index.latest else None


def read_named_latest(sink: Sink, named: LatestRef) -> Latest:
    """Return a manifest that an index names, like `read_latest`."""
    return decode_latest(sink, named.manifest, read_named(sink, named.manifest, named.sha256))


def decode_latest(sink: Sink, key: str, data: bytes) -> Latest:
    """Decode and validate a manifest; raise SinkError if it is invalid."""
    try:
        return msgspec.json.decode(data, type=Latest)
    except msgspec.DecodeError as error:
        raise SinkError(f"{sink.url}: invalid {key}: {error}") from error


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
