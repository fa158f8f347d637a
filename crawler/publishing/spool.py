"""The spool: parts written and sealed on local disk, kept until they are published.

The spool mirrors the keys of the dump. A part being written has the suffix `.open`; a part under
its final name is complete and flushed to disk.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from io import BufferedWriter
from pathlib import Path

from crawler.dump.compression import (
    STEP,
    Compression,
    Packer,
    PartError,
    compression_of,
    fast_packer,
    packer,
    suffix_of,
)
from crawler.dump.keys import WITHHELD, PartPlace, is_raw_key, part_key, part_place
from crawler.dump.manifest import Part
from crawler.dump.rows import lines
from crawler.model import EncodedRows
from crawler.sinks import SinkError
from crawler.sinks.local import flush_folder, make_folder

OPEN = ".open"
HELD = 1 << 16
"""Bytes of rows that a part holds in memory before it has a file: a crawl of thousands of hosts in
turn has thousands of small parts open."""
REMEDY = "remove the state folder; unpublished pages will be read again"


class OpenPart:
    """A part being written. It does not count before `seal`."""

    def __init__(self, place: PartPlace, key: str, path: Path) -> None:
        self.rows = 0
        self.writes = 0
        self.held = 0
        """Bytes of the rows in memory."""
        self._place = place
        self._key = key
        self._path = path
        self._newest: str | None = None
        self._bytes = 0
        self._sha256 = hashlib.sha256()
        self._lines: list[bytes | EncodedRows] = []
        self._file: BufferedWriter | None = None
        self._packer: Packer

    @property
    def has_file(self) -> bool:
        """Whether its rows are written to a file."""
        return self._file is not None

    def write(
        self, line: bytes | EncodedRows, story_day: str | None = None, count: int = 1
    ) -> None:
        """Add one row, without newline, and its story's date; or several rows with newlines between
        them. Rows that a worker has encoded stay compressed while they are in memory."""
        if self._file:
            self._pack(self._file, line)
        else:
            self._lines.append(line)
            self.held += len(line.packed if isinstance(line, EncodedRows) else line)
            if self.held > HELD:
                self._start()
        self.rows += count
        self.writes += 1
        if story_day and (self._newest is None or story_day > self._newest):
            self._newest = story_day

    def seal(self) -> Part:
        """Flush the part to disk and rename it to its final name."""
        file = self._file or self._start()
        self._put(file, self._packer.flush())
        file.flush()
        os.fsync(file.fileno())
        file.close()
        Path(file.name).replace(self._path)
        flush_folder(self._path.parent)
        return Part(
            key=self._key,
            kind=self._place.kind,
            source=self._place.source,
            rows=self.rows,
            bytes=self._bytes,
            sha256=self._sha256.hexdigest(),
            newest=self._newest,
        )

    def discard(self) -> None:
        """Delete the part."""
        if self._file:
            with suppress(OSError):  # flushing buffered data fails on a full disk
                self._file.close()
            Path(self._file.name).unlink(missing_ok=True)

    def _start(self) -> BufferedWriter:
        """Create the file, with the rows in memory."""
        make_folder(self._path.parent)
        self._file = file = self._path.with_name(self._path.name + OPEN).open("wb")
        make = packer if self._place.kind == "records" else fast_packer
        self._packer = make(compression_of(self._key))
        for line in self._lines:
            self._pack(file, line)
        self._lines, self.held = [], 0
        return file

    def _pack(self, file: BufferedWriter, line: bytes | EncodedRows) -> None:
        text = line.lines if isinstance(line, EncodedRows) else line
        self._put(file, self._packer.compress(text + b"\n"))

    def _put(self, file: BufferedWriter, packed: bytes) -> None:
        if not packed:
            return
        file.write(packed)
        self._sha256.update(packed)
        self._bytes += len(packed)


class Spool:
    """The unpublished parts of one dump."""

    def __init__(self, root: Path, compression: Compression = "gzip") -> None:
        """Open the spool; delete parts that a killed run was still writing.

        `compression` applies to new parts; existing ones may be compressed differently.
        """
        self.root = root
        self._suffix = suffix_of(compression)
        for draft in root.rglob(f"*{OPEN}"):
            draft.unlink()
        for index in root.glob("raw/*/*.cdxj"):  # written just before its file gets its name
            if not [*index.parent.glob(f"{index.stem}.warc.*")]:
                index.unlink()

    def open(self, place: PartPlace, run: str, number: int) -> OpenPart:
        """Open a new part of a run; raise ValueError for a source id not allowed in a key."""
        key = part_key(place, run, number, self._suffix)
        return OpenPart(place, key, self.path(key))

    def path(self, key: str) -> Path:
        """Return the path of a sealed part; withheld parts are beside the spool."""
        return (self.root.parent if key.startswith(WITHHELD) else self.root) / key

    def sealed(self) -> list[str]:
        """Return the keys of all sealed parts, sorted."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*.jsonl.*"))
        return sorted(key for key in found if part_place(key))

    def sealed_raw(self) -> list[str]:
        """Return the keys of all sealed WARC files, sorted."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.glob("raw/*/*"))
        return sorted(key for key in found if is_raw_key(key))

    def check(self, key: str, sha256: str) -> None:
        """Raise SinkError if a sealed file has changed on disk."""
        digest = hashlib.sha256()
        for chunk in self._chunks(key):
            digest.update(chunk)
        if digest.hexdigest() != sha256:
            cause = "checksum mismatch: altered after sealing"
            raise SinkError(f"{self.path(key)}: {cause}; {REMEDY}")

    def lines(self, key: str) -> Iterator[bytes]:
        """Yield the rows of a sealed part; raise SinkError if it is unreadable."""
        try:
            yield from lines(key, self._chunks(key))
        except PartError as error:
            raise SinkError(f"{self.path(key)}: {error}; {REMEDY}") from error

    def withhold(self, parts: Iterable[Part]) -> list[Part]:
        """Move sealed parts out of the spool; return them with their new keys."""
        moved = [replace(part, key=f"{WITHHELD}{part.key}") for part in parts]
        for part in moved:
            make_folder(self.path(part.key).parent)
            self.path(part.key.removeprefix(WITHHELD)).replace(self.path(part.key))
        return moved

    def forget_withheld(self) -> None:
        """Delete parts withheld by a killed run; their pages will be read again."""
        shutil.rmtree(self.root.parent / WITHHELD, ignore_errors=True)

    def remove(self, keys: Iterable[str]) -> None:
        """Delete published parts."""
        for key in keys:
            self.path(key).unlink(missing_ok=True)

    def _chunks(self, key: str) -> Iterator[bytes]:
        try:
            with self.path(key).open("rb") as file:
                while chunk := file.read(STEP):
                    yield chunk
        except OSError as error:
            raise SinkError(f"{self.path(key)}: {error.strerror}; {REMEDY}") from error
