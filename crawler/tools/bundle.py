"""A snapshot or a delta: records by id in one file each form, and the manifest that names them.

The manifest is written last, and nothing in it tells when or where it was made: who makes the same
bundle again, makes the same bytes.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from crawler.base.faults import UsageFault
from crawler.contract import Sha256
from crawler.dump.compression import packer
from crawler.dump.manifest import SCHEMA_ID
from crawler.dump.reader import check, checked_lines
from crawler.sinks import Sink, SinkError
from crawler.tools.latest import Change, read_change
from crawler.tools.scratch import scratch

BundleKind = Literal["snapshot", "delta"]

MANIFEST = "manifest.json"
LINES = "records.jsonl.gz"
TABLE = "records.parquet"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class File:
    """One file of a bundle."""

    name: str
    bytes: int
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle says of itself: its `manifest.json`."""

    schema: Literal["wire-story/1"]
    kind: BundleKind
    since: str | None
    """The version that a delta begins at; null for a snapshot, and for a delta from nothing."""
    version: str
    """How the stories stand in it."""
    rows: int
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class BundlePlace:
    """A folder in a sink."""

    sink: Sink
    folder: str = ""
    """Empty, or with a slash at its end."""

    def key(self, name: str) -> str:
        """The key of an object in it."""
        return f"{self.folder}{name}"

    @property
    def url(self) -> str:
        """For messages."""
        return f"{self.sink.url} {self.folder}".strip()


def snapshot_folder(version: str) -> str:
    """Where a dump keeps the snapshot of a version."""
    return f"snapshots/{version}/"


def read_bundle(place: BundlePlace) -> Bundle | None:
    """The manifest of a bundle, or None where there is none; raises SinkError."""
    found = place.sink.get(place.key(MANIFEST))
    if found is None:
        return None
    try:
        return msgspec.json.decode(found[0], type=Bundle)
    except msgspec.DecodeError as error:
        name = f"{place.sink.url}: {place.key(MANIFEST)}"
        raise SinkError(f"{name} is no manifest of a snapshot or delta: {error}") from error


def need_bundle(place: BundlePlace, kind: BundleKind) -> Bundle:
    """The manifest of a bundle of this kind. Raises UsageFault where there is none, SinkError."""
    bundle = read_bundle(place)
    if bundle is None or bundle.kind != kind:
        raise UsageFault(f"{place.url}: no {kind} there")
    return bundle


def read_changes(place: BundlePlace, bundle: Bundle) -> Iterator[Change]:
    """The rows of a bundle, by id. Raises SinkError, at the latest after the last of them, where
    they are not what its manifest says."""
    key = place.key(LINES)
    rows, last = 0, ""
    for line in checked_lines(place.sink, key, _file(bundle, LINES).sha256):
        try:
            change = read_change(line)
        except msgspec.DecodeError as error:
            raise SinkError(f"{place.sink.url}: {key}: a row is no record: {error}") from error
        if change.id <= last:
            raise SinkError(f"{place.sink.url}: {key}: {change.id} is not in order")
        last = change.id
        rows += 1
        yield change
    if rows != bundle.rows:
        raise SinkError(f"{place.sink.url}: {key}: {rows} rows, the manifest says {bundle.rows}")


def check_files(place: BundlePlace, bundle: Bundle) -> None:
    """Raises SinkError where a file of a bundle is not the one that its manifest names."""
    for file in bundle.files:
        key = place.key(file.name)
        if (size := place.sink.size(key)) != file.bytes:
            raise SinkError(f"{place.sink.url}: {key}: {size} bytes, not {file.bytes}")
        check(place.sink, key, file.sha256)


def write_snapshot(place: BundlePlace, version: str, stories: Iterable[Change]) -> Bundle:
    """Publish how the stories stand, as lines and as a table.

    Raises UsageFault where another bundle lies there, SinkError where it cannot be written or
    the folder for temporary files is full.
    """
    from crawler.dump.parquet import Table  # pyarrow takes half a second to import

    with scratch() as folder:
        lines, table = _Lines(folder / LINES), Table(folder / TABLE)
        for story in stories:
            lines.write(story.line)
            table.write(story.line)
        lines.close()
        table.close()
        return _publish(place, folder, "snapshot", None, version, lines.rows)


def write_delta(
    place: BundlePlace, since: str | None, version: str, delta: Iterable[Change]
) -> Bundle:
    """Publish what changed between two versions, as lines; raises as `write_snapshot` does."""
    with scratch() as folder:
        lines = _Lines(folder / LINES)
        for change in delta:
            lines.write(change.line)
        lines.close()
        return _publish(place, folder, "delta", since, version, lines.rows)


class _Lines:
    """Packs lines into one file."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._file = path.open("wb")
        self._packer = packer("gzip")

    def write(self, line: bytes) -> None:
        self._file.write(self._packer.compress(line + b"\n"))
        self.rows += 1

    def close(self) -> None:
        self._file.write(self._packer.flush())
        self._file.close()


def _publish(
    place: BundlePlace, folder: Path, kind: BundleKind, since: str | None, version: str, rows: int
) -> Bundle:
    made = sorted(folder.iterdir())
    files = tuple(File(path.name, path.stat().st_size, _sha256(path)) for path in made)
    bundle = Bundle(SCHEMA_ID, kind, since, version, rows, files)
    there = read_bundle(place)
    if there is not None and there != bundle:
        raise UsageFault(f"{place.url}: the {there.kind} of {there.version} lies there already")
    for path in made:
        place.sink.create(place.key(path.name), path)
    page = msgspec.json.format(msgspec.json.encode(bundle), indent=1) + b"\n"
    place.sink.create(place.key(MANIFEST), page)
    return bundle


def _file(bundle: Bundle, name: str) -> File:
    for file in bundle.files:
        if file.name == name:
            return file
    raise SinkError(f"the {bundle.kind} of {bundle.version} names no {name}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
