"""`wirecrawl_client`: what it reads is what the crawler's tools read."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import wirecrawl_client
from wirecrawl_client import MissingExtra, UsageFault
from wirecrawl_client.extras import naming_extras

from crawler.__main__ import main
from crawler.contract import Record, encode
from crawler.dump.index import read_pointer
from crawler.latest.keep import keep_latest
from crawler.sinks import open_sink
from crawler.tools.deltas import apply, changes
from crawler.tools.verify import verify
from tests.support.dumps import counts, crawl, outcome, publish, record, rows, run, running, story

OLD = Path(__file__).parents[1] / "dump" / "old_dump" / "dump"
README = Path(__file__).parents[2] / "client" / "README.md"


@pytest.fixture
def url(dump_url: str, tmp_path: Path) -> str:
    """A dump of three runs on two days: one story revised, one killed, one of another source."""
    state = tmp_path / "state"
    run(dump_url, state, story("one"), story("two"), story("three"))
    changed = record("one", "second take", fetched_at="2026-03-02T12:00:00Z")
    killed = record("two", "killed", pubstatus="canceled", fetched_at="2026-03-02T12:00:00Z")
    run(dump_url, state, outcome(changed), outcome(killed))
    with running(dump_url, state, compression="zstd") as opened:
        last = outcome(record("four", fetched_at="2026-03-02T12:00:00Z"))
        publish(opened, counts(crawl(opened, last)))
    return dump_url


def versions(url: str) -> list[str]:
    return [named.run for named in read_pointer(open_sink(url)).named()]


def printed(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> list[bytes]:
    assert main([*arguments]) == 0
    return capfdbinary.readouterr().out.splitlines()


def test_it_reads_what_the_tools_read(url: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    dump = wirecrawl_client.open(url)
    first, *_, last = versions(url)
    every = printed(capfdbinary, "delta", url)

    assert dump.versions == tuple(versions(url))
    assert dump.version == last
    assert list(dump.since(first).lines()) == printed(capfdbinary, "delta", url, first)
    assert list(dump.since("none").lines()) == every
    assert list(dump.latest()) == [row for row in map(json.loads, every) if row["op"] != "delete"]
    assert list(dump.records()) == rows(url)
    assert [part.location.encode() for part in dump.parts()] == printed(capfdbinary, "parts", url)
    assert dump.verify() == verify(url)
    assert dump.verify().problems == ()


def test_it_reads_the_ready_files_of_a_dump(url: str, tmp_path: Path) -> None:
    """It finds the same in them, also while they are behind, and notices damage."""
    every, first = wirecrawl_client.open(url), versions(url)[0]
    latest, since = list(every.latest()), list(every.since(first))
    sink = open_sink(url)
    keep_latest(sink)
    ready = wirecrawl_client.open(url)

    assert list(ready.latest()) == latest
    assert list(ready.since(first)) == since
    run(url, tmp_path / "state", story("one", "third take"), story("five"))
    behind = wirecrawl_client.open(url)
    assert behind.version != ready.version
    assert [row["id"] for row in behind.latest()] == sorted(
        {row["id"] for row in latest} | {record("five").id}
    )
    assert len(list(behind.since(first))) == len(since) + 1
    assert list(behind.latest()) == [
        json.loads(change.line) for change in apply(changes(sink, read_pointer(sink).named()))
    ]
    for key in sink.list("latest/wire/"):
        if key.endswith(".gz") and url.startswith("file:"):
            (tmp_path / "dump" / key).write_bytes(b"")
            with pytest.raises(wirecrawl_client.SinkError, match="is damaged"):
                list(behind.latest())
            assert behind.verify().problems


def test_records_of_a_source_a_day_and_a_version(url: str) -> None:
    dump, every = wirecrawl_client.open(url), rows(url)
    second = [row for row in every if row["fetched_at"].startswith("2026-03-02")]

    assert 0 < len(second) < len(every)
    assert dump.sources == ("wire",)
    assert list(dump.records(source="wire")) == every
    assert list(dump.records(day="2026-03-02")) == second
    assert list(dump.records(day=date(2026, 3, 2))) == second
    assert list(dump.records(day="2026-04")) == []
    assert list(dump.records(since="-1")) == []
    assert len(list(dump.records(since="-2"))) == 1
    with pytest.raises(UsageFault, match="no such source of this dump"):
        dump.records(source="other")
    with pytest.raises(UsageFault, match="no such version of this dump"):
        dump.since("20200101T000000Z")


def test_a_day_in_a_part_of_several(
    url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    printed(capfdbinary, "compact", url, "--oldest=-1", "--state", str(tmp_path / "state"))
    every = rows(url)
    second = [row for row in every if row["fetched_at"].startswith("2026-03-02")]

    assert len(wirecrawl_client.open(url).parts()) == 1
    assert list(wirecrawl_client.open(url).records(day="2026-03-02")) == second
    assert 0 < len(second) < len(every)


def test_rows_are_read_anew(url: str) -> None:
    latest = wirecrawl_client.open(url).latest()

    assert list(latest) == list(latest) != []
    assert [encode(each) for each in latest.typed()] == list(latest.lines())
    assert all(isinstance(each, Record) for each in latest.typed())


def test_a_dump_stays_as_it_was_opened(url: str, tmp_path: Path) -> None:
    dump = wirecrawl_client.open(url)
    before = list(dump.latest())
    run(url, tmp_path / "state", story("five"))

    assert list(dump.latest()) == before
    assert len(list(wirecrawl_client.open(url).since(dump.version))) == 1


def test_tables_are_those_of_a_snapshot(
    url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    import pyarrow.parquet

    printed(capfdbinary, "snapshot", url, str(tmp_path / "full"))
    table = pyarrow.parquet.read_table(tmp_path / "full" / "records.parquet")
    latest = wirecrawl_client.open(url).latest()

    assert table.num_rows > 1
    assert latest.arrow() == table
    assert latest.polars().to_arrow().to_pylist() == table.to_pylist()
    frame = latest.pandas()
    assert list(frame["id"]) == table["id"].to_pylist()
    assert str(frame["fetched_at"].dtype) == "timestamp[ms, tz=UTC][pyarrow]"
    nothing = wirecrawl_client.open(url).records(since="-1")
    assert nothing.arrow().schema == table.schema
    assert len(nothing.pandas()) == len(nothing.polars()) == 0


def test_an_old_dump(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    dump = wirecrawl_client.open(str(OLD))

    assert list(dump.records()) == rows(str(OLD))
    assert list(dump.since("none").lines()) == printed(capfdbinary, "delta", str(OLD))
    assert dump.verify().problems == ()
    assert dump.latest().arrow().num_rows == len(list(dump.latest()))


def test_damage_is_reported(url: str, tmp_path: Path) -> None:
    if url.startswith("file:"):
        part = sorted((tmp_path / "dump").glob("records/*/*/*"))[0]
        part.write_bytes(part.read_bytes()[:-9])
        dump = wirecrawl_client.open(url)

        with pytest.raises(wirecrawl_client.SinkError, match="is damaged"):
            list(dump.records())
        assert dump.verify().problems


def test_no_dump(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="no dump found"):
        wirecrawl_client.open(str(tmp_path))


def test_only_optional_packages_have_an_extra() -> None:
    message = r"needs boto3: pip install 'wirecrawl-client\[s3\]'"
    with pytest.raises(MissingExtra, match=message), naming_extras():
        raise ModuleNotFoundError("No module named 'boto3.session'", name="boto3.session")
    with pytest.raises(ModuleNotFoundError, match="other"), naming_extras():
        raise ModuleNotFoundError("other", name="other")


def test_the_examples_of_the_readme(url: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(block.replace("demo/dump", url), {})  # noqa: S102  # they are ours
