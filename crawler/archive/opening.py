"""Archives by path, glob, folder or `s3://` URL: which files they are, and what is in them."""

import glob
import io
import tempfile
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit, urlunsplit

from crawler.archive.captures import CaptureReader
from crawler.archive.decompression import SKIPPABLE, Piece, pieces
from crawler.archive.grammars import ARC
from crawler.archive.originals import Originals
from crawler.archive.saved import LIST, folder_entries, mhtml_entries
from crawler.archive.values import (
    Accept,
    ArchiveFile,
    ArchivePlace,
    Capture,
    Entries,
    Found,
    UnreadableRecord,
    accept_all,
)
from crawler.archive.wacz import wacz_files
from crawler.base.faults import UsageFault
from crawler.sinks import Sink, open_sink
from crawler.sinks.stream import open_chunks

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".wacz", ".mhtml", ".mht")
"""Names of the archives in a folder."""
_WILD = "*["
_ZIP = b"PK\x03\x04"


def find_archives(place: str) -> list[ArchiveFile | Path]:
    """Return the archives that a path, glob, folder or URL names, sorted; a folder with a
    `pages.jsonl` counts as one. Raises UsageFault if none is found, SinkError if a store fails."""
    return [*map(open_place, find_places(place))]


def find_places(place: str) -> list[ArchivePlace]:
    """Return the places of the archives that `find_archives` returns."""
    found = _in_store(place) if place.startswith("s3://") else _on_disk(place)
    if not found:
        raise UsageFault(f"warc: no archives found: {place}")
    return found


def open_place(place: ArchivePlace) -> ArchiveFile | Path:
    """Return the archive at a place; a folder with a `pages.jsonl` as its path."""
    if place.store:
        return stored_file(_store(place.store), place.key)
    path = Path(place.key)
    return path if (path / LIST).exists() else _local(path)


def place_fingerprint(place: ArchivePlace) -> str | None:
    """Return a text that differs after the archive was replaced, as `Sink.fingerprint` does; of a
    folder, after its list was. Raises SinkError."""
    if place.store:
        return _store(place.store).fingerprint(place.key)
    path = Path(place.key)
    file = path / LIST if path.is_dir() else path
    return open_sink(str(file.parent)).fingerprint(file.name)


def _on_disk(place: str) -> list[ArchivePlace]:
    path = Path(place.removeprefix("file://"))
    wild = any(sign in place for sign in _WILD) and not path.exists()
    named = sorted(glob.glob(str(path), recursive=True)) if wild else [str(path)]  # noqa: PTH207  # absolute patterns
    found: list[Path] = []
    for each in map(Path, named):
        if not each.is_dir():
            found += [each] if each.exists() else []
        elif (each / LIST).exists():
            found.append(each)
        else:
            found += [f for f in sorted(each.rglob("*")) if f.name.endswith(SUFFIXES)]
    return [ArchivePlace("", str(each)) for each in found]


def _local(path: Path) -> ArchiveFile:
    def opened(offset: int) -> BinaryIO:
        stream = path.open("rb")
        stream.seek(offset)
        return stream

    return ArchiveFile(str(path), opened)


def _in_store(place: str) -> list[ArchivePlace]:
    parts = urlsplit(place)
    folder, _, name = parts.path.rpartition("/")
    while any(sign in folder for sign in _WILD):
        folder, _, last = folder.rpartition("/")
        name = f"{last}/{name}"
    store = urlunsplit(parts._replace(path=folder))
    sink = _store(store)
    keys = sink.list("")
    if any(sign in name for sign in _WILD):
        chosen = [key for key in keys if fnmatchcase(key, name)]
    elif name and sink.size(name) is not None:
        chosen = [name]
    else:
        start = f"{name}/" if name else ""
        chosen = [key for key in keys if key.startswith(start) and key.endswith(SUFFIXES)]
    return [ArchivePlace(store, key) for key in chosen]


@lru_cache(maxsize=64)
def _store(url: str) -> Sink:
    """Return the sink of a URL: to open one takes longer than to read a small archive."""
    return open_sink(url)


def stored_file(sink: Sink, key: str) -> ArchiveFile:
    """Return an object of a sink as an archive file."""

    def opened(offset: int) -> BinaryIO:
        return open_chunks(sink.read(key, offset))

    return ArchiveFile(f"{sink.url.rstrip('/')}/{key}", opened)


def entries_of(
    archive: ArchiveFile | Path, originals: Originals, accept: Accept = accept_all
) -> Entries:
    """Yield everything in an archive, whatever its format, at the places that `accept` takes.

    Never raises Fault or OSError.
    """
    if isinstance(archive, Path):
        yield from (each for each in folder_entries(archive) if _is_taken(each, accept))
        return
    try:
        with archive.open(0) as stream:
            head = stream.read(1 << 14)
    except OSError as error:
        yield UnreadableRecord(archive.name, 0, error.strerror or str(error))
        return
    start = _unpacked_start(head)
    if head.startswith(_ZIP):
        yield from _in_wacz(archive, originals, accept)
    elif start.startswith(b"filedesc://"):
        yield from CaptureReader(archive, originals, accept, ARC).entries()
    elif (
        b"WARC/" in start[:1024]
        or head[1:4] == SKIPPABLE
        or archive.base.endswith((".warc", ".warc.gz", ".warc.zst"))
    ):
        yield from CaptureReader(archive, originals, accept).entries()
    elif archive.base.endswith((".mhtml", ".mht")) or b"\nMIME-Version:" in head:
        yield from (each for each in mhtml_entries(archive) if _is_taken(each, accept))
    else:
        yield UnreadableRecord(archive.name, 0, "not a WARC, ARC, WACZ or MHTML file")


def _is_taken(found: Found, accept: Accept) -> bool:
    return not isinstance(found, Capture) or accept(found.place)


def _unpacked_start(head: bytes) -> bytes:
    """Return the decompressed start of a file, as far as it can be decompressed."""
    found = (piece.data for piece in pieces(io.BytesIO(head)) if isinstance(piece, Piece))
    return next((data for data in found if data), b"")


def _in_wacz(archive: ArchiveFile, originals: Originals, accept: Accept) -> Entries:
    with archive.open(0) as stream, tempfile.TemporaryFile() as copy:
        whole = stream
        if not stream.seekable():
            try:
                while chunk := stream.read(1 << 20):
                    copy.write(chunk)
            except OSError as error:
                yield UnreadableRecord(archive.name, copy.tell(), str(error))
                return
            copy.seek(0)
            whole = cast("BinaryIO", copy)
        for file in wacz_files(archive.name, whole):
            if isinstance(file, UnreadableRecord):
                yield file
            else:
                yield from CaptureReader(file, originals, accept).entries()
