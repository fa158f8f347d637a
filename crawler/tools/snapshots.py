"""Bundles, the files of snapshots and deltas: records sorted by id, in each format, and a manifest.

Reproducible: the manifest, which is written last, contains no timestamp or path.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from crawler.base.faults import UsageFault
from crawler.contract import Sha256
from crawler.dump.keys import rewritten_key
from crawler.dump.line_file import LineFile
from crawler.dump.manifest import SCHEMA_ID
from crawler.dump.reader import check, checked_lines
from crawler.sinks import Sink, SinkError
from crawler.tools.deltas import Change, read_change
from crawler.tools.scratch import scratch

BundleKind = Literal["snapshot", "delta"]

MANIFEST = "manifest.json"
LINES = "records.jsonl.gz"
TABLE = "records.parquet"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a bundle."""

    name: str
    bytes: int
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class Bundle:
    """`manifest.json` of a bundle."""

    schema: Literal["wire-story/1"]
    kind: BundleKind
    since: str | None
    """Version that a delta starts from; null for a snapshot, and for a delta from the empty
    version."""
    version: str
    """The version whose stories it contains or leads to."""
    rows: int
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class BundlePlace:
    """Location of a bundle: a folder in a sink."""

    sink: Sink
    folder: str = ""
    """Empty, or ends with a slash."""

    def key(self, name: str) -> str:
        """Return the key of an object in the folder."""
        return f"{self.folder}{name}"

    @property
    def url(self) -> str:
        """Location for messages."""
        return f"{self.sink.url} {self.folder}".strip()


def snapshot_folder(version: str) -> str:
    """Return the folder of a version's snapshot in a dump."""
    return f"snapshots/{version}/"


def read_bundle(place: BundlePlace) -> Bundle | None:
    """Return the manifest of a bundle, or None if it does not exist; raise SinkError if it is
    unreadable."""
    found = place.sink.get(place.key(MANIFEST))
    if found is None:
        return None
    try:
        return msgspec.json.decode(found[0], type=Bundle)
    except msgspec.DecodeError as error:
        name = f"{place.sink.url}: {place.key(MANIFEST)}"
        raise SinkError(f"{name} is not a valid snapshot or delta manifest: {error}") from error


def need_bundle(place: BundlePlace, kind: BundleKind) -> Bundle:
    """Return the manifest of a bundle of this kind. Raises UsageFault if it does not exist,
    SinkError."""
    bundle = read_bundle(place)
    if bundle is None or bundle.kind != kind:
        raise UsageFault(f"{place.url}: no {kind} found")
    return bundle


def read_changes(place: BundlePlace, bundle: Bundle) -> Iterator[Change]:
    """Yield the rows of a bundle, by id. Raises SinkError, at the latest after the last row, if
    they differ from what its manifest says."""
    file = _lines_of(bundle)
    key = place.key(file.name)
    rows, last = 0, ""
    for line in checked_lines(place.sink, key, file.sha256):
        try:
            change = read_change(line)
        except msgspec.DecodeError as error:
            raise SinkError(f"{place.sink.url}: {key}: invalid record: {error}") from error
        if change.id <= last:
            raise SinkError(f"{place.sink.url}: {key}: {change.id} is out of order")
        last = change.id
        rows += 1
        yield change
    if rows != bundle.rows:
        raise SinkError(f"{place.sink.url}: {key}: {rows} rows, the manifest says {bundle.rows}")


def check_files(place: BundlePlace, bundle: Bundle) -> None:
    """Raise SinkError if a file of a bundle differs from what its manifest says."""
    for file in bundle.files:
        key = place.key(file.name)
        if (size := place.sink.size(key)) != file.bytes:
            raise SinkError(f"{place.sink.url}: {key}: {size} bytes, expected {file.bytes}")
        check(place.sink, key, file.sha256)


def write_snapshot(place: BundlePlace, version: str, stories: Iterable[Change]) -> Bundle:
    """Publish a snapshot, as JSON lines and as a Parquet table.

    Raises UsageFault if another bundle exists there, SinkError if it is not writable or the
    temporary folder is full.
    """
    with scratch() as folder:
        rows = _write_files(folder, stories, LINES, TABLE)
        return _publish(place, folder, "snapshot", None, version, rows)


def rewrite_snapshot(
    place: BundlePlace, old: Bundle, stories: Iterable[Change], mark: str
) -> Bundle:
    """Publish other rows for a snapshot: files with a mark in their names, then their manifest in
    place of the old one. Raises SinkError."""
    names = [rewritten_key(place.key(name), mark).rpartition("/")[2] for name in (LINES, TABLE)]
    with scratch() as folder:
        rows = _write_files(folder, stories, *names)
        made = _bundle_of(folder, old.kind, old.since, old.version, rows)
        for file in made.files:
            place.sink.delete(place.key(file.name))  # left by a killed attempt
            place.sink.create(place.key(file.name), folder / file.name)
    found = place.sink.get(place.key(MANIFEST))
    place.sink.replace(place.key(MANIFEST), _page(made), found[1] if found else None)
    return made


def _write_files(folder: Path, stories: Iterable[Change], lines_name: str, table_name: str) -> int:
    """Write stories as JSON lines and as a table; return their number."""
    from crawler.dump.parquet import Table  # pyarrow takes half a second to import

    lines, table = LineFile(folder / lines_name), Table(folder / table_name)
    for story in stories:
        lines.write(story.line)
        table.write(story.line)
    lines.close()
    table.close()
    return lines.rows


def write_delta(
    place: BundlePlace, since: str | None, version: str, delta: Iterable[Change]
) -> Bundle:
    """Publish a delta between two versions, as JSON lines; raises as `write_snapshot` does."""
    with scratch() as folder:
        lines = LineFile(folder / LINES)
        for change in delta:
            lines.write(change.line)
        lines.close()
        return _publish(place, folder, "delta", since, version, lines.rows)


def _publish(
    place: BundlePlace, folder: Path, kind: BundleKind, since: str | None, version: str, rows: int
) -> Bundle:
    bundle = _bundle_of(folder, kind, since, version, rows)
    existing = read_bundle(place)
    if existing is not None and existing != bundle:
        what = f"the {existing.kind} of {existing.version}"
        raise UsageFault(f"{place.url}: {what} already exists there")
    for file in bundle.files:
        place.sink.create(place.key(file.name), folder / file.name)
    place.sink.create(place.key(MANIFEST), _page(bundle))
    return bundle


def _bundle_of(
    folder: Path, kind: BundleKind, since: str | None, version: str, rows: int
) -> Bundle:
    """Return the manifest of the files in a folder."""
    made = sorted(folder.iterdir())
    files = tuple(File(path.name, path.stat().st_size, _sha256(path)) for path in made)
    return Bundle(SCHEMA_ID, kind, since, version, rows, files)


def _page(bundle: Bundle) -> bytes:
    return msgspec.json.format(msgspec.json.encode(bundle), indent=1) + b"\n"


def _lines_of(bundle: Bundle) -> File:
    """Return the file of JSON lines; an erasure may have given it another name."""
    for file in bundle.files:
        if file.name.startswith("records") and file.name.endswith(".jsonl.gz"):
            return file
    raise SinkError(f"the {bundle.kind} of {bundle.version} does not contain {LINES}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
