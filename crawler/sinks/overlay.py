"""A sink over another one that is only read: for trials of what a run would publish."""

import hashlib
from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from pathlib import Path

from crawler.sinks import ConflictError, Sink, SinkError


class Overlay:
    """Reads from `base` what `top` does not have; writes into `top` only."""

    def __init__(self, base: Sink, top: Sink, hidden: frozenset[str]) -> None:
        """Keys that are `hidden` are not read from `base`."""
        self.url = f"{base.url}#trial"
        self._base = base
        self._top = top
        self._hidden = hidden

    def create(self, key: str, data: bytes | Path) -> None:
        """Implement Sink.create."""
        if self._of(key) is self._top or not self._is_same(key, data):
            self._top.create(key, data)

    def replace(self, key: str, data: bytes, expected: str | None) -> str:
        """Implement Sink.replace."""
        if self._of(key) is self._top:
            return self._top.replace(key, data, expected)
        current = self.get(key)
        if (current[1] if current else None) != expected:
            raise ConflictError(f"{self.url}: {key}: changed by another writer")
        return self._top.replace(key, data, None)

    def get(self, key: str) -> tuple[bytes, str] | None:
        """Implement Sink.get."""
        return self._of(key).get(key)

    def read(self, key: str, start: int = 0) -> Iterator[bytes]:
        """Implement Sink.read."""
        return self._of(key).read(key, start)

    def size(self, key: str) -> int | None:
        """Implement Sink.size."""
        return self._of(key).size(key)

    def age(self, key: str) -> float | None:
        """Implement Sink.age."""
        return self._of(key).age(key)

    def fingerprint(self, key: str) -> str | None:
        """Implement Sink.fingerprint."""
        return self._of(key).fingerprint(key)

    def list(self, prefix: str) -> Iterator[str]:
        """Implement Sink.list."""
        below = (key for key in self._base.list(prefix) if key not in self._hidden)
        for key, _ in groupby(merge(below, self._top.list(prefix))):
            yield key

    def delete(self, key: str) -> None:
        """Implement Sink.delete; raises SinkError for an object of `base`."""
        if self._of(key) is not self._top:
            raise SinkError(f"{self.url}: {key}: is only read")
        self._top.delete(key)

    def discard_drafts(self) -> None:
        """Implement Sink.discard_drafts."""
        self._top.discard_drafts()

    def _of(self, key: str) -> Sink:
        """Return the sink that holds an object; `top` for one that neither has and is hidden."""
        if key in self._hidden or self._top.size(key) is not None:
            return self._top
        return self._base

    def _is_same(self, key: str, data: bytes | Path) -> bool:
        """Return whether `base` has an identical object."""
        if self._base.size(key) is None:
            return False
        content = data.read_bytes() if isinstance(data, Path) else data
        ours = hashlib.sha256()
        for chunk in self._base.read(key):
            ours.update(chunk)
        return ours.digest() == hashlib.sha256(content).digest()
