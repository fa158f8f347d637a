"""What a run says of each source, and of itself."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from crawler.contract import Day
from crawler.dump.manifest import Counts, Freshness, RunVerdict, SourceRun, judge
from crawler.ledger import Visit
from crawler.model import Outcome
from crawler.run.buffer import Settling
from crawler.run.freshness import stale
from crawler.run.gates import Crawled, Tally, failing

Ending = Literal["ok", "stopped", "failed"]
"""How a crawl came to its end, before its gates are asked."""


class Judgement:
    """Of one run. First `see` every page, then `judge`, then `tell` what comes of it."""

    def __init__(self) -> None:
        self.sources: dict[str, SourceRun] = {}
        self._tallies: defaultdict[str, Tally] = defaultdict(Tally)

    def see(self, outcome: Outcome) -> None:
        """Take in a page that came through the screen."""
        self._tallies[outcome.page.source].see(outcome)

    def leave(self, source: str, visit: Visit) -> None:
        """Take in a known page that is not read."""
        self._tallies[source].leave(visit)

    def standing(self, source: str) -> int:
        """How many known pages of a source gave stories and are not read."""
        return self._tallies[source].standing

    def judge(
        self, counts: Mapping[str, Counts], crawled: Mapping[str, Crawled], settling: Settling
    ) -> None:
        """Say of each source what became of its pages, and ask its gates."""
        health = settling.health()
        self.sources = {
            source: SourceRun(judge(row), row, health.get(source)) for source, row in counts.items()
        }
        for source in self.sources.keys() & crawled.keys():
            asked, row = crawled[source], counts[source]
            history = settling.history(source)
            gates = failing(asked, row, self._tallies[source], health.get(source), history)
            skipped = dict(sorted(asked.skipped.items()))
            self.tell(source, extent=asked.extent, gates=gates, skipped=skipped)
            if gates and asked.accepted:
                self.alarm(source, *(f"accepted: {gate}" for gate in gates))
            elif gates:
                row = replace(row, published=0, withheld=row.published)
                self.tell(source, verdict="withheld", counts=row)

    def watch(
        self,
        crawled: Mapping[str, Crawled],
        known: Mapping[str, Freshness],
        newest: Mapping[str, Day],
        today: date,
    ) -> None:
        """Alarm where a source that should have news has none, whatever the reason: `known` is what
        the index says, `newest` the day of the newest story that this run publishes."""
        for source in sorted(self.sources.keys() & crawled.keys()):
            days = [known.get(source, Freshness()).newest_story, newest.get(source)]
            day = max((day for day in days if day), default=None)
            if alarm := stale(day, crawled[source].source.gates.fresh, today):
                self.alarm(source, alarm)

    @property
    def failing(self) -> dict[str, tuple[str, ...]]:
        """The sources that are withheld -> why."""
        told = self.sources.items()
        return {source: run.gates for source, run in told if run.verdict == "withheld"}

    def alarm(self, source: str, *alarms: str) -> None:
        """Say what is alarming of a source itself, one line each."""
        self.tell(source, alarms=(*self.sources[source].alarms, *alarms))

    def tell(self, source: str, **told: Any) -> None:
        """Say more of a source."""
        self.sources[source] = replace(self.sources[source], **told)

    def lose(self, source: str, pages: int, ends: int) -> None:
        """Pages that count as published, and stories as deleted, turn out to be so already: another
        run was faster."""
        if source not in self.sources:
            return
        told = self.sources[source]
        row, few = told.counts, min(pages, told.counts.published)
        row = replace(row, published=row.published - few, unchanged=row.unchanged + few)
        self.tell(source, counts=row, deleted=max(told.deleted - ends, 0))

    def sum_up(self, ending: Ending, reason: str | None) -> tuple[RunVerdict, str | None]:
        """The verdict on the whole run, and why."""
        why = self.failing
        verdict: RunVerdict = "withheld" if why and ending == "ok" else ending
        gates = [f"{source}: {gate}" for source in sorted(why) for gate in why[source]]
        withheld = f"withheld: {', '.join(gates)}" if gates else None
        return verdict, "; ".join(filter(None, [reason, withheld])) or None
