"""`python -m crawler parts`: what the index of a dump names."""

import json
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.reader import check
from crawler.latest.keep import keep_latest
from crawler.sinks import open_sink
from tests.support.dumps import outcome, record, reject, run, story


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["parts", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.fixture
def dump(dump_url: str, tmp_path: Path) -> str:
    """A dump of two runs on two days, beside a part that no run names."""
    state = tmp_path / "state"
    run(dump_url, state, story("one"), reject("three"))
    run(dump_url, state, outcome(record("two", fetched_at="2026-03-02T12:00:00Z")))
    (key,) = open_sink(dump_url).list("records/source=wire/date=2026-03-02/")
    left = tmp_path / "left"
    left.write_bytes(b"".join(open_sink(dump_url).read(key)))
    open_sink(dump_url).create(
        f"{key.rpartition('/')[0]}/20200101T000000Z-000000-00001.jsonl.gz", left
    )
    return dump_url


def test_each_part_has_its_url_and_checksum(dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in listed(capsys, dump, "--json")]
    sink = open_sink(dump)
    manifests = [read_manifest(sink, named) for named in read_pointer(sink).named()]
    parts = [part for each in manifests for part in each.parts if part.kind == "records"]
    root = sink.url.partition("?")[0]

    assert [row["url"] for row in rows] == [f"{root}/{part.key}" for part in parts]
    assert [row["sha256"] for row in rows] == [part.sha256 for part in parts]
    assert [(row["day"], row["source"], row["rows"]) for row in rows] == [
        ("2026-03-01", "wire", 1),
        ("2026-03-02", "wire", 1),
    ]
    assert [row["run"] for row in rows] == [each.run for each in manifests]


def test_lines_are_what_readers_open(dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    for line in listed(capsys, dump):
        assert line.startswith("s3://") or Path(line).is_file()
        assert "endpoint" not in line


def test_the_files_of_the_newest_state(dump: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parts", dump, "--latest"]) == 2
    assert "has no ready files" in capsys.readouterr().err
    sink = open_sink(dump)
    keep_latest(sink)
    (partition,) = [json.loads(line) for line in listed(capsys, dump, "--latest", "--json")]
    (lines,) = [json.loads(line) for line in listed(capsys, dump, "--latest", "--lines", "--json")]

    assert (partition["source"], partition["rows"], lines["rows"]) == ("wire", 2, 2)
    assert partition["first_day"] == partition["last_day"] == "2026-02-28"
    for file, suffix in ((partition, ".parquet"), (lines, ".jsonl.gz")):
        key = file["url"].removeprefix(sink.url.partition("?")[0] + "/")
        assert key.endswith(suffix)
        check(sink, key, file["sha256"])
        assert sink.size(key) == file["bytes"]
    (location,) = listed(capsys, dump, "--latest", "--source", "w")
    assert location == partition["url"].removeprefix("file://")
    for wrong in (["--lines"], ["--latest", "--day", "2026"], ["--latest", "--kind", "removed"]):
        assert main(["parts", dump, *wrong]) == 2


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("--since=-2",), 1),
        (("--since=-1",), 0),
        (("--run=-2",), 1),
        (("--day", "2026-03-02"), 1),
        (("--day", "2026-03"), 2),
        (("--source", "wi"), 2),
        (("--kind", "quarantine"), 1),
        (("--kind", "removed"), 2),
        (("--kind", "removed", "--day", "2025"), 0),
    ],
)
def test_filters(
    dump: str, arguments: tuple[str, ...], count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(listed(capsys, dump, *arguments)) == count
