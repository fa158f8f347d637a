"""Measure the CPU time of publishing per record, from the normalised page to the swapped pointer.

Exit code 0 if the target is met, 1 if not.
"""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Raw
from msgspec.structs import replace

from benchmarks.pages import SEED, rendered
from crawler.base.gc_tuning import collect_seldom
from crawler.base.verdicts import PageVerdict, RunVerdict
from crawler.model import Outcome
from crawler.publishing.session import Session
from crawler.reading.workers.frames import LENGTH, Answer, decode_answers, frame
from crawler.reading.workers.pool import result_of
from crawler.reading.workers.worker import answer_for
from crawler.run.run import Run
from crawler.tools.verify import verify

FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
TARGET = 0.35
"""CPU milliseconds per record."""


def main(argv: list[str] | None = None) -> int:
    """Run the command line, and return the exit code."""
    parser = argparse.ArgumentParser("python -m benchmarks.publishing", description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="rendered pages (default 5000)")
    parser.add_argument("--rounds", type=int, default=3, help="default 3")
    options = parser.parse_args(argv)
    outcomes = _outcomes(options.count)
    records = sum(len(outcome.records) for outcome in outcomes)
    collect_seldom()  # as in a crawl
    rounds = [measure(outcomes) for _ in range(options.rounds)]
    print(f"{len(outcomes)} pages, {records} records; CPU ms a record, least of {options.rounds}")
    for step, seconds in min(rounds, key=lambda steps: sum(steps.values())).items():
        print(f"{step:>12}{seconds / records * 1e3:8.3f}")
    cost = min(sum(steps.values()) for steps in rounds) / records * 1e3
    print(f"{'in all':>12}{cost:8.3f}   target <= {TARGET}")
    print("PASS" if cost <= TARGET else "SHORT")
    return 0 if cost <= TARGET else 1


def measure(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the CPU seconds of each step of a first run into an empty dump on the local disk."""
    with tempfile.TemporaryDirectory() as folder:
        dump = str(Path(folder) / "dump")
        gc.collect()
        steps = {"open": 0.0, "buffer": 0.0, "deduplicate": 0.0, "write": 0.0, "publish": 0.0}
        clock = _Clock(steps)
        with closing(Session.open(dump, Path(folder) / "state")) as session:
            clock.lap("open")
            run = Run(session)
            source = run.report.of("benchmark")
            for batch in (
                *(run.page_store.buffer(each) for each in outcomes),
                run.page_store.release(),
            ):
                for released in batch:
                    clock.lap("buffer")
                    decided = run.page_store.deduplicate(released)
                    clock.lap("deduplicate")
                    run.page_store.write(decided)
                    clock.lap("write")
                    source.find(1)
                    source.fetch()
                    source.decide(decided.verdict or PageVerdict.NOT_A_STORY)
                clock.lap("buffer")
            run.conclude(RunVerdict.OK)
            clock.lap("publish")
        if verify(dump).problems:
            sys.exit("benchmarks.publishing: the dump is not sound")
    return steps


class _Clock:
    """Stopwatch that adds the CPU time since the last lap to a step."""

    def __init__(self, steps: dict[str, float]) -> None:
        self._steps = steps
        self._last = time.process_time()

    def lap(self, step: str) -> None:
        now = time.process_time()
        self._steps[step] += now - self._last
        self._last = now


def _outcomes(count: int) -> list[Outcome]:
    """Return the results of rendered pages that yield records, all fetched on one day and received
    from a reader as in a crawl."""
    results = [
        result_of(answer)
        for page in rendered(count, SEED)
        for answer in _received(answer_for(replace(page, fetched_at=FETCHED)))
    ]
    return [result for result in results if isinstance(result, Outcome) and result.records]


def _received(answer: bytes) -> list[Answer]:
    return decode_answers(frame([Raw(answer)])[LENGTH.size :])


if __name__ == "__main__":
    sys.exit(main())
