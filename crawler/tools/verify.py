"""Verification of a dump: reads all of it, in little memory."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import msgspec

from crawler.base.faults import UsageFault
from crawler.base.text import counted
from crawler.dump.index import read_manifest
from crawler.dump.keys import INDEX, KINDS, SCHEMA, is_report_key
from crawler.dump.manifest import (
    Index,
    Manifest,
    RunRef,
    decode_index,
    decode_manifest,
)
from crawler.dump.named import is_replaced
from crawler.dump.pages import Pages
from crawler.dump.schemas import schema_bytes
from crawler.dump.upgrade import is_old_schema
from crawler.sinks import Sink, SinkError, open_sink
from crawler.tools.index_check import IndexCheck
from crawler.tools.manifest_check import flaws
from crawler.tools.row_checks import Rules
from crawler.tools.verify_erasures import ErasureChecker
from crawler.tools.verify_latest import check_latest
from crawler.tools.verify_parts import PartChecker
from crawler.tools.verify_reports import ReportChecker
from crawler.tools.verify_snapshots import SnapshotChecker


@dataclass(frozen=True, slots=True)
class Findings:
    """Contents of a dump and problems found. A good dump has no problems."""

    records: int
    stories: int
    """Live stories."""
    deleted: int
    runs: int
    snapshots: int
    problems: tuple[str, ...]
    """Problems, one line each; the object's key comes first."""
    notes: tuple[str, ...]
    """Observations that are not problems, such as objects that no reader will ever see."""


def verify(dump_url: str) -> Findings:
    """Check all checksums, rows, schema, counters and references of a dump.

    Raises UsageFault if there is no dump or it is unreachable.
    """
    return verify_sink(open_sink(dump_url))


def verify_sink(sink: Sink) -> Findings:
    """Check a dump, like `verify`."""
    try:
        found = sink.get(INDEX)
    except SinkError as error:
        raise UsageFault(str(error)) from error
    if found is None:
        raise UsageFault(f"{sink.url}: no dump found (no {INDEX})")
    check = _Check(sink)
    try:
        check.index(decode_index(found[0]))
    except msgspec.DecodeError as error:
        check.problems.append(f"{INDEX}: invalid: {error}")
    return check.findings()


class _Check:
    """Walk through one dump, collecting problems and notes."""

    def __init__(self, sink: Sink) -> None:
        self.problems: list[str] = []
        self._notes: list[str] = []
        self._sink = sink
        self._runs = 0
        self._snapshots = 0
        self._named: set[str] = set()
        self._read: dict[str, Manifest] = {}
        """Manifests of the index, without their parts, by key."""
        self._report_keys: list[str] = []
        self._parts = PartChecker(sink, self._schema())
        self._pages = Pages()
        """Pages of the run being checked."""

    def findings(self) -> Findings:
        self.problems.extend(self._parts.chains.problems())
        return Findings(
            records=self._parts.records,
            stories=self._parts.chains.stories(),
            deleted=self._parts.chains.deleted(),
            runs=self._runs,
            snapshots=self._snapshots,
            problems=tuple(self.problems),
            notes=tuple(self._notes),
        )

    def index(self, index: Index) -> None:
        runs = [named.run for named in index.runs]
        self._runs = len(runs)
        if runs != sorted(set(runs)):
            self._report(INDEX, "its runs are not sorted and unique")
        newest = runs[-1] if runs else None
        if index.version != newest:
            self._report(INDEX, f"version is {index.version}, but the newest run is {newest}")
        erasures = ErasureChecker(self._sink, index)
        self._report_erasures(erasures, index)
        claims = IndexCheck(index)
        for named in index.runs:
            if manifest := self._run(named, erasures):
                claims.add(named, manifest)
        for named, manifest in erasures.manifests:
            claims.add_erasure(named, manifest)
        self._check_snapshots(index, erasures.through)
        problems, notes = check_latest(self._sink, index)
        self.problems += problems
        self._notes += notes
        if index.raw:
            from crawler.tools.verify_raw import raw_problems  # loads what reads WARC files

            self.problems += raw_problems(self._sink, index)
        quiet = self._unnamed(index)
        reports = ReportChecker(self._sink, self._report_keys)
        self.problems += reports.problems(index, self._read, [*self._named, *quiet])
        self._notes += reports.notes(index)
        if len(claims) == len(index.runs):  # else the cause is already reported
            for problem in claims.problems(self._manifests(quiet)):
                self._report(INDEX, problem)

    def _report_erasures(self, erasures: ErasureChecker, index: Index) -> None:
        self.problems += erasures.problems
        self._named.update(named.manifest for named, _ in erasures.manifests)
        self._parts.chains.erased = erasures.through
        keys = {named.run: named.manifest for named in index.runs}
        for named in index.raw:
            if named.run not in keys:
                with suppress(SinkError):  # reported with its WARC files
                    manifest = read_manifest(self._sink, named)
                    self.problems += erasures.problems_of(named, manifest)
            elif named.manifest != keys[named.run]:
                self._report(named.manifest, f"is not the last manifest of run {named.run}")

    def _check_snapshots(self, index: Index, erased: Collection[str]) -> None:
        """Check the snapshots, if there are any."""
        snapshots = SnapshotChecker(self._sink, index, erased)
        try:
            self.problems.extend(snapshots.problems())
            left = snapshots.left()
        except SinkError as error:
            self.problems.append(str(error))
            return
        self._snapshots = snapshots.count
        self._notes += [f"{key}: not part of a snapshot (left by a killed one)" for key in left]
        what = "snapshot of a version that has expired: only its files were checked"
        self._notes += [f"{folder}: {what}" for folder in snapshots.unchecked]

    def _manifests(self, keys: Iterable[str]) -> Iterator[Manifest]:
        """Yield the readable manifests among these keys, newest first; readers rely on no
        others."""
        for key in sorted(keys, reverse=True):
            with suppress(SinkError, msgspec.DecodeError):
                if found := self._sink.get(key):
                    yield decode_manifest(found[0])

    def _run(self, named: RunRef, erasures: ErasureChecker) -> Manifest | None:
        self._named.add(named.manifest)
        try:
            manifest = read_manifest(self._sink, named)
        except SinkError as error:
            self.problems.append(str(error))
            return None
        if manifest.run != named.run:
            what = f"the index lists it for run {named.run}, but it is the manifest of"
            self._report(named.manifest, f"{what} {manifest.run}")
        self.problems += erasures.problems_of(named, manifest)
        for problem in flaws(named, manifest):
            self._report(named.manifest, problem)
        self._pages.clear()
        pages = None if manifest.maintenance and manifest.maintenance.folded else self._pages
        before = len(self.problems)
        for part in manifest.parts:
            if part.key in self._named:
                self._report(part.key, "listed twice")
            self._named.add(part.key)
            self.problems.extend(self._parts.problems(part, manifest.run, pages))
        if manifest.maintenance:
            self._parts.chains.expired += manifest.maintenance.expired.get("records", 0)
        if len(self.problems) == before and pages is not None:  # else not all are known
            for problem in pages.problems(manifest):
                self._report(named.manifest, problem)
        for part in manifest.withheld:
            self.problems.extend(self._parts.checksum_problems(part))
        self._read[named.manifest] = replace(manifest, parts=(), sources={})
        return manifest

    def _schema(self) -> Rules:
        """Return the row checks for the dump's own schema; for ours, with a problem reported, if it
        has none."""
        ours = schema_bytes()
        try:
            found = self._sink.get(SCHEMA)
            if found is None:
                self._report(SCHEMA, "missing")
            elif found[0] != ours:
                self._notes.append(f"{SCHEMA}: written by another version of Wirecrawl")
            return Rules(found[0] if found and not is_old_schema(found[0]) else ours)
        except (SinkError, ValueError) as error:
            self._report(SCHEMA, str(error))
        return Rules(ours)

    def _unnamed(self, index: Index) -> list[str]:
        """Note objects that no reader will ever see; return the manifests of runs without new
        data."""
        quiet: list[str] = []
        replaced = 0
        try:
            for prefix in (*KINDS, "runs"):
                for key in self._sink.list(f"{prefix}/"):
                    if key in self._named:
                        continue
                    if is_report_key(key):
                        self._report_keys.append(key)
                    elif index.retention and is_replaced(index, key):
                        replaced += 1
                    elif prefix == "runs":
                        quiet.append(key)
                    else:
                        self._notes.append(f"{key}: not part of a run (left by a killed upload)")
        except SinkError as error:
            self.problems.append(str(error))
        if replaced:
            what = "to be deleted by the next `expire` or `compact`"
            self._notes.append(f"{counted(replaced, 'replaced object')}, {what}")
        if quiet:
            self._notes.append(f"{counted(len(quiet), 'run')} published nothing new")
        return quiet

    def _report(self, key: str, problem: str) -> None:
        self.problems.append(f"{key}: {problem}")
