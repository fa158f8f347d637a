"""Measure what it costs to keep `latest/` and `deltas/` current after a run, by what it changed.

    python -m benchmarks.latest                  # a dump of 50,000 stories, in a temporary folder
    python -m benchmarks.latest 10000

Runs are measured that add new stories of the last days, that revise stories of the last month, and
that revise any: the worst case. CPU time, without the start of the program. Exit code 0 if an
update costs at most TARGET milliseconds for each changed record, besides the rows of the partitions
that it had to read, and the result is what the parts give.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from benchmarks.dump import take
from crawler.base.dates import rfc3339
from crawler.base.verdicts import RunVerdict
from crawler.contract import Moment, Record, encode
from crawler.dump.index import merge, read_pointer
from crawler.dump.keys import INDEX, PartPlace, manifest_key, name_run
from crawler.dump.latest import Latest, read_latest
from crawler.dump.manifest import SCHEMA_ID, Index, Manifest, Part, count_rows, encode_page
from crawler.dump.schemas import put_schemas
from crawler.latest.keep import keep_latest
from crawler.publishing.session import utc_now
from crawler.publishing.spool import Spool
from crawler.sinks import Sink, open_sink
from crawler.tools.deltas import apply, changes
from crawler.tools.latest import newest_state

TARGET = 0.25
"""Milliseconds of CPU time per changed record."""
SOURCES = 10
YEARS = 10
LAST = date(2026, 11, 28)
CHANGES = (10, 100, 1000)


@dataclass(frozen=True)
class Cost:
    """CPU seconds of an update, and the rows of the partitions that it wrote."""

    seconds: float
    rows: int


class Dump:
    """A dump of invented stories."""

    def __init__(self, folder: Path) -> None:
        self.sink: Sink = open_sink(str(folder))
        put_schemas(self.sink)
        self._folder = folder
        self._numbers = random.Random(1)  # noqa: S311  # invented stories hold no secrets
        self._stories: list[Record] = []

    def add(self, count: int, days: int) -> Cost:
        """Add stories of the last days."""
        first = len(self._stories)
        made = [self._story(first + number, days) for number in range(count)]
        self._stories += made
        return self._publish(made)

    def revise(self, count: int, days: int) -> Cost:
        """Revise stories of the last days."""
        oldest = (LAST - timedelta(days=days)).isoformat()
        known = [n for n, each in enumerate(self._stories) if (each.published.date or "") > oldest]
        chosen = self._numbers.sample(known, min(count, len(known)))
        for number in chosen:
            old = self._stories[number]
            made = replace(old, op="modify", revision=old.revision + 1, body=f"{old.body} More.")
            self._stories[number] = made
        return self._publish([self._stories[number] for number in chosen])

    def _story(self, number: int, days: int) -> Record:
        day = (LAST - timedelta(days=self._numbers.randrange(days))).isoformat()
        source = f"source-{self._numbers.randrange(SOURCES)}"
        return replace(take(number, 1), source=source, published=Moment(date=day, precision="day"))

    def _publish(self, records: Sequence[Record]) -> Cost:
        pointer = read_pointer(self.sink)
        run = name_run(utc_now(), pointer.index.version if pointer.index else None)
        parts: list[Part] = []
        for source in sorted({each.source for each in records}):
            place = PartPlace("records", source, records[0].fetched_at[:10])
            part = Spool(self._folder).open(place, run, len(parts) + 1)
            for each in records:
                if each.source == source:
                    part.write(encode(each), each.published.date)
            parts.append(part.seal())
        now, rows = rfc3339(utc_now()), count_rows(parts)
        manifest = Manifest(
            *(SCHEMA_ID, run, RunVerdict.OK, None, now, now, None, {}, rows, None, {}),
            parts=tuple(parts),
        )
        page = encode_page(manifest)
        self.sink.create(manifest_key(run), page)
        index = merge(pointer.index, manifest, sha256(page).hexdigest())
        assert index is not None  # noqa: S101
        self.sink.replace(INDEX, encode_page(index), pointer.etag)
        return self._keep()

    def _keep(self) -> Cost:
        before = {partition.lines.key for partition in self._latest().partitions}
        started = time.process_time()
        keep_latest(self.sink)
        seconds = time.process_time() - started
        partitions = self._latest().partitions
        return Cost(seconds, sum(each.rows for each in partitions if each.lines.key not in before))

    def _latest(self) -> Latest:
        index = self._index()
        return read_latest(self.sink, index) or Latest(
            "wire-latest/1", "", "", None, None, 0, (), ()
        )

    def _index(self) -> Index:
        index = read_pointer(self.sink).index
        assert index is not None  # noqa: S101
        return index

    def is_right(self) -> bool:
        """Return whether the ready files hold what the parts give."""
        index = self._index()
        return all(
            a == b
            for a, b in zip(
                newest_state(self.sink, index), apply(changes(self.sink, index.runs)), strict=True
            )
        )


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.latest", description=__doc__)
    parser.add_argument("stories", type=int, nargs="?", default=50_000, help="default 50000")
    options = parser.parse_args(argv)
    with TemporaryDirectory(prefix="wirecrawl-") as folder:
        return _measure(Dump(Path(folder) / "dump"), options.stories)


def _measure(dump: Dump, stories: int) -> int:
    dump.add(10, 1)  # loads what the first update loads
    first = dump.add(stories, 365 * YEARS)
    per_row = first.seconds / stories
    print(f"{'changed':32}{'CPU s':>8}{'rows written':>14}{'ms each':>9}{'without scan':>14}")
    print(
        f"{f'{stories} new, all of them':32}{first.seconds:8.2f}{first.rows:14}{per_row * 1e3:9.3f}"
    )
    costs = [per_row * 1e3]
    for name, count, cost in _runs(dump):
        beyond = max(cost.seconds - per_row * max(cost.rows - count, 0), 0) / count * 1e3
        costs += [beyond] if count >= CHANGES[-1] else []
        each = cost.seconds / count * 1e3
        print(f"{f'{count} {name}':32}{cost.seconds:8.2f}{cost.rows:14}{each:9.3f}{beyond:14.3f}")
    right, worst = dump.is_right(), max(costs)
    verdict = "PASS" if right and worst <= TARGET else "SHORT"
    what = "the same stories as the parts" if right else "OTHER stories than the parts"
    print(f"{verdict}: {worst:.3f} ms per changed record, target <= {TARGET}; {what}")
    return 0 if verdict == "PASS" else 1


def _runs(dump: Dump) -> Iterator[tuple[str, int, Cost]]:
    for count in CHANGES:
        yield "new, of the last 2 days", count, dump.add(count, 2)
        yield "revised, of the last 30 days", count, dump.revise(count, 30)
        yield "revised, of any day", count, dump.revise(count, 365 * YEARS)


if __name__ == "__main__":
    sys.exit(main())
