"""The report of a run as one HTML page."""

from collections.abc import Sequence
from datetime import datetime

from crawler.base.text import counted
from crawler.base.verdicts import RunVerdict, SourceVerdict
from crawler.dump.observed import HostTraffic
from crawler.html import environment, number
from crawler.reporting import charts
from crawler.reporting.flow import WIDTH, flow_of
from crawler.reporting.values import DELAYS, FIELDS, RunReport, SourceReport

LARGEST = 300_000
"""Bytes of a page."""
MOST_SOURCES = 60
"""Rows of a table by source; the JSON twin has all."""
MOST_ROWS = 30
"""Rows of other tables."""
MOST_ALARMS = 5
"""Alarms that are not folded away."""
MOST_DAYS = 14
"""Columns of the table of days."""
MOST_RULES = 12_000
"""Characters of proposed rules."""

TONES = {
    RunVerdict.OK: "ok",
    RunVerdict.WITHHELD: "warn",
    RunVerdict.STOPPED: "warn",
    RunVerdict.FAILED: "bad",
    RunVerdict.KILLED: "bad",
    RunVerdict.ERASED: "muted",
    SourceVerdict.OK: "ok",
    SourceVerdict.PARTIAL: "warn",
    SourceVerdict.FAILED: "bad",
    SourceVerdict.EMPTY: "warn",
    SourceVerdict.WITHHELD: "warn",
}
"""CSS class of a verdict; `ok` and `withheld` are the same words for runs and sources."""


def run_page(report: RunReport) -> bytes:
    """Return the page, in UTF-8 and of at most `LARGEST` bytes: of long texts everywhere it shows
    fewer rows."""
    for divisor in (1, 2, 4, 8):
        page = _render(report, divisor)
        if len(page) <= LARGEST:
            break
    return page


def _render(report: RunReport, divisor: int) -> bytes:
    made = environment("crawler.reporting")
    page = made.get_template("run.html.j2").render(
        report=report,
        tone=tone(report),
        title=_title(report),
        took=_took(report.started_at, report.ended_at),
        alarms=[(each.source, alarm) for each in report.sources for alarm in each.alarms],
        gates=[(each.source, gate) for each in report.sources for gate in each.gates],
        sources=_ranked(report.sources),
        flow=flow_of(report.counts) if report.counts else None,
        flow_width=WIDTH,
        days=_days(report),
        earlier=_earlier,
        usual_delay=_usual_delay,
        delays=_delays(report.sources),
        fields=FIELDS,
        hosts=sorted(report.hosts.items(), key=lambda item: _trouble(item[1]), reverse=True),
        rules=_rules(report.sources),
        tones=TONES,
        charts=charts,
        most_days=MOST_DAYS,
        most_alarms=MOST_ALARMS,
        most_sources=MOST_SOURCES // divisor,
        most_rows=MOST_ROWS // divisor,
        most_rules=MOST_RULES // divisor,
    )
    return page.encode("utf-8", "replace")


def tone(report: RunReport) -> str:
    """Return the CSS class of the run's verdict: a partial run is a warning."""
    if report.verdict == RunVerdict.OK:
        return "warn" if report.reason else "ok"
    return TONES[report.verdict]


def _title(report: RunReport) -> str:
    """Return the verdict in words."""
    match report.verdict:
        case RunVerdict.OK if report.reason:
            return "Partial"
        case RunVerdict.OK if not report.rows.records:
            return "Good: nothing new"
        case RunVerdict.OK:
            records = report.rows.records
            shown = counted(records, "record").replace(str(records), number(records))
            return f"Good: {shown} published"
        case _:
            return report.verdict.value.capitalize()


def _took(start: str, end: str) -> str:
    """Return a duration.

    >>> _took("2026-11-29T03:00:00Z", "2026-11-29T04:02:03Z")
    '1:02:03'
    """
    return str(datetime.fromisoformat(end) - datetime.fromisoformat(start))


def _ranked(sources: Sequence[SourceReport]) -> list[SourceReport]:
    """Return the sources that a page shows: those with problems first, then the largest."""
    order = [SourceVerdict.FAILED, SourceVerdict.WITHHELD, SourceVerdict.EMPTY]
    order.append(SourceVerdict.PARTIAL)

    def rank(each: SourceReport) -> tuple[int, int, str]:
        place = order.index(each.verdict) if each.verdict in order else len(order)
        return place - bool(each.alarms), -(each.added + each.modified), each.source

    return sorted(sources, key=rank)


def _days(report: RunReport) -> list[tuple[str, int]]:
    """Return all days, months or years with their stories, oldest first."""
    return [(day, sum(each.days.get(day, 0) for each in report.sources)) for day in report.days]


def _earlier(source: SourceReport, first: str) -> int:
    """Return the stories of a source before a day."""
    return source.earlier + sum(stories for day, stories in source.days.items() if day < first)


def _usual_delay(source: SourceReport) -> str:
    """Return the class of the median delay of a source's new stories; a dash without any."""
    reached = 0
    for name, stories in zip(DELAYS, source.delays, strict=False):
        reached += stories
        if 2 * reached >= sum(source.delays):
            return name
    return "–"


def _delays(sources: Sequence[SourceReport]) -> list[tuple[str, int]]:
    rows = [each.delays for each in sources if each.delays]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return list(zip(DELAYS, sums, strict=False))


def _trouble(host: HostTraffic) -> tuple[int, float]:
    return sum(host.failures.values()), host.median or 0.0


def _rules(sources: Sequence[SourceReport]) -> list[tuple[str, int, int]]:
    """Return the rules that removed text on most pages, with those pages and their sources."""
    pages: dict[str, list[int]] = {}
    for each in sources:
        for rule, its_pages in each.rules.items():
            pages.setdefault(rule, []).append(its_pages)
    ranked = sorted(pages.items(), key=lambda item: (-sum(item[1]), item[0]))
    return [(rule, sum(numbers), len(numbers)) for rule, numbers in ranked]
