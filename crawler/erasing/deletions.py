"""The deletions that an erasure publishes, so that consumers remove the stories from their copies:
records without text."""

import hashlib
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from msgspec.structs import replace

from crawler import EXTRACTOR
from crawler.contract import Raw, Record, UtcMoment, digest_of, empty_record, encode
from crawler.dump.keys import PartPlace, part_key
from crawler.dump.manifest import Part
from crawler.publishing.spool import OpenPart
from crawler.sinks import Sink

SUFFIX = ".jsonl.gz"
_OF_NOTHING = Raw(hashlib.sha256().hexdigest(), 0, "utf-8")


def deletion(story: str, source: str, through: int, url: str, moment: UtcMoment) -> Record:
    """Return the deletion of an erased story. It names no digest of an erased revision."""
    nothing = empty_record(story, source, url, moment, EXTRACTOR, _OF_NOTHING)
    bare = replace(nothing, op="delete", revision=through + 1, pubstatus="withheld")
    return replace(bare, digest=digest_of(bare))


def publish_deletions(sink: Sink, run: str, records: list[Record], folder: Path) -> Iterator[Part]:
    """Upload the deletions as the parts of a run; yield these."""
    by_source = sorted(records, key=attrgetter("source", "id"))
    for number, (source, group) in enumerate(groupby(by_source, key=attrgetter("source")), 1):
        rows = list(group)
        place = PartPlace("records", source, rows[0].fetched_at[:10])
        key = part_key(place, run, number, SUFFIX)
        path = folder / Path(key).name
        part = OpenPart(place, key, path)
        for record in rows:
            part.write(encode(record))
        yield part.seal()
        sink.create(key, path)
        path.unlink()
