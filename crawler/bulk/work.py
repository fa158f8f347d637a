"""The place of the outcomes of tasks, which the coordinator and all workers reach.

    <prefix><job>/job                      sources and version of the code
    <prefix><job>/<name>.originals         what revisits in other archives may refer to
    <prefix><job>/<name>.pages             what was read; comes last

`<prefix>` is `staging/` in the dump, of which readers see nothing, or a folder for this dump in
another place. Objects are created once. The first one counts: reading a page again may give another
text of an error, and never another record.
"""

import hashlib
import struct
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
import zstandard

from crawler.bulk.values import End, Entry, Job, WorkError, decode_entry, decode_job, encode_entry
from crawler.sinks import Sink, SinkError, open_sink
from crawler.sinks.stream import open_chunks

STAGING = "staging/"
"""Key prefix in a dump."""
LEVEL = 1
"""Of zstd: an outcome is read once and deleted."""
DELETING = 16
"""Requests at a time to delete objects of S3."""
_LENGTH = struct.Struct(">I")

Rows = list[tuple[list[str], int]]
"""Keys by which revisits refer to a capture, and its offset."""
_decode_rows = msgspec.msgpack.Decoder(Rows).decode


class Work:
    """The outcomes of one job."""

    def __init__(self, sink: Sink, prefix: str) -> None:
        self._sink = sink
        self._prefix = prefix

    def begin(self, job: Job) -> None:
        """Write the job. Raises WorkError if that fails."""
        with _as_work_error():
            self._sink.create(f"{self._prefix}job", job.encode())

    def job(self) -> Job:
        """Return the job. Raises WorkError if it is not there."""
        with _as_work_error():
            found = self._sink.get(f"{self._prefix}job")
        if found is None:
            where = f"{self._sink.url}/{self._prefix}job"
            raise WorkError(f"{where}: not found; all workers must reach this place (--work)")
        return decode_job(found[0])

    def has(self, name: str) -> bool:
        """Return whether an outcome is there."""
        with _as_work_error():
            return self._sink.size(f"{self._prefix}{name}.pages") is not None

    def create(self, name: str, entries: Iterator[Entry], originals: Rows) -> None:
        """Write an outcome, unless it is there. `originals` are complete after the last entry."""
        with tempfile.NamedTemporaryFile(prefix="wirecrawl-") as draft:
            with zstandard.ZstdCompressor(LEVEL).stream_writer(draft, closefd=False) as packed:
                for entry in entries:
                    data = encode_entry(entry)
                    packed.write(_LENGTH.pack(len(data)) + data)
            draft.flush()
            if originals:
                rows = zstandard.compress(msgspec.msgpack.encode(originals), LEVEL)
                self._create(f"{name}.originals", rows)
            self._create(f"{name}.pages", Path(draft.name))

    def _create(self, name: str, data: bytes | Path) -> None:
        key = f"{self._prefix}{name}"
        with _as_work_error():
            try:
                self._sink.create(key, data)
            except SinkError:
                if self._sink.size(key) is None:
                    raise

    def entries(self, name: str) -> Iterator[Entry]:
        """Yield the entries of an outcome. Raises WorkError if it cannot be read."""
        with _as_work_error():
            stream = open_chunks(self._sink.read(f"{self._prefix}{name}.pages"))
            reader = zstandard.ZstdDecompressor().stream_reader(stream)
            entry: Entry | None = None
            while not isinstance(entry, End):
                entry = _next_entry(cast("BinaryIO", reader))
                yield entry

    def originals(self, name: str) -> Rows:
        """Return the captures to which revisits may refer. Raises WorkError."""
        with _as_work_error():
            key = f"{self._prefix}{name}.originals"
            if self._sink.size(key) is None:
                return []
            return _decode_rows(zstandard.decompress(b"".join(self._sink.read(key))))


@lru_cache(maxsize=8)
def work_at(url: str, prefix: str) -> Work:
    """Return the place of a task's outcome, the same object for all tasks of a job."""
    return Work(open_sink(url), prefix)


@lru_cache(maxsize=8)
def job_at(url: str, prefix: str) -> Job:
    """Return the job of a task. Raises WorkError."""
    return work_at(url, prefix).job()


def prefix_in(dump: str, is_apart: bool) -> str:
    """Return the start of all keys of a dump's batches; `is_apart` if they are not in the dump."""
    return f"{hashlib.sha256(dump.encode()).hexdigest()[:16]}/" if is_apart else STAGING


def clear(sink: Sink, prefix: str, spared: str | None = None) -> None:
    """Delete the outcomes of all jobs with this prefix but one. Raises SinkError."""
    keys = (key for key in [*sink.list(prefix)] if spared is None or not key.startswith(spared))
    with ThreadPoolExecutor(DELETING if sink.url.startswith("s3:") else 1) as pool:
        for _ in pool.map(sink.delete, keys):
            pass


def _next_entry(stream: BinaryIO) -> Entry:
    (size,) = _LENGTH.unpack(_take(stream, _LENGTH.size))
    return decode_entry(_take(stream, size))


def _take(stream: BinaryIO, size: int) -> bytes:
    taken = stream.read(size)
    while len(taken) < size:
        more = stream.read(size - len(taken))
        if not more:
            raise EOFError("outcome ends early")
        taken += more
    return taken


@contextmanager
def _as_work_error() -> Iterator[None]:
    """Raise failures of the store, and damaged outcomes, as WorkError."""
    try:
        yield
    except WorkError:
        raise
    except (SinkError, OSError, EOFError, zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise WorkError(str(error)) from error
