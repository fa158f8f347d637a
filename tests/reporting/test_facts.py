"""The facts of a run: figures of its records and quarantine, and those of earlier runs."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from crawler.contract import Cluster, Moment, encode
from crawler.dump.index import read_pointer
from crawler.reporting import tallies
from crawler.reporting.facts import gather
from crawler.reporting.history import known_runs
from crawler.reporting.publish import publish_reports
from crawler.reporting.stories import Stories, decode_story
from crawler.reporting.tallies import Place, RepeatedTexts
from crawler.reporting.values import DELAYS, RunReport
from crawler.sinks import SinkError, open_sink
from tests.support.dumps import outcome, record, reject, run, story, url


def facts(dump: str, name: str | None = None) -> RunReport:
    sink = open_sink(dump)
    runs = known_runs(sink, read_pointer(sink).index)
    return gather(sink, runs, name or runs[-1].run)


def test_the_figures_of_a_run_are_those_of_its_rows_and_manifest(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    first = run(dump, state, story("one"), story("two"), reject("three"))
    second = run(dump, state, story("one", "second take"), story("four"))

    made = facts(dump, first.run)
    assert (made.counts, made.rows) == (first.counts, first.rows)
    (wire,) = made.sources
    assert (wire.added, wire.modified, wire.deleted) == (2, 0, 0)
    assert wire.coverage["headline"] == wire.coverage["day"] == 2
    assert "time" not in wire.coverage
    assert (made.unit, made.days, wire.days) == ("day", ("2026-02-28",), {"2026-02-28": 2})
    assert sum(wire.delays) == wire.delays[DELAYS.index("under 2 days, no time")] == 2
    assert [(each.reason, each.pages) for each in made.quarantine] == [("charset", 1)]
    assert made.quarantine[0].samples[0].url == url("three")
    assert [(each.text, each.count) for each in made.agencies] == [("Voice of America", 2)]
    assert [each.run for each in made.trend] == [first.run]

    made = facts(dump, second.run)
    assert [each.run for each in made.trend] == [first.run, second.run]
    (wire,) = made.sources
    assert (wire.added, wire.modified, wire.trend) == (1, 1, (2, 2))


def test_a_revision_is_shown_as_a_difference(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    run(dump, state, story("one"))
    run(dump, state, story("two"))
    run(dump, state, story("one", "second take"))

    (revision,) = facts(dump).revisions

    assert (revision.revision, revision.changed) == (2, ("body",))
    assert [edit for edit in revision.edits["body"] if edit[0] != " "] == [
        ("-", "first "),
        ("+", "second "),
    ]


def test_a_source_is_compared_with_the_reports_of_earlier_runs(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    run(dump, state, outcome(record("one", byline="Ada Marsh")), story("two"))
    publish_reports(open_sink(dump))
    run(dump, state, story("three"))

    (wire,) = facts(dump).sources

    assert wire.coverage.get("byline", 0) == 0
    assert wire.past.coverage["byline"] == 0.5
    assert wire.past.coverage["headline"] == 1.0


def place(name: str) -> Place:
    return Place(name, "wire", url(name))


def test_repeated_headlines_do_not_count_the_same_story_twice() -> None:
    tally = RepeatedTexts()
    for name in ("a", "a", "b", "c"):
        tally.add("THE SITE", place(name))
    tally.add("Of one only", place("a"))
    tally.add("Of one only", place("a"))

    assert [(each.text, each.count, each.url) for each in tally.top(5)] == [
        ("THE SITE", 3, url("a"))
    ]


def test_a_tally_keeps_what_is_frequent_and_not_all_texts() -> None:
    tally = RepeatedTexts(most=100)
    for number in range(5000):
        tally.add(f"headline {number}", place(str(number)))
        tally.add("THE SITE", place(str(number)))

    assert [(each.text, each.count) for each in tally.top(5)] == [("THE SITE", 5000)]
    assert len(tally._once) <= 101
    assert tallies.MOST_TEXTS >= 50_000  # so that runs of usual size are counted exactly


def test_a_story_that_is_revised_within_a_second_is_shown_once(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", story("one"), story("one", "second take"), story("two"))

    made = facts(dump)

    (wire,) = made.sources
    assert (wire.added, wire.modified) == (2, 1)
    assert sorted(each.url for each in made.newest) == [url("one"), url("two")]
    (revision,) = made.revisions
    assert ("+", "second ") in revision.edits["body"]


def test_clusters_and_newest_stories() -> None:
    stories = Stories()
    for number in range(30):
        cluster = Cluster("c" * 32, "d" * 32, 0.5 + number / 100) if number < 4 else None
        day = Moment(date=f"2026-02-{number % 28 + 1:02}", precision="day")
        made = replace(record(f"s{number}"), cluster=cluster, published=day)
        stories.add(decode_story(encode(made)))

    (group,) = stories.groups
    assert (stories.grouped, group.stories, group.overlap) == (4, 4, 0.53)
    assert len(group.members) == 3
    newest = [each.published for each in stories.newest]
    assert len(newest) == 10
    assert newest == sorted(newest, key=str, reverse=True)
    assert newest[0] == "2026-02-28"


def test_an_earlier_manifest_that_is_unreadable_is_left_out(tmp_path: Path) -> None:
    dump, state = tmp_path / "dump", tmp_path / "state"
    names = [run(str(dump), state, story(f"s{number}")).run for number in range(3)]
    (dump / "runs" / names[1] / "manifest.json").write_text("{")

    assert [each.run for each in facts(str(dump)).trend] == [names[0], names[2]]
    with pytest.raises(SinkError, match="checksum mismatch"):
        facts(str(dump), names[1])
