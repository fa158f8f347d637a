"""Contents of a small dump, read as a consumer would, starting at the index."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from crawler.contract import Quarantined, Record
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.manifest import Index, Manifest
from crawler.dump.rows import lines
from crawler.sinks import Sink

_record = msgspec.json.Decoder(Record)
_quarantined = msgspec.json.Decoder(Quarantined)


@dataclass(frozen=True, slots=True)
class Holdings:
    """The current stories of a dump, and counts over all its runs."""

    stories: tuple[Record, ...]
    records: int
    pages: int
    """Pages that the records come from."""
    deleted: int
    """Deleted stories."""
    quarantined: Counter[str]
    """By reason."""
    not_a_story: int

    @property
    def agencies(self) -> Counter[str]:
        """Stories by agency."""
        return Counter(story.infosource.name or "(unknown)" for story in self.stories)

    @property
    def days(self) -> list[str]:
        """Dates of the stories, oldest first."""
        return sorted(story.published.date for story in self.stories if story.published.date)


def read_holdings(sink: Sink) -> Holdings:
    """Read a whole dump into memory. Raises SinkError or PartError if it cannot be read."""
    index = read_pointer(sink).index
    manifests = list(_manifests(sink, index)) if index else []
    stories: dict[str, Record] = {}
    pages: set[str] = set()
    ids: set[str] = set()
    records = 0
    reasons: Counter[str] = Counter()
    for line in _lines(sink, manifests, "records"):
        record = _record.decode(line)
        records += 1
        pages.add(record.url)
        ids.add(record.id)
        if record.op == "delete":
            stories.pop(record.id, None)
        else:
            stories[record.id] = record
    for line in _lines(sink, manifests, "quarantine"):
        row = _quarantined.decode(line)
        reasons[f"{row.kind}: {row.reason}"] += 1
    not_a_story = sum(each.counts.not_a_story for each in manifests if each.counts)
    return Holdings(
        stories=tuple(stories.values()),
        records=records,
        pages=len(pages),
        deleted=len(ids) - len(stories),
        quarantined=reasons,
        not_a_story=not_a_story,
    )


def _manifests(sink: Sink, index: Index) -> Iterator[Manifest]:
    return (read_manifest(sink, named) for named in index.runs)


def _lines(sink: Sink, manifests: list[Manifest], kind: str) -> Iterator[bytes]:
    for manifest in manifests:
        for part in manifest.parts:
            if part.kind == kind:
                yield from lines(part.key, sink.read(part.key))
