"""Deletion of stories whose pages are gone: only once confirmed, and never while a whole source
vanishes."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby

import msgspec
from msgspec.structs import replace

from crawler.base.dates import rfc3339
from crawler.contract import Record
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.keys import part_number
from crawler.dump.rows import lines
from crawler.ledger import Ledger
from crawler.model import Page
from crawler.sinks import Sink
from crawler.sources import Gone

FEW = 20
"""Known stories of a source that may be missing at once, whatever their share."""

_records = msgspec.json.Decoder(Record)


class MissingPages:
    """Responses of known stories' URLs in one run."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._came: Counter[str] = Counter()
        self._missing: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """Source -> URL -> time of the response."""
        self._newly: Counter[str] = Counter()
        """By source: those that were not missing in earlier runs."""

    def came(self, page: Page) -> None:
        """Record that a page was fetched, so its URL is not missing."""
        if self._ledger.answers.stories(page.url):
            self._came[page.source] += 1
            self._ledger.answers.came(page.url)

    def misses(self, page: Page) -> None:
        """Record that a URL answered that its page is gone."""
        if self._ledger.answers.stories(page.url):
            self._missing[page.source][page.url] = rfc3339(page.fetched_at)
            self._newly[page.source] += not self._ledger.answers.is_missing(page.url)

    def vanished(self, source: str, terms: Gone, skipped: int) -> str | None:
        """Return an alarm if so many stories of a source are missing that its responses cannot be
        trusted.

        `skipped` is the number of known pages that were not requested. Missing pages are requested
        in every run and others are not, so the share is taken of the pages that were there before.
        """
        missing, came, newly = len(self._missing[source]), self._came[source], self._newly[source]
        asked = missing + came
        of_all = missing > max(FEW, terms.share * (asked + skipped))
        if not of_all and newly <= max(FEW, terms.share * (newly + came)):
            return None
        return f"vanished: {missing} of {asked} known stories missing; none deleted"

    def gone(self, run: str, source: str, terms: Gone) -> dict[str, str]:
        """Record a source's missing pages; return the stories that are gone by these terms.

        Each comes with the time of the last response.
        """
        stories: dict[str, str] = {}
        answers = self._ledger.answers
        for url, moment in self._missing.pop(source, {}).items():
            answers.misses(url, run, moment[:10])
            for story in answers.stories(url):
                stories[story] = max(moment, stories.get(story, ""))
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
        (key,) = (each.key for each in manifest.parts if part_number(each.key) == part)
        heads = {(story, ledger.revisions(story)[-1].revision) for *_, story in found}
        for line in lines(key, sink.read(key)):
            last = _records.decode(line)
            if (last.id, last.revision) in heads:
                yield _end(last, stories[last.id])


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
