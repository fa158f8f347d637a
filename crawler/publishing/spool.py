"""Parts on their way: written and sealed in a spool on local disk, kept until they are published.

The spool mirrors the keys of the dump. A part that is being written ends in `.open`; a part under
its own name is complete and on the disk.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from crawler.dump.compression import STEP, Compression, PartError, compression_of, packer, suffix_of
from crawler.dump.keys import WITHHELD, PartPlace, part_key, part_place
from crawler.dump.manifest import Part
from crawler.dump.rows import lines
from crawler.sinks import SinkError
from crawler.sinks.local import flush_folder, make_folder

OPEN = ".open"
REMEDY = "remove the state folder, and what was not published is read again"


class OpenPart:
    """A part that takes rows. Nothing of it counts before `seal`."""

    def __init__(self, place: PartPlace, key: str, path: Path) -> None:
        self.rows = 0
        self._place = place
        self._key = key
        self._path = path
        self._newest: str | None = None
        self._bytes = 0
        self._sha256 = hashlib.sha256()
        make_folder(path.parent)
        self._file = path.with_name(path.name + OPEN).open("wb")
        self._packer = packer(compression_of(key))

    def write(self, line: bytes, story_day: str | None = None, count: int = 1) -> None:
        """Add one row, given without newline, and the day of its story; or several rows, with
        newlines between them."""
        self._put(self._packer.compress(line + b"\n"))
        self.rows += count
        if story_day and (self._newest is None or story_day > self._newest):
            self._newest = story_day

    def seal(self) -> Part:
        """Flush the part to the disk and give it its name."""
        self._put(self._packer.flush())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        Path(self._file.name).replace(self._path)
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
        """Throw the part away."""
        with suppress(OSError):  # a full disk cannot take what is still buffered
            self._file.close()
        Path(self._file.name).unlink(missing_ok=True)

    def _put(self, packed: bytes) -> None:
        if not packed:
            return
        self._file.write(packed)
        self._sha256.update(packed)
        self._bytes += len(packed)


class Spool:
    """The parts of one dump that are not published yet."""

    def __init__(self, root: Path, compression: Compression = "gzip") -> None:
        """Throws away what a killed run was still writing: its pages count as unseen.

        `compression` is that of new parts; those that lie there may be packed otherwise.
        """
        self.root = root
        self._suffix = suffix_of(compression)
        for draft in root.rglob(f"*{OPEN}"):
            draft.unlink()

    def open(self, place: PartPlace, run: str, number: int) -> OpenPart:
        """A new part of a run; raises ValueError for a source id that cannot stand in a key."""
        key = part_key(place, run, number, self._suffix)
        return OpenPart(place, key, self.path(key))

    def path(self, key: str) -> Path:
        """Where a sealed part lies; those that are withheld lie beside the spool."""
        return (self.root.parent if key.startswith(WITHHELD) else self.root) / key

    def sealed(self) -> list[str]:
        """The keys of all sealed parts, sorted."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*.jsonl.*"))
        return sorted(key for key in found if part_place(key))

    def check(self, part: Part) -> None:
        """Raises SinkError where a sealed part is not what was sealed: a disk went bad."""
        digest = hashlib.sha256()
        for chunk in self._chunks(part.key):
            digest.update(chunk)
        if digest.hexdigest() != part.sha256:
            raise SinkError(f"{self.path(part.key)}: not the part that was sealed; {REMEDY}")

    def lines(self, key: str) -> Iterator[bytes]:
        """The rows of a sealed part; raises SinkError where it cannot be read."""
        try:
            yield from lines(key, self._chunks(key))
        except PartError as error:
            raise SinkError(f"{self.path(key)}: {error}; {REMEDY}") from error

    def withhold(self, parts: Iterable[Part]) -> list[Part]:
        """Put sealed parts aside; returns them under their new keys."""
        moved = [replace(part, key=f"{WITHHELD}{part.key}") for part in parts]
        for part in moved:
            make_folder(self.path(part.key).parent)
            self.path(part.key.removeprefix(WITHHELD)).replace(self.path(part.key))
        return moved

    def forget_withheld(self) -> None:
        """Throw away what a killed run had put aside: its pages count as unseen."""
        shutil.rmtree(self.root.parent / WITHHELD, ignore_errors=True)

    def remove(self, keys: Iterable[str]) -> None:
        """Throw published parts away."""
        for key in keys:
            self.path(key).unlink(missing_ok=True)

    def _chunks(self, key: str) -> Iterator[bytes]:
        try:
            with self.path(key).open("rb") as file:
                while chunk := file.read(STEP):
                    yield chunk
        except OSError as error:
            raise SinkError(f"{self.path(key)}: {error.strerror}; {REMEDY}") from error
