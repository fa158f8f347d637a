"""What planning must know, kept in the service for all machines: visits, and facts about sources.

Safe to lose: all pages are then read again and recognized as known. Entries expire, so that the
memory of the service holds only pages that listings still lead to.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from crawler.base.urls import bare
from crawler.cluster.service import Service
from crawler.ledger import Ledger, Visit

KEPT = 60 * 86_400
"""Seconds for which a visit is kept."""
_CHUNK = 500

T = TypeVar("T")


class SourceNotes(Struct, frozen=True):
    """Facts about a source that the plan of a visit depends on."""

    distrusted: frozenset[str] = frozenset()
    boilerplate: int = 0


class SharedVisits:
    """The visits of one dump's pages."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def read(self, urls: Collection[str]) -> dict[str, Visit]:
        """Return the known visits of URLs: URL without scheme -> visit."""
        found: dict[str, Visit] = {}
        names = sorted({bare(url) for url in urls})
        for some in _chunks(names):
            keys = [self._service.keys.visit(name) for name in some]
            values = await self._service.call(lambda keys=keys: self._service.client.mget(keys))  # type: ignore[misc]
            found |= {n: _visits.decode(v) for n, v in zip(some, values, strict=True) if v}
        return found

    async def notes(self, source: str) -> SourceNotes:
        """Return the facts about a source."""
        key = self._service.keys.source(source)
        data = await self._service.call(lambda: self._service.client.get(key))
        return _notes.decode(data) if data else SourceNotes()

    async def write(self, visits: Iterable[tuple[str, Visit | None]]) -> None:
        """Replace visits, by URL without scheme; delete those that are None."""
        for some in _chunks(visits):
            pipe = self._service.client.pipeline(transaction=False)
            for name, visit in some:
                key = self._service.keys.visit(name)
                if visit is None:
                    pipe.delete(key)
                else:
                    pipe.set(key, msgspec.msgpack.encode(visit), ex=KEPT)
            await self._service.call(lambda pipe=pipe: pipe.execute(raise_on_error=True))  # type: ignore[misc]

    async def write_notes(self, source: str, notes: SourceNotes) -> None:
        """Replace the facts about a source."""
        key, data = self._service.keys.source(source), msgspec.msgpack.encode(notes)
        await self._service.call(lambda: self._service.client.set(key, data))


def visits_of_round(
    file: Path, sources: Iterable[str], since: int, known: Collection[str]
) -> tuple[list[tuple[str, Visit | None]], dict[str, SourceNotes]]:
    """Return what a settled round has changed, from its ledger file: visits since a Unix time, None
    for pages in `known` that have none any more, and facts about its sources."""
    with closing(Ledger(file)) as ledger:
        rows = [*ledger.visits.since(since)]
        forgotten = [url for url in known if ledger.visits.last(f"http{url}") is None]
        notes = {
            source: SourceNotes(
                frozenset(ledger.visits.distrusted(source)), len(ledger.sources.boilerplate(source))
            )
            for source in sources
        }
    return [*rows, *((url, None) for url in forgotten)], notes


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    chunk: list[T] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


_visits = msgspec.msgpack.Decoder(Visit)
_notes = msgspec.msgpack.Decoder(SourceNotes)
