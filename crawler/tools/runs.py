"""All runs of a dump, also those that published nothing new."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from crawler.base.faults import UsageFault
from crawler.base.verdicts import RunVerdict
from crawler.dump.index import read_manifest, read_pointer, read_unnamed_manifest
from crawler.dump.keys import manifest_key
from crawler.dump.manifest import Index, Manifest, RunRef, encode_page
from crawler.sinks import Sink
from crawler.tools.filters import contains

_FILES = ("parts", "withheld", "raw", "erasure")
"""Keys of a manifest that list files or stories."""


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs to list; null values match all."""

    source: str | None = None
    day: str | None = None
    """Start of the UTC date on which the run began."""
    verdict: RunVerdict | None = None
    reason: str | None = None
    """Text in the reason, in a failed gate or in an alarm."""

    def matches(self, manifest: Manifest) -> bool:
        """Return whether a run passes the filter."""
        return (
            (self.source is None or self.source in manifest.sources)
            and (self.day is None or manifest.started_at.startswith(self.day))
            and (self.verdict is None or self.verdict == manifest.verdict)
            and contains(self.reason, *_reasons(manifest))
        )


def find_runs(sink: Sink, wanted: RunFilter) -> Iterator[Manifest]:
    """Yield the manifests of the runs that pass a filter, newest first.

    Raises UsageFault if there is no dump, SinkError if it is damaged.
    """
    index = read_pointer(sink).index
    named = _named(index) if index else {}
    runs = sorted({*named, *_unnamed(sink)}, reverse=True)
    if not runs:
        raise UsageFault(f"{sink.url}: no dump found, or no run has ended yet")
    for run in runs:
        if run in named:
            manifest: Manifest | None = read_manifest(sink, named[run])
        else:
            manifest = read_unnamed_manifest(sink, manifest_key(run))
        if manifest and wanted.matches(manifest):
            yield manifest


def run_line(manifest: Manifest) -> bytes:
    """Return a manifest as one line of JSON, without its lists of files."""
    values = msgspec.json.decode(encode_page(manifest))
    return msgspec.json.encode({key: values[key] for key in values if key not in _FILES})


def _named(index: Index) -> dict[str, RunRef]:
    return {named.run: named for named in (*index.raw, *index.erasures, *index.runs)}


def _unnamed(sink: Sink) -> set[str]:
    """Return all runs that have a folder; only their names are kept in memory."""
    return {key.split("/")[1] for key in sink.list("runs/")}


def _reasons(manifest: Manifest) -> Iterator[str | None]:
    yield manifest.reason
    for source in manifest.sources.values():
        yield from source.gates
        yield from source.alarms
        yield from source.health.alarms if source.health else ()
