"""Time the stages of the reading, page after page."""

import gc
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.stages.stages import REST, Function, observed
from crawler.model import Page
from crawler.reading.workers.worker import answer_for


class _Clock:
    """CPU nanoseconds of each stage, without those of the stages within it."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._within = 0
        """Nanoseconds of the stages that ended within the open one."""

    def observe(self, name: str, function: Function) -> Function:
        """Return the function with a clock around it."""

        def timed(*arguments: Any) -> Any:
            before, self._within = self._within, 0
            start = time.process_time_ns()
            try:
                return function(*arguments)
            finally:
                took = time.process_time_ns() - start
                self.spent[name] += took - self._within
                self._within = before + took

        return timed


def measure(pages: Sequence[Page], rounds: int) -> dict[str, float]:
    """Return the CPU milliseconds of each stage, the mean of all pages; of each page the least of
    some rounds. In each round all pages are read, as a crawl reads page after page."""
    least: list[dict[str, int]] = [{} for _ in pages]
    clock = _Clock()
    read = clock.observe(REST, answer_for)
    with observed(clock.observe):
        for _ in range(rounds):
            gc.collect()
            gc.freeze()  # exclude existing objects from timed garbage collection
            for page, found in zip(pages, least, strict=True):
                clock.spent.clear()
                read(page)
                for name, spent in clock.spent.items():
                    found[name] = min(spent, found.get(name, spent))
    gc.unfreeze()
    total = sum(map(Counter, least), Counter[str]())
    return {name: spent / len(pages) / 1e6 for name, spent in total.items()}
