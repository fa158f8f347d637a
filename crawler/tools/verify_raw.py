"""Verification of a dump's raw archive: checksums, records and indexes of its WARC files."""

import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from crawler.archive.cdxj import read_line
from crawler.archive.decompression import Damage
from crawler.archive.records import records
from crawler.dump.index import read_manifest
from crawler.dump.keys import index_key, is_raw_key
from crawler.dump.manifest import Index, RawFile
from crawler.sinks import Sink, SinkError
from crawler.sinks.stream import open_chunks

INDEXED = ("response", "revisit")
"""Types of the records that an index lists."""


def raw_problems(sink: Sink, index: Index) -> Iterator[str]:
    """Yield the problems of all WARC files that an index names, one line each."""
    for named in index.raw:
        try:
            files = read_manifest(sink, named).raw
        except SinkError as error:
            yield str(error)
            continue
        if sum(file.captures for file in files) != named.rows:
            yield f"{named.manifest}: its captures are not those that the index states"
        for file in files:
            try:
                yield from (f"{file.key}: {problem}" for problem in _file_problems(sink, file))
            except SinkError as error:
                yield str(error)


def _file_problems(sink: Sink, file: RawFile) -> Iterator[str]:
    if not is_raw_key(file.key) or file.index != index_key(file.key):
        yield "not a valid key of a WARC file"
        return
    index = b"".join(sink.read(file.index))
    if hashlib.sha256(index).hexdigest() != file.index_sha256:
        yield f"{file.index}: checksum mismatch with the manifest"
        return
    try:
        listed = {int(read_line(line)[2].offset) for line in index.splitlines()}
    except (msgspec.DecodeError, ValueError) as error:
        yield f"{file.index}: invalid: {error}"
        return
    if len(listed) != file.captures:
        yield f"{len(listed)} captures in its index, the manifest says {file.captures}"
    chunks = _Hashed(sink.read(file.key))
    held: set[int] = set()
    try:
        for record in records(open_chunks(chunks)):
            if isinstance(record, Damage):
                yield f"byte {record.offset}: {record.cause}"
            elif record.kind in INDEXED:
                held.add(record.offset)
    except OSError as error:
        raise SinkError(str(error)) from error
    if held != listed:
        yield f"{len(held ^ listed)} captures are either in the file or in its index only"
    if (chunks.size, chunks.sha256.hexdigest()) != (file.bytes, file.sha256):
        yield "checksum mismatch with the manifest"


class _Hashed:
    """Chunks, with their size and SHA-256 once they are read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.size = 0
        self.sha256 = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            self.sha256.update(chunk)
            yield chunk
