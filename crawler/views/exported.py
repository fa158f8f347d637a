"""The newest state in another format, as files under `exports/<format>/`, one for each partition.

`manifest.json` there names them; a partition that has not changed keeps its file.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from crawler import EXTRACTOR
from crawler.dump.latest import LATEST, Latest, Partition, StoredFile, marked_key
from crawler.dump.reader import checked_lines
from crawler.exports.lines import exported
from crawler.exports.output import write_lines
from crawler.sinks import Sink, SinkError
from crawler.tools.scratch import scratch

EXPORTS = "exports/"
_SUFFIX = ".jsonl.gz"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """The stories of one partition."""

    of: str
    """Key of the partition's lines."""
    rows: int
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Exported:
    """`exports/<format>/manifest.json`: all stories of a version."""

    schema: Literal["wire-export/1"]
    format: str
    version: str
    maker: str
    """Release that wrote the files."""
    rows: int
    files: tuple[ExportedFile, ...]


def manifest_of(name: str) -> str:
    """Return the key of a format's manifest."""
    return f"{EXPORTS}{name}/manifest.json"


def update_exported(sink: Sink, name: str, latest: Latest) -> None:
    """Bring the files of a format to a version; what is replaced is deleted. Raises SinkError."""
    key = manifest_of(name)
    found = sink.get(key)
    known = {each.of: each for each in _usable(found[0] if found else None)}
    with scratch() as folder:
        files = tuple(
            known.get(partition.lines.key) or _write(sink, name, partition, folder)
            for partition in latest.partitions
        )
    made = Exported("wire-export/1", name, latest.version, EXTRACTOR, latest.rows, files)
    page = msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
    if found is None or found[0] != page:
        sink.replace(key, page, found[1] if found else None)
    named = {key, *(each.file.key for each in files)}
    for left in [each for each in sink.list(f"{EXPORTS}{name}/") if each not in named]:
        sink.delete(left)


def _usable(page: bytes | None) -> Iterator[ExportedFile]:
    """Yield the files that a manifest names, if this release wrote them."""
    if page is None:
        return
    try:
        found = msgspec.json.decode(page, type=Exported)
    except msgspec.DecodeError:
        return  # of another release; all files are written again
    if found.maker == EXTRACTOR:
        yield from found.files


def _write(sink: Sink, name: str, partition: Partition, folder: Path) -> ExportedFile:
    made = folder / "lines"
    lines = checked_lines(sink, partition.lines.key, partition.lines.sha256)
    rows = write_lines(made, exported(name, lines), _SUFFIX)
    if rows != partition.rows:
        raise SinkError(f"{partition.lines.key}: {rows} rows, the manifest says {partition.rows}")
    with made.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    stem = partition.lines.key.removeprefix(LATEST).removesuffix(_SUFFIX).rpartition("-")[0]
    key = marked_key(f"{EXPORTS}{name}/{stem}", sha256, _SUFFIX)
    sink.create(key, made)
    return ExportedFile(partition.lines.key, rows, StoredFile(key, made.stat().st_size, sha256))
