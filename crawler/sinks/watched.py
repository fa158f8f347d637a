"""A sink that reports what is read from another one."""

from collections.abc import Callable, Iterator
from pathlib import Path

from crawler.sinks import Sink


class Watched:
    """Passes everything on, and calls `seen` with key and bytes of each chunk or object read."""

    def __init__(self, sink: Sink, seen: Callable[[str, bytes], None]) -> None:
        self._sink = sink
        self._seen = seen
        self.url = sink.url

    def create(self, key: str, data: bytes | Path) -> None:
        """Implement Sink.create."""
        self._sink.create(key, data)

    def replace(self, key: str, data: bytes, expected: str | None) -> str:
        """Implement Sink.replace."""
        return self._sink.replace(key, data, expected)

    def get(self, key: str) -> tuple[bytes, str] | None:
        """Implement Sink.get."""
        found = self._sink.get(key)
        if found:
            self._seen(key, found[0])
        return found

    def read(self, key: str, start: int = 0) -> Iterator[bytes]:
        """Implement Sink.read."""
        for chunk in self._sink.read(key, start):
            self._seen(key, chunk)
            yield chunk

    def size(self, key: str) -> int | None:
        """Implement Sink.size."""
        return self._sink.size(key)

    def age(self, key: str) -> float | None:
        """Implement Sink.age."""
        return self._sink.age(key)

    def fingerprint(self, key: str) -> str | None:
        """Implement Sink.fingerprint."""
        return self._sink.fingerprint(key)

    def list(self, prefix: str) -> Iterator[str]:
        """Implement Sink.list."""
        return self._sink.list(prefix)

    def delete(self, key: str) -> None:
        """Implement Sink.delete."""
        self._sink.delete(key)

    def discard_drafts(self) -> None:
        """Implement Sink.discard_drafts."""
        self._sink.discard_drafts()
