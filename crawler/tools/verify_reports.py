"""Verification of the reports of a dump: that they are whole, present, and agree with manifests."""

import hashlib
from collections.abc import Collection, Iterator, Mapping

import msgspec

from crawler.base.text import counted
from crawler.dump.keys import INDEX, is_report_key, report_keys
from crawler.dump.manifest import Index, Manifest
from crawler.reporting.values import RunReport
from crawler.sinks import Sink, SinkError


class ReportChecker:
    """The reports among the objects below `runs/`."""

    def __init__(self, sink: Sink, keys: Collection[str]) -> None:
        self._sink = sink
        self._keys = frozenset(filter(is_report_key, keys))
        self._stale: frozenset[str] = frozenset()

    def notes(self, index: Index) -> Iterator[str]:
        """Yield what the next run or maintenance completes, one line each. Follows `problems`."""
        for key in sorted(self._keys - self._stale):
            if key.endswith(".html") and f"{key[:-5]}.json" not in self._keys:
                yield f"{key}: page of a report without its JSON (left by a killed run)"
        if self._stale and index.retention:
            reports = counted(len(self._stale), "file")
            yield f"{reports} of replaced reports, to be deleted by the next `expire` or `compact`"

    def problems(
        self, index: Index, manifests: Mapping[str, Manifest], current: Collection[str]
    ) -> Iterator[str]:
        """Yield each flaw, one line each. `manifests` are those of the index by key, `current` the
        keys of all present manifests."""
        expected = {key for manifest in current for key in report_keys(manifest)}
        self._stale = self._keys - expected
        for key in sorted(self._stale if not index.retention else ()):
            yield f"{key}: its manifest was replaced: repeat the erasure, which was interrupted"
        for key in sorted(self._keys & expected):
            if key.endswith(".json"):
                yield from self._flaws(key, manifests)
        if ref := index.report:
            for key, sha256 in ((ref.html, ref.sha256), (ref.json, ref.json_sha256)):
                yield from self._mismatch(key, sha256, f"{INDEX}: its report {key}")

    def _flaws(self, key: str, manifests: Mapping[str, Manifest]) -> Iterator[str]:
        try:
            found = self._sink.get(key)
            report = _reports.decode(found[0] if found else b"")
        except (SinkError, msgspec.DecodeError) as error:
            yield f"{key}: invalid: {error}"
            return
        if report_keys(report.manifest).json != key:
            yield f"{key}: it was made from {report.manifest}"
            return
        yield from self._mismatch(
            report_keys(report.manifest).html, report.page, f"{key}: its page"
        )
        manifest = manifests.get(report.manifest)
        if manifest and (report.counts, report.rows) != (manifest.counts, manifest.rows):
            yield f"{key}: its figures differ from the manifest"

    def _mismatch(self, key: str, sha256: str | None, what: str) -> Iterator[str]:
        try:
            found = self._sink.get(key)
        except SinkError as error:
            yield str(error)
            return
        if found is None:
            yield f"{what} is missing"
        elif hashlib.sha256(found[0]).hexdigest() != sha256:
            yield f"{what} is damaged: checksum mismatch"


_reports = msgspec.json.Decoder(RunReport)
