"""Stories whose pages are gone: deleted once that is certain, and never while a source vanishes."""

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
"""So many known stories of a source may be missing at once, whatever their share."""

_records = msgspec.json.Decoder(Record)


class Missing:
    """How the addresses of the known stories answer in one run."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._came: Counter[str] = Counter()
        self._missing: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """Source -> address -> moment."""
        self._newly: Counter[str] = Counter()
        """Those of them that no earlier run has found missing."""

    def came(self, page: Page) -> None:
        """A page was fetched: its address is not missing, whatever it says."""
        if self._ledger.answers.stories(page.url):
            self._came[page.source] += 1
            self._ledger.answers.came(page.url)

    def misses(self, page: Page) -> None:
        """An address answers that its page is gone."""
        if self._ledger.answers.stories(page.url):
            self._missing[page.source][page.url] = rfc3339(page.fetched_at)
            self._newly[page.source] += not self._ledger.answers.is_missing(page.url)

    def vanished(self, source: str, terms: Gone, standing: int) -> str | None:
        """Tells where so much of a source is missing that no answer of it can be trusted.

        `standing` is how many of its known pages were not asked. What is missing is asked in every
        run, and the rest is not: so the share that counts is of those that were there before.
        """
        missing, came, newly = len(self._missing[source]), self._came[source], self._newly[source]
        asked = missing + came
        of_all = missing > max(FEW, terms.share * (asked + standing))
        if not of_all and newly <= max(FEW, terms.share * (newly + came)):
            return None
        return f"vanished: {missing} of {asked} known stories are missing; none of them is deleted"

    def gone(self, run: str, source: str, terms: Gone) -> dict[str, str]:
        """Note what is missing of a source; returns the stories that are gone by these terms, each
        with the moment of the last answer."""
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
    """The end of each story that is gone: its last record, read back from the dump.

    A story whose last revision no index names yet is left to a later run. Raises SinkError where
    the dump cannot be read.
    """
    spots = {story: spot for story in stories if (spot := ledger.spot(story)) is not None}
    named = {each.run: each for each in read_pointer(sink).named()}
    order = sorted((spot.run, spot.part, story) for story, spot in spots.items())
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
    """The deletion of a story whose last record this is."""
    return replace(
        last,
        op="delete",
        revision=last.revision + 1,
        supersedes=last.digest,
        changed=(),
        fetched_at=max(moment, last.fetched_at),
    )
