"""Deletion of stories whose pages are gone: only once confirmed, and never while a whole source
vanishes."""

from collections.abc import Iterator, Mapping
from itertools import groupby

import msgspec
from msgspec.structs import replace

from crawler.base.dates import rfc3339
from crawler.contract import Record
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.keys import part_number
from crawler.dump.manifest import Manifest
from crawler.dump.rows import lines
from crawler.ledger import SOME_PART, Ledger
from crawler.model import Fetch
from crawler.run.report import Report, SourceReport
from crawler.sinks import Sink
from crawler.sources import Gone

GONE = (404, 410)
"""HTTP statuses that mean that a page does not exist."""
FEW = 20
"""Known stories of a source that may be missing at once, whatever their share."""

_records = msgspec.json.Decoder(Record)


class _Head(msgspec.Struct, frozen=True):
    id: str
    revision: int


_heads = msgspec.json.Decoder(_Head)


class MissingPages:
    """Responses of known stories' URLs in one run."""

    def __init__(self, ledger: Ledger, report: Report) -> None:
        self._answers = ledger.answers
        self._report = report

    def found(self, fetch: Fetch) -> None:
        """Record that a page was fetched, so its URL is not missing."""
        if self._answers.stories(fetch.url):
            self._report.of(fetch.source).present += 1
            self._answers.set_present(fetch.url)

    def missing(self, fetch: Fetch) -> None:
        """Record a 404 or 410 response for a URL."""
        if self._answers.stories(fetch.url):
            report = self._report.of(fetch.source)
            report.missing[fetch.url] = rfc3339(fetch.fetched_at)
            report.newly_missing += not self._answers.is_missing(fetch.url)


def vanished_alarm(report: SourceReport, terms: Gone) -> str | None:
    """Return an alarm if so many stories of a source are missing that its responses cannot be
    trusted.

    Missing pages are requested in every run and others are not, so the share is taken of the pages
    that were there before, including known pages that were not requested.
    """
    missing, present, newly = len(report.missing), report.present, report.newly_missing
    requested = missing + present
    of_all = missing > max(FEW, terms.share * (requested + report.known_pages))
    if not of_all and newly <= max(FEW, terms.share * (newly + present)):
        return None
    return f"vanished: {missing} of {requested} known stories missing; none deleted"


def gone_stories(report: SourceReport, run: str, terms: Gone, ledger: Ledger) -> dict[str, str]:
    """Record a source's missing pages; return the stories that are gone by these terms.

    Each comes with the time of the last response.
    """
    stories: dict[str, str] = {}
    answers = ledger.answers
    for url, moment in report.missing.items():
        answers.add_missing(url, run, moment[:10])
        for story in answers.stories(url):
            stories[story] = max(moment, stories.get(story, ""))
    report.missing = {}
    return {
        story: moment
        for story, moment in stories.items()
        if answers.is_gone(story, terms.runs, terms.days)
    }


def deletions(stories: Mapping[str, str], sink: Sink, ledger: Ledger) -> Iterator[Record]:
    """Yield the deletion of each story that is gone, from its last record in the dump.

    A story whose last revision is not in the index yet is left to a later run. Raises SinkError if
    the dump cannot be read.
    """
    refs = {story: ref for story in stories if (ref := ledger.part_of(story)) is not None}
    named = {each.run: each for each in read_pointer(sink).named()}
    order = sorted((ref.run, ref.part, story) for story, ref in refs.items())
    for (run, part), found in groupby(order, key=lambda row: row[:2]):
        if run not in named:
            continue
        manifest = read_manifest(sink, named[run])
        heads = {(story, ledger.revisions(story)[-1].revision) for *_, story in found}
        for key in _record_parts(manifest, part):
            for line in lines(key, sink.read(key)):
                head = _heads.decode(line)
                if (head.id, head.revision) in heads:
                    last = _records.decode(line)
                    yield _end(last, stories[last.id])


def _record_parts(manifest: Manifest, number: int) -> Iterator[str]:
    """Yield the key of a part with records; of all such parts, if its number is not known."""
    for part in manifest.parts:
        if part.kind == "records" and number in (SOME_PART, part_number(part.key)):
            yield part.key


def _end(last: Record, moment: str) -> Record:
    """Return the deletion of a story from its last record."""
    return replace(
        last,
        op="delete",
        revision=last.revision + 1,
        supersedes=last.digest,
        changed=(),
        fetched_at=max(moment, last.fetched_at),
    )
