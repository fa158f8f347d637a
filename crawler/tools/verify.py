"""Is a dump what it says it is? Reads all of it, holds little of it."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from crawler.base.faults import UsageFault
from crawler.base.text import counted
from crawler.contract import Day, Record, digest_of
from crawler.dump.compression import PartError
from crawler.dump.index import read_manifest
from crawler.dump.keys import INDEX, KINDS, SCHEMA, PartPlace, manifest_key, part_place, part_run
from crawler.dump.manifest import (
    Index,
    Manifest,
    Part,
    RunRef,
    count_rows,
    decode_index,
    decode_manifest,
    total,
)
from crawler.dump.pages import Pages
from crawler.dump.rows import lines
from crawler.dump.schema import schema_bytes
from crawler.sinks import Sink, SinkError, open_sink
from crawler.tools.chain import Chains
from crawler.tools.row_checks import RowError, Rules
from crawler.tools.verify_claims import Claims
from crawler.tools.verify_snapshots import Proof

PER_PART = 20
"""Problems told of the rows of one part; the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a dump holds and what is wrong with it. A good dump has no problems."""

    records: int
    stories: int
    """Those that stand."""
    deleted: int
    runs: int
    snapshots: int
    problems: tuple[str, ...]
    """One line each, the object's key first."""
    notes: tuple[str, ...]
    """Worth knowing, nothing wrong: what lies in the dump and no reader will ever see."""


def verify(dump_url: str) -> Findings:
    """Check every checksum, row, schema, count and pointer of a dump.

    Raises UsageFault where there is no dump or it cannot be reached.
    """
    sink = open_sink(dump_url)
    try:
        found = sink.get(INDEX)
    except SinkError as error:
        raise UsageFault(str(error)) from error
    if found is None:
        raise UsageFault(f"{sink.url}: nothing there (no {INDEX})")
    check = _Check(sink)
    try:
        check.index(decode_index(found[0]))
    except msgspec.DecodeError as error:
        check.problems.append(f"{INDEX}: no index: {error}")
    return check.findings()


class _Check:
    """Walks one dump and collects what it finds."""

    def __init__(self, sink: Sink) -> None:
        self.problems: list[str] = []
        self._notes: list[str] = []
        self._sink = sink
        self._chains = Chains()
        self._records = 0
        self._runs = 0
        self._snapshots = 0
        self._named: set[str] = set()
        self._pages = Pages()
        """Of the run that is looked at."""
        self._rules = self._schema()

    def findings(self) -> Findings:
        self.problems.extend(self._chains.problems())
        return Findings(
            records=self._records,
            stories=self._chains.stories(),
            deleted=self._chains.deleted(),
            runs=self._runs,
            snapshots=self._snapshots,
            problems=tuple(self.problems),
            notes=tuple(self._notes),
        )

    def index(self, index: Index) -> None:
        runs = [named.run for named in index.runs]
        self._runs = len(runs)
        if runs != sorted(set(runs)):
            self._tell(INDEX, "its runs are not in order, each once")
        newest = runs[-1] if runs else None
        if index.version != newest:
            self._tell(INDEX, f"version is {index.version}, the newest run is {newest}")
        claims = Claims(index)
        for named in index.runs:
            if manifest := self._run(named):
                claims.add(named, manifest)
        self._prove(index)
        quiet = self._unnamed()
        if len(claims) == len(index.runs):  # else it is known already what is wrong
            for problem in claims.problems(self._manifests(quiet)):
                self._tell(INDEX, problem)

    def _prove(self, index: Index) -> None:
        """The snapshots, where there are any."""
        proof = Proof(self._sink, index)
        try:
            self.problems.extend(proof.problems())
            left = proof.left()
        except SinkError as error:
            self.problems.append(str(error))
            return
        self._snapshots = proof.snapshots
        self._notes += [f"{key}: no snapshot names it (a killed one left it)" for key in left]

    def _manifests(self, keys: Iterable[str]) -> Iterator[Manifest]:
        """Those of some runs, newest first, that can be read: no reader relies on the others."""
        for key in sorted(keys, reverse=True):
            with suppress(SinkError, msgspec.DecodeError):
                if found := self._sink.get(key):
                    yield decode_manifest(found[0])

    def _run(self, named: RunRef) -> Manifest | None:
        self._named.add(named.manifest)
        try:
            manifest = read_manifest(self._sink, named)
        except SinkError as error:
            self.problems.append(str(error))
            return None
        for problem in _flaws(named, manifest):
            self._tell(named.manifest, problem)
        self._pages.clear()
        sound = len(self.problems)
        for part in manifest.parts:
            if part.key in self._named:
                self._tell(part.key, "named twice")
            self._named.add(part.key)
            self._part(part, manifest.run)
        if len(self.problems) == sound:  # else its rows are not all known
            for problem in self._pages.problems(manifest):
                self._tell(named.manifest, problem)
        for part in manifest.withheld:
            self._checksum(part)
        return manifest

    def _part(self, part: Part, run: str) -> None:
        place = part_place(part.key)
        if place is None or part_run(part.key) != run:
            self._tell(part.key, f"no key of a part of run {run}")
            return
        if (place.kind, place.source) != (part.kind, part.source):
            self._tell(part.key, f"the manifest says {part.kind} of {part.source}")
        try:
            if self._sink.size(part.key) is None:
                self._tell(part.key, "missing")
                return
            self._bytes(part, place)
        except SinkError as error:
            self.problems.append(str(error))

    def _checksum(self, part: Part) -> None:
        """No reader reads what is withheld, but it must be there for who asks."""
        tally = _Tally()
        try:
            for _ in tally.over(self._sink.read(part.key)):
                pass
        except SinkError as error:
            self.problems.append(str(error))
            return
        if tally.sha256.hexdigest() != part.sha256:
            self._tell(part.key, "its SHA-256 is not the one in the manifest")

    def _bytes(self, part: Part, place: PartPlace) -> None:
        tally = _Tally()
        chunks = tally.over(self._sink.read(part.key))
        try:
            before = len(self.problems)
            rows, newest = self._rows(part.key, place, lines(part.key, chunks))
            if rows != part.rows:
                self._tell(part.key, f"{rows} rows, the manifest says {part.rows}")
            if newest != part.newest and len(self.problems) == before:
                self._tell(part.key, f"newest is {newest}, the manifest says {part.newest}")
        except PartError as error:
            self._tell(part.key, str(error))
        for _ in chunks:  # what follows a fault still belongs to the checksum
            pass
        if tally.bytes != part.bytes:
            self._tell(part.key, f"{tally.bytes} bytes, the manifest says {part.bytes}")
        if tally.sha256.hexdigest() != part.sha256:
            self._tell(part.key, "its SHA-256 is not the one in the manifest")

    def _rows(self, key: str, place: PartPlace, rows: Iterable[bytes]) -> tuple[int, Day | None]:
        """Their number, and the day of the newest story."""
        number = bad = 0
        newest: Day | None = None

        def tell(error: str) -> None:
            nonlocal bad
            bad += 1
            if bad <= PER_PART:
                self._tell(key, f"row {number}: {error}")

        for number, line in enumerate(rows, 1):  # noqa: B007  # `tell` uses it
            try:
                row = self._rules.row(place, line)
            except RowError as error:
                tell(str(error))
                continue
            if isinstance(row, Record):
                if row.digest != digest_of(row):
                    tell("its digest is not that of its content")
                self._chains.add(row, key)
                self._pages.add(row)
                self._records += 1
                newest = max(filter(None, (newest, row.published.date)), default=None)
            elif place.kind == "removed":
                self._pages.strip(place.source, row["url"])
        if bad > PER_PART:
            self._tell(key, f"{counted(bad - PER_PART, 'more row')} wrong")
        return number, newest

    def _schema(self) -> Rules:
        """The rules of the dump's own schema; our own, and a problem, where it has none."""
        ours = schema_bytes()
        try:
            found = self._sink.get(SCHEMA)
            if found is None:
                self._tell(SCHEMA, "missing")
            elif found[0] != ours:
                self._notes.append(f"{SCHEMA}: made by another version of wirecrawl")
            return Rules(found[0] if found else ours)
        except (SinkError, ValueError) as error:
            self._tell(SCHEMA, str(error))
        return Rules(ours)

    def _unnamed(self) -> list[str]:
        """Note what no reader will ever see; returns the manifests of runs that published nothing
        new."""
        quiet: list[str] = []
        try:
            for prefix in (*KINDS, "runs"):
                for key in self._sink.list(f"{prefix}/"):
                    if key in self._named:
                        continue
                    if prefix == "runs":
                        quiet.append(key)
                    else:
                        self._notes.append(f"{key}: no run names it (a killed upload left it)")
        except SinkError as error:
            self.problems.append(str(error))
        if quiet:
            self._notes.append(f"{counted(len(quiet), 'run')} published nothing new")
        return quiet

    def _tell(self, key: str, problem: str) -> None:
        self.problems.append(f"{key}: {problem}")


class _Tally:
    """Counts and hashes what passes."""

    def __init__(self) -> None:
        self.bytes = 0
        self.sha256 = hashlib.sha256()

    def over(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.bytes += len(chunk)
            self.sha256.update(chunk)
            yield chunk


def _flaws(named: RunRef, manifest: Manifest) -> Iterator[str]:
    """Where a manifest contradicts the index or itself."""
    if manifest.run != named.run or named.manifest != manifest_key(named.run):
        yield f"the index names it as the manifest of {named.run}, it is that of {manifest.run}"
    if manifest.rows != count_rows(manifest.parts):
        yield "its rows are not the sum of its parts"
    if manifest.rows.records != named.rows:
        yield f"{manifest.rows.records} records, the index says {named.rows}"
    if manifest.counts is None:
        return
    if manifest.counts != total(source.counts for source in manifest.sources.values()):
        yield "its counts are not the sum of its sources"
    gap = manifest.counts.gap()
    if gap and manifest.verdict == "ok":
        yield f"its counts do not add up: {gap}"
