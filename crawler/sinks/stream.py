"""Bytes that come in chunks, as an object of a sink does, as a stream."""

import io
from collections.abc import Iterable
from typing import BinaryIO, cast

from crawler.sinks import SinkError


def open_chunks(chunks: Iterable[bytes]) -> BinaryIO:
    """Return a stream over chunks, which raises OSError for a SinkError."""
    return cast("BinaryIO", io.BufferedReader(_Chunks(chunks)))


class _Chunks(io.RawIOBase):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        if not self._rest:
            try:
                self._rest = next(self._chunks, b"")
            except SinkError as error:
                raise OSError(str(error)) from error
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)
