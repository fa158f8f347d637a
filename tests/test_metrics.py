"""The metrics of a run in Prometheus format."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from crawler.base.faults import UsageFault
from crawler.base.skips import SkipReason
from crawler.dump.freshness import Freshness
from crawler.dump.manifest import Counts
from crawler.run.metrics import Crawl, Ended, Traffic, check
from crawler.run.metrics_file import write


def crawl(run: str = "20261123T214330Z-81c2ef") -> Crawl:
    return Crawl(
        run=run,
        version=run,
        counts={"a": Counts(discovered=3, skipped=1, fetched=2, published=2), 'b"': Counts()},
        skips={"a": {SkipReason.ROBOTS: 1, SkipReason.LIMIT: 0}},
        listings=4,
        missed=1,
        alarms={"a": 2},
        fresh={"a": Freshness("2026-11-23T21:43:30Z", None, "2003-07-31"), "c": Freshness()},
        traffic=Traffic(bytes=9000, retries=2, statuses={"200": 6, "503": 2}),
    )


def read(file: Path) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(file.read_text())
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def test_they_read_back(tmp_path: Path) -> None:
    file = tmp_path / "wirecrawl.prom"

    write(file, Ended(0, 1_800_000_000.5, 12.0, crawl()))

    figures = read(file)
    assert figures["wirecrawl_run_exit_code",] == 0
    assert figures["wirecrawl_run_end_time_seconds",] == 1_800_000_000.5
    assert figures["wirecrawl_last_success_time_seconds",] == 1_800_000_000.5
    assert figures["wirecrawl_pages", "published", "a"] == 2
    assert figures["wirecrawl_pages", "published", 'b"'] == 0
    assert figures["wirecrawl_skipped", "robots", "a"] == 1
    assert ("wirecrawl_skipped", "limit", "a") not in figures
    assert (figures["wirecrawl_alarms", "a"], figures["wirecrawl_alarms", 'b"']) == (2, 0)
    assert figures["wirecrawl_newest_story_time_seconds", "a"] == 1_059_609_600
    assert ("wirecrawl_newest_story_time_seconds", "c") not in figures
    assert figures["wirecrawl_responses", "503"] == 2
    assert [*tmp_path.iterdir()] == [file]


def test_the_last_success_outlives_what_comes_after(tmp_path: Path) -> None:
    file = tmp_path / "wirecrawl.prom"
    write(file, Ended(1, 100.0, 1.0))
    assert ("wirecrawl_last_success_time_seconds",) not in read(file)

    write(file, Ended(0, 200.0, 1.0, crawl()))
    write(file, Ended(3, 300.0, 1.0, crawl()))
    write(file, Ended(4, 400.0, 1.0))

    assert read(file) == {
        ("wirecrawl_run_exit_code",): 4,
        ("wirecrawl_run_end_time_seconds",): 400,
        ("wirecrawl_run_duration_seconds",): 1,
        ("wirecrawl_last_success_time_seconds",): 200,
    }


def test_a_file_that_is_no_metrics_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "wirecrawl.prom"
    file.write_bytes(b'\xff{"}\x00 nonsense')

    write(file, Ended(1, 100.0, 1.0))

    assert read(file)["wirecrawl_run_exit_code",] == 1


def test_an_unwritable_path_is_reported_before_the_crawl(tmp_path: Path) -> None:
    check(tmp_path / "wirecrawl.prom")
    with pytest.raises(UsageFault, match=r"node_exporter requires a name ending in \.prom"):
        check(tmp_path / "wirecrawl.txt")
    with pytest.raises(UsageFault, match="nowhere is not a writable folder"):
        check(tmp_path / "nowhere" / "wirecrawl.prom")
