"""History of one story: all its revisions, from all runs of a dump."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec

from crawler.base.faults import UsageFault
from crawler.base.text_diff import Edit, text_edits
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


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision with its record, and the record before."""

    entry: Entry
    record: dict[str, Any]
    before: dict[str, Any]
    """Empty for the first revision."""

    def differences(self) -> Iterator[tuple[str, list[Edit]]]:
        """Yield the content that changed, by key, word by word; nothing for the first revision."""
        for key in self.entry.changed if self.before else ():
            yield key, text_edits(as_text(self.before.get(key)), as_text(self.record[key]))


def history(sink: Sink, story: str, since: str | None = None) -> tuple[Entry, ...]:
    """Return the entries of `revisions`."""
    return tuple(each.entry for each in revisions(sink, story, since))


def revisions(sink: Sink, story: str, since: str | None = None) -> tuple[Revision, ...]:
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
    rows = found.get(match) or _refuse(story, {each: rows[-1][0] for each, rows in found.items()})
    rows.sort(key=lambda each: each[0]["revision"])
    before: list[dict[str, Any]] = [{}, *(row for row, _, _ in rows)]
    made = (
        Revision(_entry(*new, old), new[0], old) for new, old in zip(rows, before, strict=False)
    )
    return tuple(each for each in made if since is None or each.entry.run > since)


def _refuse(story: str, found: Mapping[str, dict[str, Any]]) -> NoReturn:
    """Raise UsageFault with the stories that match, each by the start of its id and its title."""
    listed = [
        f"{each[:12]} ({row['published']['date'] or 'undated'}, {row['headline'] or row['url']})"
        for each, row in sorted(found.items())[:MOST_SHOWN]
    ]
    more = "; …" if len(found) > MOST_SHOWN else ""
    raise UsageFault(f"{story}: matches several stories, e.g. {'; '.join(listed)}{more}")


def as_text(value: object) -> str:
    """Return a value of a record as text."""
    if value is None or isinstance(value, str):
        return value or ""
    return msgspec.json.encode(value).decode()


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
