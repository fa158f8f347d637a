"""Verdicts of a run: on each source, and on the run as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from crawler.base.fault_kinds import BARRED
from crawler.base.skips import SkipReason
from crawler.base.text import counted
from crawler.base.verdicts import RunVerdict, SourceVerdict
from crawler.contract import Day
from crawler.dump.freshness import Freshness
from crawler.dump.health import Health
from crawler.dump.manifest import SourceRun, judge
from crawler.run.buffer import PageBuffer
from crawler.run.freshness import stale_alarm
from crawler.run.gates import failed_gates
from crawler.run.planned_visits import visit_alarms
from crawler.run.report import Crawled, Report, SourceReport

Ending = Literal[RunVerdict.OK, RunVerdict.STOPPED, RunVerdict.FAILED]
"""How a crawl ended, before its gates are checked."""


def why_partial(report: Report, broken: int = 0) -> str | None:
    """Return why a run is partial, or null if everything was fetched and read. `broken` is the
    number of responses on which the spider raised an exception."""
    lost = report.counts.failed - sum(each.dead_links for each in report)
    problems = (
        (lost, "stories could not be fetched"),
        (report.unread, "listings could not be read, or stories skipped with their host"),
        (report.unread_records, "records of archives could not be read"),
        (
            sum(each.bugs for each in report),
            "pages failed with an internal error or crashed a worker",
        ),
    )
    lines = [f"{number} {what}" for number, what in problems if number]
    lines += [
        f"{each.source}: nothing found: {each.nothing_found}"
        for each in report
        if each.nothing_found
    ]
    lines += [f"internal error on {counted(broken, 'response')}"] if broken else []
    return "; ".join(lines) or None


def why_failed(report: Report, reason: str) -> str | None:
    """Return why a crawl failed: discovery raised an exception, or nothing could be read.

    Null if it did not fail or did not run to its end; `reason` is why it ended.
    """
    if reason == "start_error":
        return "internal error during discovery"
    return why_nothing_read(report) if reason == "finished" else None


def why_nothing_read(report: Report) -> str | None:
    """Return why nothing could be read at all, or null if something was."""
    counts = report.counts
    if report.unread and not report.listings and not counts.discovered:
        return "no listing could be read"
    barred = sum(report.skipped(SkipReason(kind)) for kind in BARRED)
    if barred and barred == counts.discovered:
        return "no host could be crawled"
    dead = sum(each.dead_links for each in report)
    if counts.failed > dead and counts.failed == counts.discovered:
        return "no page could be fetched"
    skipped = any(each.known_pages for each in report)
    if counts.fetched and counts.quarantined == counts.fetched and not skipped:
        return "no page could be read"
    return None


def counter_mismatches(report: Report) -> list[str]:
    """Return where counters do not reconcile, one line per source."""
    return [f"{each.source}: {gap}" for each in report if (gap := each.counts.gap())]


def judge_sources(report: Report, buffer: PageBuffer) -> None:
    """Set the result of each source: its verdict, its gates and the alarms known by now."""
    for each in report:
        counts, health = each.counts, buffer.health(each)
        each.result = SourceRun(judge(counts), counts, health)
        if each.crawled:
            _check_gates(each, each.crawled, health, buffer.history(each.source))
    for each in report:
        each.alarm(*visit_alarms(each))
    for source, alarm in buffer.alarms():
        report.of(source).alarm(alarm)


def _check_gates(
    report: SourceReport, crawled: Crawled, health: Health | None, history: Sequence[SourceRun]
) -> None:
    """Add the gates that a source fails; withhold it unless it is accepted nevertheless."""
    gates = failed_gates(report, crawled, health, history)
    skipped = {str(reason): stories for reason, stories in sorted((+report.skips).items())}
    report.update(extent=crawled.extent, gates=gates, skipped=skipped)
    if gates and crawled.accepted:
        report.alarm(*(f"accepted: {gate}" for gate in gates))
    elif gates:
        row = report.counts
        row = replace(row, published=0, withheld=row.published)
        report.update(verdict=SourceVerdict.WITHHELD, counts=row)


def check_freshness(
    report: Report, known: Mapping[str, Freshness], newest: Mapping[str, Day], today: date
) -> None:
    """Add an alarm for each source without recent stories, even if it failed or is withheld.

    `known` is the freshness in the index, `newest` the date of the newest story in this run.
    """
    for each in report:
        if each.crawled:
            days = [known.get(each.source, Freshness()).newest_story, newest.get(each.source)]
            day = max((day for day in days if day), default=None)
            if alarm := stale_alarm(day, each.crawled.source.gates.fresh, today):
                each.alarm(alarm)


def withheld(report: Report) -> dict[str, tuple[str, ...]]:
    """Return the withheld sources with their failed gates."""
    results = report.results.items()
    return {
        source: result.gates
        for source, result in results
        if result.verdict == SourceVerdict.WITHHELD
    }


def judge_run(report: Report, ending: Ending, reason: str | None) -> tuple[RunVerdict, str | None]:
    """Return the verdict on the run as a whole, and the reason."""
    failed = withheld(report)
    verdict = RunVerdict.WITHHELD if failed and ending == RunVerdict.OK else ending
    gates = [f"{source}: {gate}" for source in sorted(failed) for gate in failed[source]]
    why = f"withheld: {', '.join(gates)}" if gates else None
    return verdict, "; ".join(filter(None, [reason, why])) or None
