"""Publication of reports: beside the manifests they are made from, and named by the index.

A report is derived: without it the dump is whole, and it can be made again. Its page is created
first, its JSON completes it.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace

import msgspec

from crawler.dump.index import read_pointer
from crawler.dump.keys import INDEX, report_keys
from crawler.dump.manifest import Index, ReportRef, encode_page
from crawler.reporting.facts import gather
from crawler.reporting.history import KnownRun, known_runs, manifest_of
from crawler.reporting.page import run_page
from crawler.reporting.values import RunReport
from crawler.sinks import ConflictError, Sink, SinkError

BACKLOG = 5
"""Newest runs that get a report if they have none: those of runs that were killed."""
_TRIES = 8
"""Attempts to swap the index while runs swap it too."""


def publish_reports(sink: Sink) -> tuple[str, ...]:
    """Make the reports that the newest runs lack, and name the newest in the index; return the runs
    whose reports were made. Raises SinkError."""
    return _publish(sink, known_runs(sink, read_pointer(sink).index), ())


def publish_reports_again(sink: Sink, of: Collection[str]) -> tuple[str, ...]:
    """Make the reports of these runs, which were deleted, and name the newest of the dump in the
    index; return the runs whose reports were made. Raises SinkError."""
    return _publish(sink, known_runs(sink, read_pointer(sink).index), of) if of else ()


def _publish(sink: Sink, runs: Sequence[KnownRun], of: Collection[str]) -> tuple[str, ...]:
    crawls = [each for each in runs if not each.is_erasure]
    wanted = [each for each in crawls if each.run in of] if of else crawls[-BACKLOG:]
    made: list[KnownRun] = []
    missing = [each for each in wanted if not each.has_report]
    for each in missing:
        maintenance = manifest_of(sink, each).maintenance
        if maintenance is None or maintenance.folded is None:  # else it is many runs in one
            _create(sink, each, encode_report(gather(sink, runs, each.run)))
            made.append(each)
    reported = [each for each in crawls if each in made or each.has_report]
    if reported:
        _name(sink, reported[-1])
    return tuple(each.run for each in made)


def encode_report(report: RunReport) -> tuple[bytes, bytes]:
    """Return the page of a report, and its JSON."""
    page = run_page(report)
    report = replace(report, page=hashlib.sha256(page).hexdigest())
    return page, msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def _create(sink: Sink, run: KnownRun, made: tuple[bytes, bytes]) -> None:
    """Create both objects. A killed run may have left a page, perhaps of another version: nothing
    names it, and it is replaced."""
    keys, (page, json) = report_keys(run.manifest), made
    left = sink.get(keys.html)
    if left is None:
        sink.create(keys.html, page)
    elif left[0] != page:
        sink.replace(keys.html, page, left[1])
    sink.create(keys.json, json)


def _name(sink: Sink, run: KnownRun) -> None:
    """Name a report in the index, if there is one, and it does not name a newer report."""
    keys = report_keys(run.manifest)
    page, json = sink.get(keys.html), sink.get(keys.json)
    if page is None or json is None:
        raise SinkError(f"{sink.url}: {keys.html} or its JSON is missing")
    digests = (hashlib.sha256(data).hexdigest() for data, _ in (page, json))
    ref = ReportRef(run.run, *keys, *digests)
    for _ in range(_TRIES):
        pointer = read_pointer(sink)
        index = _with_report(pointer.index, ref)
        if index is None or index == pointer.index:
            return
        try:
            sink.replace(INDEX, encode_page(index), pointer.etag)
        except ConflictError:
            continue
        return
    raise SinkError(f"{sink.url}: {INDEX} was changed by other runs {_TRIES} times in a row")


def _with_report(index: Index | None, ref: ReportRef) -> Index | None:
    if index is None or (index.report and index.report.run > ref.run):
        return index
    return replace(index, report=ref)
