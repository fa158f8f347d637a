"""Recovery before a run: bring the ledger up to date and publish what killed runs have sealed."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from crawler.base.text import counted
from crawler.base.verdicts import RunVerdict
from crawler.dump.compression import PartError
from crawler.dump.erasures import Erased, read_tombstones
from crawler.dump.index import Pointer, read_manifest, read_pointer
from crawler.dump.keys import part_number
from crawler.dump.manifest import Manifest, RunRef, decode_manifest
from crawler.dump.rows import lines, record
from crawler.ledger import SOME_PART, Ledger, PartRef
from crawler.publishing.ledger_rows import boilerplate, health_of, reject
from crawler.publishing.publish import TRIES, OvertakenError, plan_run, publish_run
from crawler.publishing.spool import Spool
from crawler.run.ledger_revision import as_revision
from crawler.run.near_duplicates import likeness_of
from crawler.sinks import Sink, SinkError

KILLED = "killed; its sealed parts were published by the next run"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was recovered before a run. Empty after a run that ended normally."""

    runs: tuple[Manifest, ...] = ()
    """Runs that were killed or could not publish. They are in the dump now; of a run without sealed
    parts, only the manifest."""
    salvaged: int = 0
    """Pages from the spool that this run publishes in place of an earlier one."""
    read_runs: int = 0
    """Runs of the dump that were read because the ledger was lost or another machine published."""
    set_aside: Path | None = None
    """Path of the damaged ledger that was replaced."""

    @property
    def report(self) -> Iterator[str]:
        """Yield one log line per recovery action."""
        for run in self.runs:
            ended = "was killed" if run.verdict == RunVerdict.KILLED else "could not publish"
            sealed = f"its {counted(run.rows.records, 'sealed record')} published now"
            yield f"run {run.run} {ended}; {sealed if run.parts else 'it had sealed nothing'}"
        if self.salvaged:
            pages = counted(self.salvaged, "page")
            yield f"{pages} sealed by an earlier run will be published with this run"
        if self.set_aside:
            yield f"damaged ledger moved to {self.set_aside}; rebuilt from the dump"


def recover(sink: Sink, ledger: Ledger, spool: Spool, now: datetime) -> Recovered:
    """Bring the ledger up to date with the dump, and publish what killed runs have sealed.

    Raises SinkError if the dump cannot be read or written.
    """
    read_runs = 0
    runs: list[Manifest] = []
    for _ in range(TRIES):
        read_runs += catch_up(read_pointer(sink), sink, ledger)
        try:
            for run in ledger.pending():
                planned = run.manifest or plan_run(ledger, run, now, RunVerdict.KILLED, KILLED)
                publish_run(sink, ledger, spool, run.run, planned)
                runs.append(decode_manifest(planned))
        except OvertakenError:
            continue
        return Recovered(tuple(runs), read_runs=read_runs, set_aside=ledger.set_aside)
    raise SinkError(f"{sink.url}: other runs published {TRIES} times in a row")


def catch_up(pointer: Pointer, sink: Sink, ledger: Ledger) -> int:
    """Bring the ledger up to date with the dump; return the number of runs read for it.

    If the dump contains anything new, pending runs are dropped: their parts stay in the spool, and
    `salvage` deduplicates them again.
    """
    theirs = pointer.runs()
    follow_maintenance(pointer, sink, ledger)
    ledger.erased = Erased.of(read_tombstones(sink, pointer.index))
    for run in ledger.pending():
        # Killed after the index swap, before it updated the ledger.
        if run.run in theirs and run.manifest and _sha256(run.manifest) == theirs[run.run]:
            ledger.done(run.run, theirs[run.run], health_of(decode_manifest(run.manifest)))
    ours = ledger.named()
    if ours == theirs:
        return 0
    for run in ledger.pending():
        ledger.drop(run.run)
    if not ours.items() <= theirs.items():
        ours = _forget_rewritten(pointer, sink, ledger)
    unread = [named for named in pointer.named() if named.run not in ours]
    for named in unread:
        _read_run(named, sink, ledger)
    return len(unread)


def follow_maintenance(pointer: Pointer, sink: Sink, ledger: Ledger) -> None:
    """Give the ledger's rows to the runs that have them since the dump was expired or compacted.

    If it knows other manifests than those that were replaced, nothing is changed.
    """
    retention = pointer.index.retention if pointer.index else None
    if retention is None:
        return
    if retention.raw_before:  # later answers must not refer to these; a file may last a day more
        kept = date.fromisoformat(retention.raw_before) + timedelta(days=2)
        ledger.raw.forget_before(kept.isoformat())
    ours = ledger.named()
    for named in pointer.named():
        if ours.get(named.run) == named.sha256:
            continue
        maintenance = read_manifest(sink, named).maintenance
        replaced = maintenance.replaced if maintenance else ()
        if replaced and all(ours.get(each.run) == each.sha256 for each in replaced):
            ledger.fold([each.run for each in replaced], named.run, named.sha256)
            ours = ledger.named()


def _forget_rewritten(pointer: Pointer, sink: Sink, ledger: Ledger) -> dict[str, str]:
    """Forget the first run that was rewritten, and all later ones, for their rows were
    recorded after its own; return the runs that are left.

    If the dump differs in another way, it is not the one that the ledger describes: forget all.
    """
    ours, theirs = ledger.named(), pointer.runs()
    changed = {run for run, sha256 in ours.items() if theirs.get(run) != sha256}
    if not changed <= _rewritten(pointer, sink, ledger):
        ledger.clear()
        return {}
    ledger.raw.clear()  # later answers must not refer to those that are erased
    for run in ours:
        if run >= min(changed):
            ledger.drop(run)
    return ledger.named()


def _rewritten(pointer: Pointer, sink: Sink, ledger: Ledger) -> set[str]:
    """Return the runs that were erased from, expired or compacted."""
    found: set[str] = set()
    if pointer.index and pointer.index.retention:
        oldest = pointer.index.retention.oldest or ""
        ours = ledger.named()
        found.update(run for run in ours if run <= oldest)
        for named in pointer.named():
            is_other = ours.get(named.run) not in (None, named.sha256)
            if is_other and read_manifest(sink, named).maintenance:
                found.add(named.run)
    for named in pointer.index.erasures if pointer.index else ():
        if erasure := read_manifest(sink, named).erasure:
            found.update(each.run for each in erasure.rewritten)
    return found


def _read_run(named: RunRef, sink: Sink, ledger: Ledger) -> None:
    manifest = read_manifest(sink, named)
    is_folded = manifest.maintenance is not None and manifest.maintenance.folded is not None
    for part in manifest.parts:
        number = SOME_PART if is_folded else part_number(part.key)
        part_ref = PartRef(named.run, number or SOME_PART)
        try:
            for line in lines(part.key, sink.read(part.key)):
                if part.kind == "records":
                    row = record(line)
                    ledger.admit(part_ref, as_revision(row))
                    if like := likeness_of(row):
                        ledger.likenesses.note(named.run, like)
                elif part.kind == "quarantine":
                    ledger.reject(named.run, reject(line))
                elif text := boilerplate(line):
                    ledger.sources.add_boilerplate(named.run, text)
        except (PartError, sqlite3.IntegrityError) as error:
            raise SinkError(f"{sink.url}: {part.key} is damaged: {error}") from error
    ledger.done(named.run, named.sha256, health_of(manifest))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
