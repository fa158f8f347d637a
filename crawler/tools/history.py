"""History of one story: all its revisions, from all runs of a dump."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec

from crawler.base.faults import UsageFault
from crawler.dump.reader import read_index, rows_of
from crawler.sinks import Sink, SinkError
from crawler.tools.names import MOST_SHOWN

BOOKKEEPING = frozenset({"op", "revision", "supersedes", "digest", "fetched_at", "changed"})
"""Keys that differ, or may differ, between any two revisions."""


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
    """Keys whose content changed, as in the record."""
    besides: tuple[str, ...]
    """Other keys whose value differs from the previous revision."""


def history(sink: Sink, story: str, since: str | None = None) -> tuple[Entry, ...]:
    """Return all revisions of a story, oldest first; empty if it does not exist.

    `story` is its id, the start of its id, or its URL. With `since`, only the revisions after that
    version. Reads all records of the dump. Raises UsageFault if there is no dump or several stories
    match; SinkError.
    """
    found: dict[str, list[tuple[dict[str, Any], str, str]]] = {}
    named = story.encode()
    for run, part, line in rows_of(sink, read_index(sink).runs, "records"):
        if named in line:
            row = _decode(part.key, line)
            if row["id"].startswith(story) or row["url"] == story:
                found.setdefault(row["id"], []).append((row, run, part.key))
                if len(found) > MOST_SHOWN and story not in found:
                    break
    if not found:
        return ()
    match = story if story in found or len(found) > 1 else next(iter(found))
    rows = found.get(match) or _refuse(story, found)
    rows.sort(key=lambda each: each[0]["revision"])
    before: list[dict[str, Any]] = [{}, *(row for row, _, _ in rows)]
    entries = (_entry(*new, old) for new, old in zip(rows, before, strict=False))
    return tuple(entry for entry in entries if since is None or entry.run > since)


def _refuse(story: str, ids: Iterable[str]) -> NoReturn:
    listed = ", ".join(sorted(ids)[:MOST_SHOWN])
    raise UsageFault(f"{story}: matches several stories, e.g. {listed}")


def _decode(part: str, line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise SinkError(f"{part}: invalid record: {error}") from error


def _entry(row: dict[str, Any], run: str, part: str, old: dict[str, Any]) -> Entry:
    differing = [key for key in row if key not in BOOKKEEPING and row[key] != old.get(key)]
    values = {key: row[key] for key in ("revision", "op", "fetched_at", "url", "digest")}
    changed = tuple(row["changed"])
    besides = tuple(key for key in differing if key not in changed) if old else ()
    return Entry(run=run, part=part, changed=changed, besides=besides, **values)
