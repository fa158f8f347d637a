"""A dump with a long history, made of its own values: the runs themselves would take hours."""

import gzip
import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from crawler.base.dates import rfc3339
from crawler.base.verdicts import RunVerdict, SourceVerdict
from crawler.contract import Moment, Quarantined, Record, encode
from crawler.dump.health import Health, Leak
from crawler.dump.index import merge
from crawler.dump.keys import INDEX, PartKind, PartPlace, manifest_key, part_key
from crawler.dump.manifest import (
    SCHEMA_ID,
    Counts,
    Index,
    Manifest,
    Part,
    SourceRun,
    count_rows,
    encode_page,
    total,
)
from crawler.dump.observed import HostTraffic, NoStory
from crawler.sinks import Sink, open_sink
from tests.support.dumps import record

BUSY = HostTraffic(300, {"HTTP 503": 2}, 0.2, 4.1)
START = datetime(2025, 10, 1, 3, tzinfo=UTC)


def run_name(number: int) -> str:
    moment = START + timedelta(days=number)
    return f"{moment:%Y%m%dT%H%M%SZ}-{number:06x}"


def long_history(folder: Path, runs: int, sources: Sequence[str], rows: Iterable[Record]) -> str:
    """Make a dump of so many runs, of which only the last has records; return that run."""
    sink = open_sink(str(folder))
    index: Index | None = None
    for number in range(runs):
        parts = _parts(sink, run_name(number), rows) if number == runs - 1 else ()
        manifest = _manifest(number, sources, parts)
        page = encode_page(manifest)
        sink.create(manifest_key(manifest.run), page)
        index = merge(index, manifest, hashlib.sha256(page).hexdigest())
    assert index is not None
    sink.replace(INDEX, encode_page(index), None)
    return run_name(runs - 1)


def records(number: int, sources: Sequence[str], body: str) -> Iterable[Record]:
    """Yield different stories."""
    for at in range(number):
        day = (START + timedelta(days=390 - at % 40)).date().isoformat()
        yield replace(
            record(f"story-{at}"),
            source=sources[at % len(sources)],
            body=f"Story {at}.\n\n{body}\n\nEnd of {at}.",
            published=Moment(date=day, datetime=f"{day}T07:00:00Z", precision="minute"),
        )


def _parts(sink: Sink, run: str, rows: Iterable[Record]) -> tuple[Part, ...]:
    by_source: dict[str, list[Record]] = {}
    for row in rows:
        by_source.setdefault(row.source, []).append(row)
    parts = []
    for number, (source, each) in enumerate(sorted(by_source.items()), start=1):
        parts.append(_part(sink, run, number, "records", source, list(map(encode, each))))
    rejects = [
        Quarantined("wire", f"https://wire.example/{at}", f"kind-{at % 9}", "?", "", "0" * 64)
        for at in range(90)
    ]
    number = len(parts) + 1
    return (*parts, _part(sink, run, number, "quarantine", "wire", list(map(encode, rejects))))


def _part(
    sink: Sink, run: str, number: int, kind: PartKind, source: str, lines: list[bytes]
) -> Part:
    key = part_key(PartPlace(kind, source, "2026-11-01"), run, number, ".jsonl.gz")
    data = gzip.compress(b"".join(line + b"\n" for line in lines), 1)
    sink.create(key, data)
    return Part(key, kind, source, len(lines), len(data), hashlib.sha256(data).hexdigest(), None)


def _manifest(number: int, sources: Sequence[str], parts: tuple[Part, ...]) -> Manifest:
    started = START + timedelta(days=number)
    results = {source: _result(number, at) for at, source in enumerate(sources)}
    return Manifest(
        schema=SCHEMA_ID,
        run=run_name(number),
        verdict=RunVerdict.OK,
        reason=None,
        started_at=rfc3339(started),
        ended_at=rfc3339(started + timedelta(minutes=90)),
        previous=None,
        versions={"extractor": "wirecrawl/0.1.0"},
        rows=count_rows(parts),
        counts=total(each.counts for each in results.values()),
        sources=results,
        parts=parts,
        exit_code=0,
        hosts={
            f"www.{name}.example": HostTraffic(300, {"HTTP 503": 2}, 0.2, 4.1) for name in sources
        },
        no_story={
            name: tuple(
                NoStory(why, 4, tuple(f"https://{name}.example/{why}/{at}" for at in range(3)))
                for why in ("index", "no running text", "outage")
            )
            for name in sources
        },
    )


def _result(number: int, at: int) -> SourceRun:
    new = 20 + (number * 7 + at * 3) % 30
    counts = Counts(
        discovered=400 + new, skipped=290, failed=10, fetched=100 + new, published=new,
        unchanged=60, duplicate=10, quarantined=10, not_a_story=20,
    )  # fmt: skip
    health = Health(
        stories=new + 60,
        length=1800 + number % 50 + at,
        rules={f"rule-{rule}": 10 + rule for rule in range(25)},
        leaks=(
            Leak("newsletter", 3, "https://wire.example/a"),
            Leak("cookies", 1, "https://b.example/"),
        ),
        dead=("old-banner", "older-banner"),
        proposed='[[line]]\nid = "a"\ntext = "b"\n' * 8 if at % 5 == 0 else "",
        alarms=("length: median body length 310 characters (previous runs: 1900)",),
    )
    return SourceRun(
        SourceVerdict.PARTIAL, counts, health, extent="whole", skipped={"not-due": 290}
    )
