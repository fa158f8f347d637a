"""WARC files without the answers of erased pages. All other records stay where they are, for
`raw.archive` names their offsets."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from crawler.archive.cdxj import read_line
from crawler.archive.decompression import Damage
from crawler.archive.exchange import WarcCompression
from crawler.archive.filler import filler
from crawler.archive.opening import stored_file
from crawler.archive.records import Record, records
from crawler.base.urls import bare
from crawler.dump.keys import index_key, rewritten_key
from crawler.dump.manifest import RawFile
from crawler.sinks import Sink, SinkError

_FEW = 4096
"""Bytes below which the erased records of an exchange share one filler."""


class _Range(NamedTuple):
    start: int
    end: int


def rewrite_raw(
    sink: Sink, file: RawFile, pages: frozenset[str], mark: str, date: str, folder: Path
) -> RawFile:
    """Upload a WARC file, and its index, without the records of pages and without those that refer
    to them.

    `pages` are URLs without scheme. Returns the same file if it holds none. Raises SinkError.
    """
    ranges = list(_ranges(sink, file, pages))
    if not ranges:
        return file
    compression: WarcCompression = "gzip" if file.key.endswith(".gz") else "zstd"
    key = rewritten_key(file.key, mark)
    path = folder / Path(key).name
    sha256 = hashlib.sha256()
    with path.open("wb") as out:
        for data in _filled(sink, file, ranges, compression, date):
            sha256.update(data)
            out.write(data)
    index, captures = _index_without(sink, file, ranges)
    sink.create(index_key(key), index)
    sink.create(key, path)
    path.unlink()
    return replace(
        file,
        key=key,
        index=index_key(key),
        captures=captures,
        sha256=sha256.hexdigest(),
        index_sha256=hashlib.sha256(index).hexdigest(),
    )


def _ranges(sink: Sink, file: RawFile, pages: frozenset[str]) -> Iterator[_Range]:
    """Yield where the erased records are, those of one exchange together."""
    start: int | None = None
    try:
        with stored_file(sink, file.key).open(0) as stream:
            for record in records(stream):
                if isinstance(record, Damage):
                    raise SinkError(f"{sink.url}: {file.key}, byte {record.offset}: {record.cause}")
                is_taken = _is_of(record, pages)
                if start is not None and (not is_taken or record.offset - start >= _FEW):
                    yield _Range(start, record.offset)
                    start = None
                if is_taken and start is None:
                    start = record.offset
    except OSError as error:
        raise SinkError(str(error)) from error
    if start is not None:
        yield _Range(start, file.bytes)


def _is_of(record: Record, pages: frozenset[str]) -> bool:
    names = ("warc-target-uri", "warc-refers-to-target-uri")
    urls = (record.headers.get(name, "").strip("<>") for name in names)
    return any(bare(url) in pages for url in urls if url)


def _filled(
    sink: Sink, file: RawFile, ranges: list[_Range], compression: WarcCompression, date: str
) -> Iterator[bytes]:
    """Yield the bytes of a file, with fillers in place of ranges."""
    sha256, at = hashlib.sha256(), 0
    left = iter([*ranges, _Range(file.bytes, file.bytes)])
    erased = next(left)
    for chunk in sink.read(file.key):
        sha256.update(chunk)
        end = at + len(chunk)
        while at < end:
            if at < erased.start:
                stop = min(end, erased.start)
                yield chunk[at - end :][: stop - at]
            else:
                if at == erased.start and erased.end > at:
                    yield filler(erased.end - at, compression, date)
                stop = min(end, erased.end)
            at = stop
            if at >= erased.end and erased.end < file.bytes:
                erased = next(left)
    if sha256.hexdigest() != file.sha256:
        raise SinkError(f"{sink.url}: {file.key} is damaged: checksum mismatch")


def _index_without(sink: Sink, file: RawFile, ranges: list[_Range]) -> tuple[bytes, int]:
    """Return a file's index without what lies in ranges, and the number of its lines."""
    data = b"".join(sink.read(file.index))
    if hashlib.sha256(data).hexdigest() != file.index_sha256:
        raise SinkError(f"{sink.url}: {file.index} is damaged: checksum mismatch")
    try:
        kept = [
            line
            for line in data.splitlines(keepends=True)
            if not _is_in(int(read_line(line)[2].offset), ranges)
        ]
    except (msgspec.DecodeError, ValueError) as error:
        raise SinkError(f"{sink.url}: {file.index} is damaged: {error}") from error
    return b"".join(kept), len(kept)


def _is_in(offset: int, ranges: list[_Range]) -> bool:
    return any(each.start <= offset < each.end for each in ranges)
