"""Verdicts of a run: on each source, and on the run as a whole."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from crawler.base.verdicts import RunVerdict, SourceVerdict
from crawler.contract import Day
from crawler.dump.manifest import Counts, Freshness, SourceRun, judge
from crawler.ledger import Visit
from crawler.model import Outcome
from crawler.run.buffer import PageBuffer
from crawler.run.freshness import stale
from crawler.run.gates import Crawled, Tally, failing

Ending = Literal[RunVerdict.OK, RunVerdict.STOPPED, RunVerdict.FAILED]
"""How a crawl ended, before its gates are checked."""


class Judgement:
    """Verdicts of one run. First `see` every page, then `judge`, then add alarms and later
    results."""

    def __init__(self) -> None:
        self.sources: dict[str, SourceRun] = {}
        self._tallies: defaultdict[str, Tally] = defaultdict(Tally)

    def see(self, outcome: Outcome) -> None:
        """Add a page that passed the screen."""
        self._tallies[outcome.page.source].see(outcome)

    def skip(self, source: str, visit: Visit) -> None:
        """Add a known page that is not read."""
        self._tallies[source].skip(visit)

    def skipped_pages(self, source: str) -> int:
        """Return the number of known pages of a source that gave stories and are not read."""
        return self._tallies[source].skipped_pages

    def judge(
        self, counts: Mapping[str, Counts], crawled: Mapping[str, Crawled], buffer: PageBuffer
    ) -> None:
        """Set the results of each source from its counters, and check its gates."""
        health = buffer.health()
        self.sources = {
            source: SourceRun(judge(row), row, health.get(source)) for source, row in counts.items()
        }
        for source in self.sources.keys() & crawled.keys():
            asked, row = crawled[source], counts[source]
            history = buffer.history(source)
            gates = failing(asked, row, self._tallies[source], health.get(source), history)
            skipped = {str(reason): count for reason, count in sorted(asked.skipped.items())}
            self.update(source, extent=asked.extent, gates=gates, skipped=skipped)
            if gates and asked.accepted:
                self.alarm(source, *(f"accepted: {gate}" for gate in gates))
            elif gates:
                row = replace(row, published=0, withheld=row.published)
                self.update(source, verdict=SourceVerdict.WITHHELD, counts=row)

    def watch(
        self,
        crawled: Mapping[str, Crawled],
        known: Mapping[str, Freshness],
        newest: Mapping[str, Day],
        today: date,
    ) -> None:
        """Raise an alarm for each source without recent stories, even if it failed or is withheld.

        `known` is the freshness in the index, `newest` the date of the newest story in this run.
        """
        for source in sorted(self.sources.keys() & crawled.keys()):
            days = [known.get(source, Freshness()).newest_story, newest.get(source)]
            day = max((day for day in days if day), default=None)
            if alarm := stale(day, crawled[source].source.gates.fresh, today):
                self.alarm(source, alarm)

    @property
    def failing(self) -> dict[str, tuple[str, ...]]:
        """Return the withheld sources with their failed gates."""
        runs = self.sources.items()
        return {source: run.gates for source, run in runs if run.verdict == SourceVerdict.WITHHELD}

    def alarm(self, source: str, *alarms: str) -> None:
        """Add alarms about a source, one line each."""
        self.update(source, alarms=(*self.sources[source].alarms, *alarms))

    def update(self, source: str, **changes: Any) -> None:
        """Change fields of a source's results."""
        self.sources[source] = replace(self.sources[source], **changes)

    def undo(self, source: str, pages: int, ends: int) -> None:
        """Count published pages as unchanged, and undo deletions, because another run was
        faster."""
        if source not in self.sources:
            return
        run = self.sources[source]
        row, few = run.counts, min(pages, run.counts.published)
        row = replace(row, published=row.published - few, unchanged=row.unchanged + few)
        self.update(source, counts=row, deleted=max(run.deleted - ends, 0))

    def sum_up(self, ending: Ending, reason: str | None) -> tuple[RunVerdict, str | None]:
        """Return the verdict on the run as a whole, and the reason."""
        why = self.failing
        verdict = RunVerdict.WITHHELD if why and ending == RunVerdict.OK else ending
        gates = [f"{source}: {gate}" for source in sorted(why) for gate in why[source]]
        withheld = f"withheld: {', '.join(gates)}" if gates else None
        return verdict, "; ".join(filter(None, [reason, withheld])) or None
