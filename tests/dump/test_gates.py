"""Gates: a source that fails one is withheld as a whole, and the next run reads it again."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from crawler.contract import Moment
from crawler.dump.freshness import Freshness
from crawler.dump.index import read_pointer
from crawler.dump.manifest import Counts, Extent, decode_manifest, total
from crawler.dump.rows import lines
from crawler.model import Outcome
from crawler.publishing.published import Published
from crawler.run.report import Crawled
from crawler.sinks import open_sink
from crawler.sources import Gates
from crawler.tools.verify import verify
from tests.support.dumps import (
    counts,
    crawl,
    miss,
    outcome,
    publish,
    record,
    reject,
    rows,
    running,
    source,
)
from tests.support.kill import killed_everywhere

pytestmark = pytest.mark.slow

BY = ("wire", "other")


def other(name: str, text: str = "first take", story: str | None = None) -> Outcome:
    """A story of the source `other`; with `story`, of the same id as that one of `wire`."""
    made = record(name, text, "other.example", source="other")
    return outcome(replace(made, id=record(story).id) if story else made)


def night(
    dump: str,
    state: Path,
    *pages: Outcome,
    extent: Extent = "whole",
    accepted: bool = False,
    **gates: Gates,
) -> Published:
    """One run over both sources, under these gates."""
    with running(dump, state) as a_run:
        counted: dict[str, Counts] = {}
        for name in BY:
            own = [each for each in pages if each.fetch.source == name]
            counted |= counts(crawl(a_run, *own), name)
        crawled = {
            name: Crawled(source(name, gates=gates.get(name, Gates())), extent, accepted)
            for name in BY
        }
        return publish(a_run, counted, crawled=crawled)


def wire(number: int, **other: Any) -> list[Outcome]:
    return [outcome(record(f"story {n}", **other)) for n in range(number)]


def headlines(dump: str) -> list[str]:
    assert verify(dump).problems == ()
    return sorted(row["headline"] for row in rows(dump))


def test_a_bad_source_is_withheld_and_sinks_no_other(dump_url: str, state: Path) -> None:
    published = night(dump_url, state, *wire(2), other("one"), wire=Gates(stories=3))

    assert (published.verdict, published.rows.records) == ("withheld", 1)
    assert published.reason == "withheld: wire: stories: 2 stories read (minimum: 3)"
    assert headlines(dump_url) == ["THE ONE STORY"]
    sink = open_sink(dump_url)
    index = read_pointer(sink).index
    assert index is not None
    assert (index.last_success, list(index.sources)) == (None, ["other", "wire"])
    assert index.sources["wire"] == Freshness()
    assert index.sources["other"].last_success
    manifest = decode_manifest(sink.get(published.manifest)[0])  # type: ignore[index]
    kept = [part for part in manifest.withheld if part.kind == "records"]
    assert [part.rows for part in kept] == [2]
    assert len(list(lines(kept[0].key, sink.read(kept[0].key)))) == 2
    assert manifest.sources["wire"].counts == Counts(discovered=2, fetched=2, withheld=2)
    assert total(run.counts for run in manifest.sources.values()).gap() is None
    assert not list(state.glob("*/withheld/**/*.gz"))

    again = night(dump_url, state, *wire(3), other("one"), wire=Gates(stories=3))

    assert (again.verdict, again.rows.records) == ("ok", 3)
    assert len(headlines(dump_url)) == 4


def test_where_all_is_withheld_the_last_good_stays(dump_url: str, state: Path) -> None:
    night(dump_url, state, *wire(3))
    before = read_pointer(open_sink(dump_url)).index
    changed = [outcome(record(f"story {n}", "second take")) for n in range(2)]
    published = night(dump_url, state, *changed, wire=Gates(stories=3))

    assert published.verdict == "withheld"
    after = read_pointer(open_sink(dump_url)).index
    assert before is not None
    assert after is not None
    assert (after.runs, after.last_success) == (before.runs, before.last_success)
    assert open_sink(dump_url).get(published.manifest)
    assert headlines(dump_url) == [f"THE STORY {n} STORY" for n in range(3)]

    accepted = night(dump_url, state, *changed, accepted=True, wire=Gates(stories=3))

    assert accepted.verdict == "ok"
    assert accepted.alarms["wire"] == ("accepted: stories: 2 stories read (minimum: 3)",)
    assert len(headlines(dump_url)) == 5


def test_what_was_decided_against_a_withheld_story_is_decided_anew(
    tmp_path: Path, state: Path
) -> None:
    dump = str(tmp_path / "dump")
    pages = (*wire(2), other("second", "second take", story="story 0"))
    night(dump, state, *pages, wire=Gates(stories=3))
    assert [(row["source"], row["op"], row["revision"]) for row in rows(dump)] == [
        ("other", "add", 1)
    ]

    night(dump, state, *pages)
    assert verify(dump).problems == ()
    assert len(rows(dump)) == 3


NO_DATE = {"published": Moment()}


@pytest.mark.parametrize(
    ("gates", "bad", "said"),
    [
        (Gates(date=0.9), NO_DATE, "date: 7 of 10 stories have one (minimum share: 0.9)"),
        (Gates(headline=0.8), {"headline": None}, "headline: 7 of 10 stories have one"),
        (Gates(body=0.75), {"body": ""}, "body: 7 of 10 stories have one"),
        (Gates(date=0.7, headline=1, body=1), NO_DATE, None),
    ],
)
def test_shares_of_the_stories_read(
    tmp_path: Path, state: Path, gates: Gates, bad: dict[str, object], said: str | None
) -> None:
    worse = [outcome(record(f"worse {n}", **bad)) for n in range(3)]  # type: ignore[arg-type]
    published = night(str(tmp_path / "dump"), state, *wire(7), *worse, wire=gates)

    assert (published.reason is None) == (said is None)
    assert said is None or said in str(published.reason)


def test_the_share_of_quarantined_pages(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    bad = [reject(name) for name in ("one", "two")]
    published = night(dump, state, *wire(6), *bad, wire=Gates(quarantine=0.2))

    assert published.reason == "withheld: wire: quarantine: 2 of 8 pages (maximum share: 0.2)"
    assert (len(rows(dump)), len(rows(dump, "quarantine"))) == (0, 2)
    alone = night(dump, state, *wire(2), bad[0], wire=Gates(quarantine=0.2))
    assert alone.verdict == "ok"


def test_a_source_that_shrank(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    night(dump, state, *wire(30))
    for file in state.glob("*/ledger*"):  # its history is in the dump
        file.unlink()
    few = [*wire(10), outcome(record("new"))]
    short = [outcome(record(f"short {n}", body="Brief.")) for n in range(20)]
    gates = Gates(shrink=0.5)

    shrunk = night(dump, state, *few, wire=gates)
    cut = night(dump, state, *short, extent="part", wire=gates)
    window = night(dump, state, *few, extent="part", wire=gates)

    assert shrunk.reason == "withheld: wire: shrink: 11 stories found (median of previous runs: 30)"
    assert "median body length 6 characters" in str(cut.reason)
    assert window.verdict == "ok"


def test_a_kill_while_a_source_is_withheld(tmp_path: Path) -> None:
    pages = (*wire(3), other("one"), other("second", "second take", story="story 0"))

    def work(dump: str, state: Path) -> None:
        night(dump, state, *pages, wire=Gates(stories=4))

    folder, state = tmp_path / "dump", tmp_path / "state"
    dump = str(folder)
    night(dump, state, *wire(1))
    for number in killed_everywhere(folder, state, work):
        assert verify(dump).problems == (), number
        night(dump, state, *pages)
        assert verify(dump).problems == (), number
        digests = [row["digest"] for row in rows(dump)]
        assert len(digests) == len({*digests}) == 5, number
        assert not list(state.glob("*/withheld/**/*.gz")), number
    assert number > 20


def test_a_source_that_is_empty_is_no_success(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    night(dump, state, *wire(3))

    assert "empty: 0 stories found (median of previous runs: 3)" in str(night(dump, state).reason)
    assert night(dump, state, extent="part").verdict == "ok"


def test_pages_given_by_hand_pass_all_gates(tmp_path: Path, state: Path) -> None:
    published = night(
        str(tmp_path / "dump"), state, *wire(2), extent="pages", wire=Gates(stories=3, date=1)
    )
    assert published.verdict == "ok"


def test_a_withheld_source_deletes_nothing(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    night(dump, state, *wire(3))
    with running(dump, state) as a_run:
        miss(a_run, record("story 0").url)
        counted = counts(crawl(a_run, *wire(3)[1:]))
        gates = Crawled(source(gates=Gates(stories=3)), "whole")
        published = publish(a_run, counted, crawled={"wire": gates})
    assert (published.verdict, published.deleted) == ("withheld", {})
