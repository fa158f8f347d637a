"""Measure deduplication of many stories with planted near-duplicates: CPU, memory, recall.

Exit code 0 if every target is met, 1 if not.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from msgspec.structs import replace

from crawler.contract import Moment, Raw, Record, empty_record
from crawler.ledger import Ledger
from crawler.run.near_duplicates import assign_cluster, identify, likeness_of, neighbours

CPU = 0.25
"""CPU milliseconds per story."""
MEMORY = 200
"""Peak MB, independent of the number of stories."""
RECALL = 0.98
"""Minimum share of planted copies assigned to the cluster of their original."""
FALSE = 0.0001
"""Maximum share of other stories assigned to any cluster."""

SEAL = 5000
"""Stories per commit, as in a crawl."""
PLANTED = 10
"""One in this many stories repeats one of the last twenty."""
DAYS = 25 * 365
"""Range of publication dates in days; an archive is read newest first."""
SEED = 1


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.clusters", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="stories (default 100000)")
    parser.add_argument("--days", type=int, default=DAYS, help=f"of publication (default {DAYS})")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        with closing(Ledger(path)) as ledger:
            measured = measure(ledger, stories(options.count, options.days))
        return report(measured, path.stat().st_size / 1e6)


# --- stories ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planted:
    """A story; if it repeats another one, with the id of that and the kind of repetition."""

    record: Record
    of: str | None = None
    way: str = ""


def stories(count: int, days: int) -> Iterator[Planted]:
    """Yield invented stories. A third share a background paragraph, as stories on one topic do."""
    rng = random.Random(SEED)  # noqa: S311
    prose = _Prose(rng)
    backgrounds = [prose.words(45) for _ in range(300)]
    recent: list[tuple[str, list[str]]] = []
    for number in range(count):
        day = date(2026, 1, 1) - timedelta(days=number * days // count)
        if recent and number % PLANTED == 0:
            of, words = rng.choice(recent)
            way = rng.choice(list(WAYS))
            yield Planted(_record(number, day, WAYS[way](words, prose)), of, way)
            continue
        words = prose.words(rng.randint(120, 700))
        if number % 3 == 0:
            words = [*words, *rng.choice(backgrounds)]
        story = _record(number, day, words)
        recent = [*recent[-19:], (story.id, words)]
        yield Planted(story)


class _Prose:
    """Random words with the frequencies of a natural language: the commonest make up most of a
    text."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        letters = "abcdefghijklmnopqrstuvwxyz"
        self._words = ["".join(rng.choices(letters, k=rng.randint(2, 10))) for _ in range(30_000)]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def words(self, count: int) -> list[str]:
        return self.rng.choices(self._words, cum_weights=self._weights, k=count)


def _mirror(words: list[str], prose: _Prose) -> list[str]:
    """Return the text with a line of another archive above and below it."""
    return [*prose.words(6), *words, *prose.words(9)]


def _update(words: list[str], prose: _Prose) -> list[str]:
    """Return the text with a new lead of a tenth of its length and a sentence inserted in the
    middle."""
    middle = len(words) // 2
    lead = prose.words(len(words) // 10)
    return [*lead, *words[len(lead) : middle], *prose.words(12), *words[middle:]]


def _short_take(words: list[str], _: _Prose) -> list[str]:
    """Return the first two thirds of the text."""
    return words[: max(80, len(words) * 2 // 3)]


def _damaged(words: list[str], prose: _Prose) -> list[str]:
    """Return the text with one word in fifty replaced, as if misread or joined to the next."""
    return [prose.words(1)[0] if prose.rng.random() < 0.02 else word for word in words]


WAYS: dict[str, Callable[[list[str], _Prose], list[str]]] = {
    "mirror": _mirror,
    "update": _update,
    "short take": _short_take,
    "damaged": _damaged,
}


def _record(number: int, day: date, words: list[str]) -> Record:
    sha256 = f"{number:064x}"
    nothing = empty_record(
        f"{random.Random(number).getrandbits(128):032x}",  # noqa: S311
        "wire",
        f"https://wire.example/{number}",
        "2026-03-01T12:00:00Z",
        "benchmark",
        Raw(sha256, 0, "utf-8"),
    )
    moment = Moment(date=day.isoformat())
    return replace(nothing, body=" ".join(words), language="en", published=moment, digest=sha256)


# --- measuring --------------------------------------------------------------------------------


@dataclass
class Measured:
    """Totals of a measurement."""

    stories: int = 0
    seconds: float = 0
    """CPU seconds."""
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: int = 0

    def summary(self) -> str:
        """Format the totals as one line."""
        return f"{self.stories:10,}{self.seconds / self.stories * 1e3:9.3f}{_peak():9.0f}"


def measure(ledger: Ledger, given: Iterable[Planted]) -> Measured:
    """Deduplicate each story as a crawl does, and print the cost at intervals."""
    measured = Measured()
    groups: dict[str, str] = {}  # of the latest stories, which include every copy's original
    print(f"{'stories':>10}{'CPU ms':>9}{'peak MB':>9}")
    ledger.begin("run", "2026-03-01T12:00:00Z")
    for planted in given:
        started = time.process_time()
        near = neighbours(planted.record, ledger)
        known, _ = identify(planted.record, near, ledger)
        record = assign_cluster(known, near, ledger)
        if likeness := likeness_of(record):
            ledger.likenesses.note("run", likeness)
        if measured.stories % SEAL == SEAL - 1:
            ledger.seal("run")
        measured.seconds += time.process_time() - started
        measured.stories += 1
        _score(measured, planted, record, groups)
        if measured.stories % (10 * SEAL) == 0:
            print(measured.summary(), flush=True)
    ledger.seal("run")
    return measured


def _score(measured: Measured, planted: Planted, record: Record, groups: dict[str, str]) -> None:
    """Count copies in the cluster of their original, and other stories in any cluster."""
    cluster = record.cluster.id if record.cluster else None
    groups[planted.record.id] = cluster or planted.record.id
    if len(groups) > 300:
        del groups[next(iter(groups))]
    if planted.of is None:
        measured.false += cluster is not None
    else:
        measured.planted[planted.way] += 1
        measured.found[planted.way] += cluster == groups.get(planted.of)


def report(measured: Measured, size: float) -> int:
    """Print the results with their targets, and return the exit code."""
    planted, found = measured.planted.total(), measured.found.total()
    cpu = measured.seconds / measured.stories * 1e3
    false = measured.false / (measured.stories - planted)
    for way in WAYS:
        print(f"{way:12}{measured.found[way] / max(measured.planted[way], 1):8.4f} found")
    print(f"recall {found / planted:.4f}   target >= {RECALL}")
    print(f"false {false:.6f}   target <= {FALSE}")
    print(f"CPU {cpu:.3f} ms a story   target <= {CPU}")
    print(f"peak {_peak():.0f} MB   target <= {MEMORY}")
    print(f"ledger {size:.0f} MB, {size / measured.stories * 1e6:.0f} bytes a story")
    met = found >= RECALL * planted and false <= FALSE and cpu <= CPU and _peak() <= MEMORY
    print("PASS" if met else "SHORT")
    return 0 if met else 1


def _peak() -> float:
    """Return peak memory in MB. Linux reports it in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    sys.exit(main())
