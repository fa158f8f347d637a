"""A crawl that archives its answers and is killed at any step: every record finds its answer."""

import itertools
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from crawler.archive.cdxj import read_line
from crawler.archive.exchange import Exchange
from crawler.dump.raw import raw_files
from crawler.publishing.writer import PartLimits
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.dumps import open_run, revisions, rows, story, url
from tests.support.kill import kill_at

NAMES = ("one", "two", "three", "four", "five", "six", "seven")
NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)


def answer(name: str) -> bytes:
    body = f"<html>{name} ".encode() * 300
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body


def crawl(dump: str, state: Path) -> None:
    """Archive each page, and store its story, with a seal every two rows."""
    run = open_run(dump, state, limits=PartLimits(rows=2))
    for name in NAMES:
        place = run.archive(Exchange(url(name), NOW, b"GET / HTTP/1.1\r\n\r\n", answer(name)))
        made = story(name)
        (record,) = made.records
        record = replace(record, raw=replace(record.raw, archive=place))
        for released in run.buffer(replace(made, records=(record,))):
            run.store(released)
        for released in run.page_store.release():
            run.store(released)
    run.report.of("wire").counters.update(discovered=len(NAMES), fetched=len(NAMES))
    run.publish("finished")
    assert run.error is None


def archived(dump: str) -> set[str]:
    """Return the places of all answers in the raw archive, by its indexes."""
    sink = open_sink(dump)
    places = set()
    for file in raw_files(sink):
        for line in b"".join(sink.read(file.index)).splitlines():
            entry = read_line(line)[2]
            places.add(f"{entry.filename}#{entry.offset}")
    return places


def check(dump: str) -> None:
    assert verify(dump).problems == ()
    places = {row["raw"]["archive"] for row in rows(dump)}
    assert places <= archived(dump)


def test_a_kill_at_any_step(tmp_path: Path) -> None:
    crawl(str(tmp_path / "calm"), tmp_path / "calm state")
    right = revisions(str(tmp_path / "calm"))
    assert len(right) == len(NAMES)
    for step in itertools.count(1, 2):
        dump, state = str(tmp_path / f"dump{step}"), tmp_path / f"state{step}"
        if not kill_at(step, dump, state, crawl):
            break

        crawl(dump, state)

        check(dump)
        assert revisions(dump) == right
        assert not [*state.rglob("*.warc*"), *state.rglob("*.cdxj")]
    assert step > 30


@pytest.mark.parametrize("step", [12, 24, 36])
def test_a_kill_and_a_lost_ledger(tmp_path: Path, step: int) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    assert kill_at(step, dump, state, crawl)
    for file in state.glob("*/ledger*"):
        file.unlink()

    crawl(dump, state)

    check(dump)
    assert len(revisions(dump)) == len(NAMES)


@pytest.mark.parametrize("step", [12, 24, 36])
def test_a_kill_and_another_machine(tmp_path: Path, step: int) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    assert kill_at(step, dump, state, crawl)

    crawl(dump, tmp_path / "another state")
    crawl(dump, state)

    check(dump)
    assert len(revisions(dump)) == len(NAMES)
    index = json.loads((tmp_path / "dump" / "index.json").read_text())
    assert len({named["run"] for named in index["raw"]}) == len(index["raw"])
