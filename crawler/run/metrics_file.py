"""Prometheus metrics of the last run, in the text exposition format.

Written for the textfile collector of node_exporter, which requires a file named `*.prom` that is
replaced atomically.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, Info, write_to_textfile
from prometheus_client.parser import text_string_to_metric_families

from crawler.dump.freshness import Freshness
from crawler.dump.manifest import Counts
from crawler.run.metrics import Crawl, Ended

LAST_SUCCESS = "wirecrawl_last_success_time_seconds"


def write(file: Path, ended: Ended) -> None:
    """Replace the file with the metrics of a run. Raises OSError."""
    last_success = ended.at if ended.code == 0 else _last_success(file)
    gauges = _Gauges()
    gauges.set("run_exit_code", "Exit code of the last run (docs/operating.md).", ended.code)
    gauges.set("run_end_time_seconds", "When the last run ended, Unix time.", ended.at)
    gauges.set("run_duration_seconds", "How long the last run took.", ended.seconds)
    if last_success is not None:
        text = "When the last run with exit code 0 ended, Unix time."
        gauges.set("last_success_time_seconds", text, last_success)
    if ended.crawl:
        _set_crawl(gauges, ended.crawl)
    write_to_textfile(str(file), gauges.registry)


def _last_success(file: Path) -> float | None:
    """Return the last success recorded in the file, or None if it is missing or unreadable."""
    try:
        families = list(text_string_to_metric_families(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None
    samples = (sample for family in families for sample in family.samples)
    return next((sample.value for sample in samples if sample.name == LAST_SUCCESS), None)


class _Gauges:
    """Gauges of one run, named `wirecrawl_…`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

    def set(self, name: str, text: str, value: float) -> None:
        Gauge(f"wirecrawl_{name}", text, registry=self.registry).set(value)

    def set_each(
        self,
        name: str,
        text: str,
        labels: Sequence[str],
        rows: Iterable[tuple[tuple[str, ...], float]],
    ) -> None:
        gauge = Gauge(f"wirecrawl_{name}", text, labels, registry=self.registry)
        for values, number in rows:
            gauge.labels(*values).set(number)


def _set_crawl(gauges: _Gauges, crawl: Crawl) -> None:
    info = Info(
        "wirecrawl_run", "The last run, and the dump version after it.", registry=gauges.registry
    )
    info.info({"run": crawl.run, "version": crawl.version or ""})
    _set_stories(gauges, crawl)
    listings = {("read",): crawl.listings, ("missed",): crawl.missed}
    gauges.set_each("listings", "Listings of the last run.", ["outcome"], listings.items())
    alarms = {(source,): crawl.alarms.get(source, 0) for source in crawl.counts}
    gauges.set_each("alarms", "Alarms of the last run.", ["source"], alarms.items())
    _set_sources(gauges, crawl.fresh)
    traffic = crawl.traffic
    gauges.set("fetched_bytes", "Bytes of response bodies fetched.", traffic.bytes)
    gauges.set("retries", "Retried requests.", traffic.retries)
    answers = {(status,): number for status, number in traffic.statuses.items()}
    gauges.set_each("responses", "Responses by HTTP status.", ["status"], answers.items())


def _set_stories(gauges: _Gauges, crawl: Crawl) -> None:
    pages = {
        (source, name): getattr(counts, name)
        for source, counts in crawl.counts.items()
        for name in (f.name for f in fields(Counts))
        if name not in ("discovered", "fetched")  # sums of the others
    }
    skips = {
        (source, reason): stories
        for source, reasons in crawl.skips.items()
        for reason, stories in reasons.items()
        if stories
    }
    outcomes = "Stories of the last run by outcome; their sum is the number discovered."
    gauges.set_each("pages", outcomes, ["source", "outcome"], pages.items())
    why = "Stories that were not fetched, by reason."
    gauges.set_each("skipped", why, ["source", "reason"], skips.items())


def _set_sources(gauges: _Gauges, fresh: Mapping[str, Freshness]) -> None:
    for name, text, moment in (
        ("newest_story", "Date of the newest story", "newest_story"),
        ("source_last_success", "End of the last run that could read the source", "last_success"),
        ("source_last_published", "End of the last run that published a story", "last_published"),
    ):
        times = {(source,): _unix(getattr(row, moment)) for source, row in fresh.items()}
        known = {labels: time for labels, time in times.items() if time is not None}
        gauges.set_each(f"{name}_time_seconds", f"{text}, Unix time.", ["source"], known.items())


def _unix(moment: str | None) -> float | None:
    if moment is None:
        return None
    time = datetime.fromisoformat(moment)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
