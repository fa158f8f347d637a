"""What became of one story: all its revisions, out of all the runs of a dump."""

from dataclasses import dataclass
from typing import Any

import msgspec

from crawler.dump.versions import read_index, rows_of, runs_between
from crawler.sinks import Sink, SinkError

BOOKKEEPING = frozenset({"op", "revision", "supersedes", "digest", "fetched_at", "changed"})
"""Keys that differ, or may, in any two revisions."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One revision of a story."""

    revision: int
    op: str
    run: str
    part: str
    """Key."""
    fetched_at: str
    url: str
    digest: str
    changed: tuple[str, ...]
    """The keys whose value is another than in the revision before; none for the first."""


def history(sink: Sink, story: str) -> tuple[Entry, ...]:
    """Every revision of the story with this id, oldest first; empty where there is none.

    Reads all records of the dump. Raises UsageFault where there is no dump, SinkError.
    """
    runs = runs_between(read_index(sink), None, None)
    named = story.encode()
    found = []
    for run, part, line in rows_of(sink, runs, "records"):
        if named in line:
            row = _decode(part.key, line)
            if row["id"] == story:
                found.append((row, run, part.key))
    found.sort(key=lambda each: each[0]["revision"])
    before: list[dict[str, Any]] = [{}, *(row for row, _, _ in found)]
    return tuple(
        _entry(row, run, part, old) for (row, run, part), old in zip(found, before, strict=False)
    )


def _decode(part: str, line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise SinkError(f"{part}: a row is no record: {error}") from error


def _entry(row: dict[str, Any], run: str, part: str, old: dict[str, Any]) -> Entry:
    changed = [key for key in row if key not in BOOKKEEPING and row[key] != old.get(key)]
    told = {key: row[key] for key in ("revision", "op", "fetched_at", "url", "digest")}
    return Entry(run=run, part=part, changed=tuple(changed) if old else (), **told)
