"""The rewriting of a dump by one maintenance: which runs get another manifest, and the index that
names these."""

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from crawler.base.dates import rfc3339
from crawler.contract import Day
from crawler.dump.index import folded_index, newest_name, read_manifest
from crawler.dump.keys import manifest_key, mark_of, name_run
from crawler.dump.manifest import Index, Manifest, RunRef, encode_page
from crawler.dump.retention import Days, Folded, Maintenance, Replaced, Retention
from crawler.maintenance.expiry import Cutoffs, trim
from crawler.maintenance.fold import Folder, Survey, Terms, folded_manifest, survey
from crawler.maintenance.listing import Listing
from crawler.maintenance.raw import expired_raw
from crawler.maintenance.state import fold_state
from crawler.sinks import Sink


class _Refs(NamedTuple):
    """References to one manifest, for its rows and for its WARC files; null without any."""

    run: RunRef | None
    raw: RunRef | None


class Rewriting:
    """The uploads of one maintenance. `survey` decides, `index` uploads."""

    def __init__(self, sink: Sink, index: Index, days: Days, now: datetime, folder: Path) -> None:
        """`days` is the retention from now on; `folder` is for temporary files."""
        self.expired: Counter[str] = Counter()
        """Kind -> rows; of `raw`, captures."""
        self.folded = 0
        """Number of versions that can no longer be read."""
        self.oldest = index.retention.oldest if index.retention else None
        self.before = self.after = 0
        """Number of parts."""
        self._sink = sink
        self._index = index
        self._days = days
        self._moment = rfc3339(now)
        self._name = name_run(now, newest_name(sink, index))
        self._folder = folder
        self._cutoffs = Cutoffs.of(days, now)
        self._raw = expired_raw(sink, index, self._cutoffs)
        self._listing = Listing()
        self._runs = {each.run: each for each in index.runs}
        self._every = dict(sorted(({each.run: each for each in index.raw} | self._runs).items()))
        self._members: tuple[RunRef, ...] = ()
        self._found: Survey | None = None
        self._has_replaced = False
        self._newest: dict[str, Day] = {}

    def close(self) -> None:
        """Delete the temporary database."""
        self._listing.close()

    def survey(self, through: str | None, terms: Terms) -> None:
        """Decide what expires, and which runs become one: those up to `through`; null: none but
        those that are one already. Raises SinkError."""
        first = self._index.runs[0]
        is_folded = folded_index(first, read_manifest(self._sink, first)) is not None
        last = through or (first.run if is_folded else "")
        self._members = tuple(named for run, named in self._every.items() if run <= last)
        self.folded = max(sum(run <= last for run in self._runs) - 1, 0)
        if self.folded:
            self.oldest = last
        for named in self._every.values():
            manifest = read_manifest(self._sink, named)
            self.before += len(manifest.parts)
            if named.run > last:
                self.expired.update(trim(manifest, self._cutoffs, self._raw)[1])
        if self._members:
            arguments = (self._members, self._cutoffs, self._raw, terms, self._listing)
            self._found = survey(self._sink, *arguments)
            self.expired.update(self._found.expired)

    def index(self, terms: Terms) -> Index:
        """Upload the new objects; return the index that names them, the same one if nothing
        changes. Raises SinkError."""
        refs = [self._fold(self._found, terms)] if self._found else []
        later = list(self._every.values())[len(self._members) :]
        refs += [self._trim(named) for named in later]
        old = self._index.retention or Retention(Days(), None, self._moment)
        if not self._has_replaced and self._days == old.days:
            return self._index
        return replace(
            self._index,
            runs=tuple(each.run for each in refs if each.run),
            raw=tuple(each.raw for each in refs if each.raw),
            sources={
                source: replace(fresh, newest_story=self._newest.get(source))
                for source, fresh in self._index.sources.items()
            },
            retention=Retention(
                self._days,
                self.oldest,
                self._moment,
                self._moment if self._has_replaced else old.replaced_at,
                self._cutoffs.raw or old.raw_before,
            ),
        )

    def _fold(self, found: Survey, terms: Terms) -> _Refs:
        """Upload the manifest of the run that holds the rows of all members, if they are several or
        it changes."""
        parts = Folder(
            self._sink, found.last.run, mark_of(self._name), self._listing, self._folder
        ).parts(terms)
        (*_, named) = self._members
        new = folded_manifest(found, parts)
        is_same = (set(parts), new.withheld, new.raw) == (
            *(set(found.last.parts), found.last.withheld),
            found.last.raw,
        )
        if len(self._members) == 1 and is_same:
            return self._refs(named, found.last)
        runs = [each for each in self._members if each.run in self._runs]
        state = self._state(found, runs)
        expired = Counter(found.before) + Counter(found.expired)
        return self._replace(runs, new, dict(expired), state)

    def _state(self, found: Survey, runs: list[RunRef]) -> Folded:
        first = read_manifest(self._sink, runs[0])
        before = first.maintenance.folded if first.maintenance else None
        count = len(runs) - 1 + (before.runs if before else 1)
        oldest = before.first if before else runs[0].run
        return fold_state(self._sink, self._index, found.last.run, count, oldest)

    def _trim(self, named: RunRef) -> _Refs:
        """Upload the manifest of a run without what has expired, if anything has."""
        old = read_manifest(self._sink, named)
        new, lost = trim(old, self._cutoffs, self._raw)
        if not lost and new == old:
            return self._refs(named, old)
        before = Counter(old.maintenance.expired if old.maintenance else {})
        return self._replace([named], new, dict(before + Counter(lost)), None)

    def _replace(
        self, old: list[RunRef], manifest: Manifest, expired: dict[str, int], state: Folded | None
    ) -> _Refs:
        """Upload a run's new manifest, in place of others."""
        replaced = tuple(Replaced(each.run, each.manifest, each.sha256) for each in old)
        new = replace(
            manifest,
            maintenance=Maintenance(
                self._name, self._moment, self._days, replaced, dict(sorted(expired.items())), state
            ),
        )
        page, key = encode_page(new), manifest_key(new.run, mark_of(self._name))
        self._sink.create(key, page)
        self._has_replaced = True
        return self._refs(RunRef(new.run, key, hashlib.sha256(page).hexdigest(), 0), new)

    def _refs(self, named: RunRef, manifest: Manifest) -> _Refs:
        """Return the references to a manifest, and count what it names."""
        self.after += len(manifest.parts)
        for part in manifest.parts:
            if part.newest:
                self._newest[part.source] = max(part.newest, self._newest.get(part.source, ""))
        run, captures = manifest.run, sum(file.captures for file in manifest.raw)
        is_run = run in self._runs
        has_raw = bool(manifest.raw) or not is_run
        return _Refs(
            RunRef(run, named.manifest, named.sha256, manifest.rows.records) if is_run else None,
            RunRef(run, named.manifest, named.sha256, captures) if has_raw else None,
        )
