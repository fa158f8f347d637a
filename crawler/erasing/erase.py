"""One erasure: find the rows, upload new versions without them, swap the index, clean up.

Until the index is swapped, readers find the old objects; from then on the new ones. A killed
erasure is completed by repeating it.
"""

import hashlib
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from crawler import EXTRACTOR
from crawler.base.dates import rfc3339
from crawler.base.faults import UsageFault
from crawler.base.verdicts import RunVerdict
from crawler.contract import Record
from crawler.dump.erasures import every_tombstone, last_erased, read_tombstones
from crawler.dump.freshness import Freshness
from crawler.dump.index import Pointer, key_of, merge, newest_name, read_manifest, read_pointer
from crawler.dump.keys import INDEX, manifest_key, mark_of, name_run
from crawler.dump.manifest import (
    SCHEMA_ID,
    Index,
    Manifest,
    RunRef,
    count_rows,
    encode_page,
)
from crawler.dump.tombstones import Erasure, Rewritten, Tombstone
from crawler.erasing.captures import RawCaptures
from crawler.erasing.cleaning import clean
from crawler.erasing.deletions import deletion, publish_deletions
from crawler.erasing.rewrite import Rewriter, without_expired
from crawler.erasing.rows import DumpRows
from crawler.erasing.target import Order, Target, check_names, find_target
from crawler.publishing.exclusive import exclusive
from crawler.publishing.session import Clock, utc_now
from crawler.reporting.publish import publish_reports_again
from crawler.sinks import ConflictError, Sink, SinkError, open_sink
from crawler.tools.scratch import scratch
from crawler.views.keep import keep_views


def erase(dump: str, state: Path, order: Order, clock: Clock = utc_now) -> tuple[Tombstone, ...]:
    """Erase stories from a dump; return their tombstones, none if all were erased already.

    `state` is the folder of ledgers and spools. Raises UsageFault for an unknown story, and its
    subclass LockedError if a run writes the dump; SinkError if the dump is damaged or not writable.
    """
    check_names(order.names)
    sink = open_sink(dump)
    if read_pointer(sink).index is None:
        raise UsageFault(f"{sink.url}: no dump found (no {INDEX})")
    with exclusive(sink, state, clock):
        pointer = read_pointer(sink)
        index = pointer.index
        assert index is not None  # noqa: S101  # nothing deletes an index
        with (
            closing(DumpRows(sink, index)) as rows,
            closing(RawCaptures(sink, index)) as captures,
            scratch() as folder,
        ):
            target = find_target(order.names, rows, captures, read_tombstones(sink, index))
            if target.tombstones:
                raw = captures.files_with(target.pages)
                making = _Erasing(sink, index, target, rows, raw, folder, clock)
                made = making.manifest(order.reason)
                index = _swap(sink, pointer, made)
        stale = clean(sink, index)
        publish_reports_again(sink, stale)
        if keep_views(sink):
            raise SinkError(f"{sink.url}: a view may still have erased stories; repeat the erasure")
    return target.tombstones


@dataclass(frozen=True, slots=True)
class _Made:
    """An erasure that is uploaded but not in the index yet."""

    manifest: Manifest
    sha256: str
    index: Index
    """The index with the rewritten runs."""


class _Erasing:
    """The uploads of one erasure."""

    def __init__(
        self,
        sink: Sink,
        index: Index,
        target: Target,
        rows: DumpRows,
        raw: frozenset[str],
        folder: Path,
        clock: Clock,
    ) -> None:
        """`raw` are the keys of the WARC files that hold erased answers."""
        self._run = name_run(clock(), newest_name(sink, index))
        self._moment = rfc3339(clock())
        self._mark = mark_of(self._run)
        self._sink = sink
        self._index = index
        self._target = target
        self._rows = rows
        self._folder = folder
        self._raw = raw
        self._rewriter = Rewriter(sink, target, self._mark, self._moment, folder)
        self._rewritten: list[Rewritten] = []
        self._newest: dict[str, str] = {}

    def manifest(self, reason: str) -> _Made:
        """Upload the new versions, then the erasure's own manifest, which the index must name."""
        through = last_erased(every_tombstone(self._sink, self._index))
        self._missing = sum(
            self._rows.missing(story, through.get(story, 0)) for story in self._target.stories
        )
        self._affected = self._rows.runs_with(self._target.stories, self._target.pages)
        every = {named.run: named for named in (*self._index.raw, *self._index.runs)}
        made = {run: self._run_of(named) for run, named in sorted(every.items())}
        report = self._index.report
        if report and report.run in {each.run for each in self._rewritten}:
            report = None  # it is deleted, and made again from the new manifest
        index = replace(
            self._index,
            report=report,
            runs=tuple(made[named.run][0] for named in self._index.runs),
            raw=tuple(made[named.run][1] for named in self._index.raw),
            sources=self._sources(),
            erasures=tuple(map(self._followed, self._index.erasures)),
        )
        parts = tuple(publish_deletions(self._sink, self._run, self._deletions(), self._folder))
        replaced = (*self._rewriter.replaced, *(each.manifest for each in self._rewritten))
        erasure = Erasure(self._target.tombstones, tuple(self._rewritten), replaced)
        manifest = Manifest(
            schema=SCHEMA_ID,
            run=self._run,
            verdict=RunVerdict.ERASED,
            reason=reason,
            started_at=self._moment,
            ended_at=self._moment,
            previous=self._index.version,
            versions={"extractor": EXTRACTOR},
            rows=count_rows(parts),
            counts=None,
            sources={},
            parts=parts,
            exit_code=0,
            erasure=erasure,
        )
        page = encode_page(manifest)
        self._sink.create(key_of(manifest), page)
        return _Made(manifest, hashlib.sha256(page).hexdigest(), index)

    def _run_of(self, named: RunRef) -> tuple[RunRef, RunRef]:
        """Return the references to a run's manifest, for its rows and for its raw files, after
        uploading a new one if it is affected."""
        old = new = read_manifest(self._sink, named)
        if named.run in self._affected:
            lost = self._rows.pages_lost(named.run, self._target.stories)
            new = without_expired(self._rewriter.manifest(new, lost), self._missing)
        if any(file.key in self._raw for file in new.raw):
            new = self._rewriter.raw(new, self._raw)
        for part in new.parts:
            if part.newest:
                self._newest[part.source] = max(part.newest, self._newest.get(part.source, ""))
        key, sha256 = named.manifest, named.sha256
        if new != old:
            page, key = encode_page(new), manifest_key(named.run, self._mark)
            self._sink.create(key, page)
            sha256 = hashlib.sha256(page).hexdigest()
            self._rewritten.append(Rewritten(named.run, named.manifest, named.sha256, key, sha256))
        captures = sum(file.captures for file in new.raw)
        return (
            RunRef(named.run, key, sha256, new.rows.records),
            RunRef(named.run, key, sha256, captures),
        )

    def _followed(self, named: RunRef) -> RunRef:
        """Return the reference to an erasure's manifest, which may be rewritten: it has the
        deletions that it published."""
        for each in self._rewritten:
            if each.manifest == named.manifest:
                return RunRef(named.run, each.by, each.by_sha256, named.rows)
        return named

    def _sources(self) -> dict[str, Freshness]:
        return {
            source: replace(fresh, newest_story=self._newest.get(source))
            for source, fresh in self._index.sources.items()
        }

    def _deletions(self) -> list[Record]:
        return [
            deletion(
                *(each.id, each.source, each.through),
                *(self._rows.urls_of(each.id)[0], self._moment),
            )
            for each in self._target.tombstones
            if each.id and each.source and each.through  # else consumers never had it
        ]


def _swap(sink: Sink, pointer: Pointer, made: _Made) -> Index:
    index = merge(made.index, made.manifest, made.sha256)
    assert index is not None  # noqa: S101  # an erasure always changes it
    try:
        sink.replace(INDEX, encode_page(index), pointer.etag)
    except ConflictError as error:
        raise SinkError(f"{sink.url}: {INDEX} was changed by a run; repeat the command") from error
    return index
