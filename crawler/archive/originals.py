"""The captures that revisit records refer to, in a temporary SQLite table."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Self

import msgspec

from crawler.archive.values import ArchiveFile, Postponed

_TABLES = """
CREATE TABLE originals (key TEXT PRIMARY KEY, file INTEGER, offset INTEGER) WITHOUT ROWID;
CREATE TABLE postponed (number INTEGER PRIMARY KEY, file INTEGER, row BLOB);
"""
_encode, _decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Postponed).decode


class Originals:
    """Finds a capture by its payload digest, or by URL and date. Use it as a context manager."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(
            "", check_same_thread=False
        )  # a temporary file, in bounded memory
        self._db.executescript(_TABLES)
        self._files: list[ArchiveFile] = []

    def __enter__(self) -> Self:
        """Return the table."""
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the table."""
        self._db.close()

    def add(self, headers: Mapping[str, str], url: str, file: ArchiveFile, offset: int) -> None:
        """Add a capture, by the headers of its record; the first with a digest counts."""
        self.add_keys([(keys_of(headers, url), offset)], file)

    def add_keys(self, captures: Iterable[tuple[list[str], int]], file: ArchiveFile) -> None:
        """Add captures of a file, each by its keys and its offset."""
        number = self._number(file)
        self._db.executemany(
            "INSERT OR IGNORE INTO originals VALUES (?, ?, ?)",
            [(key, number, offset) for keys, offset in captures for key in keys],
        )

    def add_digest(self, digest: str, file: ArchiveFile, offset: int) -> None:
        """Add a capture by its payload digest, from an index."""
        self.add({"warc-payload-digest": digest}, "", file, offset)

    def _number(self, file: ArchiveFile) -> int:
        if not self._files or self._files[-1] is not file:
            self._files.append(file)
        return len(self._files) - 1

    def postpone(self, file: ArchiveFile, revisit: Postponed) -> None:
        """Keep a revisit whose capture has not been read yet."""
        row = self._number(file), _encode(revisit)
        self._db.execute("INSERT INTO postponed (file, row) VALUES (?, ?)", row)

    def postponed(self) -> Iterator[tuple[ArchiveFile, Postponed]]:
        """Yield the revisits that were postponed, in their order, and forget them."""
        last = -1
        while rows := self._db.execute(
            "SELECT number, file, row FROM postponed WHERE number > ? ORDER BY number LIMIT 100",
            (last,),
        ).fetchall():
            for last, file, row in rows:  # noqa: B007
                yield self._files[file], _decode(row)
        self._db.execute("DELETE FROM postponed")

    def find(self, headers: Mapping[str, str], url: str) -> tuple[ArchiveFile, int] | None:
        """Return file and offset of the capture that a revisit refers to, or None."""
        target = headers.get("warc-refers-to-target-uri", url).strip("<>")
        keys = (
            headers.get("warc-payload-digest"),
            f"{target} {headers.get('warc-refers-to-date')}",
        )
        for key in filter(None, keys):
            row = self._db.execute("SELECT file, offset FROM originals WHERE key = ?", (key,))
            if (found := row.fetchone()) is not None:
                return self._files[found[0]], found[1]
        return None


def keys_of(headers: Mapping[str, str], url: str) -> list[str]:
    """Return the keys by which revisits find a capture, from the headers of its record."""
    digest = headers.get("warc-payload-digest")
    return [f"{url} {headers.get('warc-date')}", *([digest] if digest else [])]
