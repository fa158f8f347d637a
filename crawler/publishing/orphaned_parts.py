"""Parts that no run has published: deduplicate their rows again, and write those still new."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from crawler.contract import Record, RemovedText, encode
from crawler.dump.index import Pointer
from crawler.dump.keys import KINDS, PartPlace, index_key, part_place, part_run
from crawler.dump.manifest import RawFile
from crawler.ledger import Ledger
from crawler.publishing.ledger_rows import reject
from crawler.publishing.rows import Row, record_row, removed_row
from crawler.publishing.spool import Spool
from crawler.publishing.writer import Writer
from crawler.run.dedupe import decide_by_ledger, follows
from crawler.run.near_duplicates import assign_cluster, neighbours

_records = msgspec.json.Decoder(Record)
_removed = msgspec.json.Decoder(RemovedText)


@dataclass(frozen=True, slots=True, order=True)
class SpoolPage:
    """A page whose records are in the spool, or the deletion of a story whose page is gone."""

    source: str
    url: str
    is_deletion: bool


@dataclass(frozen=True, slots=True)
class Salvaged:
    """Pages found in the spool, and those of them that a run publishes."""

    seen: frozenset[SpoolPage]
    kept: frozenset[SpoolPage]


def salvage(pointer: Pointer, spool: Spool, ledger: Ledger, writer: Writer) -> Salvaged:
    """Deduplicate again the parts in the spool that belong to no pending run.

    They are left over if the ledger was lost, if a run was killed between sealing a part and
    recording it in the ledger, or if another run published first. What the dump contains by now is
    not written again.
    """
    waiting = {key for run in ledger.pending() for key in ledger.parts(run.run)}
    left = [key for key in spool.sealed() if key not in waiting]
    unnamed = [key for key in left if part_run(key) not in pointer.runs()]
    dedup = _Deduplicator(ledger)
    # One write means one seal: if this is killed halfway, the next run repeats all of it.
    writer.write(dedup.rows(unnamed, spool))
    writer.seal()
    spool.remove(left)
    _adopt_raw(spool, ledger, writer.run)
    return Salvaged(frozenset(dedup.seen), frozenset(dedup.kept))


def _adopt_raw(spool: Spool, ledger: Ledger, run: str) -> None:
    """Give a run the WARC files of runs that cannot publish them any more."""
    ledger.raw.adopt(run)
    known = ledger.raw.keys()
    lost = [key for key in spool.sealed_raw() if key not in known]
    ledger.raw.add(run, [(key, encode(_stored_raw_file(key, spool.path(key)))) for key in lost])
    ledger.seal(run)


def _stored_raw_file(key: str, path: Path) -> RawFile:
    """Return the entry of a sealed file that the ledger has lost. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
    index = path.with_name(index_key(path.name)).read_bytes()
    return RawFile(
        key=key,
        index=index_key(key),
        captures=index.count(b"\n"),
        bytes=size,
        sha256=digest.hexdigest(),
        index_sha256=hashlib.sha256(index).hexdigest(),
    )


class _Deduplicator:
    """Deduplicator of rows left in the spool."""

    def __init__(self, ledger: Ledger) -> None:
        self.seen: set[SpoolPage] = set()
        self.kept: set[SpoolPage] = set()
        self._ledger = ledger
        self._published: set[str] = set()

    def rows(self, keys: list[str], spool: Spool) -> Iterator[Row]:
        """Yield the rows to write, each decided when it is requested."""
        for kind in reversed(KINDS):  # records first: removed texts need their page
            for key in keys:
                place = part_place(key)
                if place is None or place.kind != kind:
                    continue
                for line in spool.lines(key):
                    if (row := self._row(place, line)) is not None:
                        yield row

    def _row(self, place: PartPlace, line: bytes) -> Row | None:
        if self._ledger.erased.has_row(line):
            return None
        if place.kind == "quarantine":
            return Row(place, line, note=reject(line))
        if place.kind == "removed":
            text = _removed.decode(line)
            return removed_row(text) if text.url in self._published else None
        try:
            record = _records.decode(line)
        except msgspec.ValidationError:
            self._ledger.visits.forget_source(place.source)
            return None  # written by another version: its page will be read again
        is_deletion = record.op == "delete" and record.pubstatus != "canceled"
        page = SpoolPage(place.source, record.url, is_deletion)
        self.seen.add(page)
        if (decided := self._decide(record, is_deletion)) is None:
            return None
        self.kept.add(page)
        self._published.add(decided.url)
        return record_row(decided)

    def _decide(self, record: Record, is_deletion: bool) -> Record | None:
        known = self._ledger.revisions(record.id)
        if follows(record, known):
            # Still follows the current revision; its cluster may have changed.
            return assign_cluster(record, neighbours(record, self._ledger), self._ledger)
        if is_deletion:
            return None  # another run has found the page, or deleted the story
        if any(other.digest == record.digest for other in known):
            return None  # an older revision, not a return to an earlier version
        decision, _ = decide_by_ledger(record, self._ledger)
        return decision if isinstance(decision, Record) else None
