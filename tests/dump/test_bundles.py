"""Snapshots and deltas: full(n) + delta(n -> m) = full(m), byte for byte."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet
import pytest
from hypothesis import given, settings

from crawler.__main__ import main
from tests.support.dumps import run, story
from tests.support.histories import HISTORIES, Event, State, files, lines_of, publish

pytestmark = pytest.mark.slow

FILES = ["manifest.json", "records.jsonl.gz", "records.parquet"]


@settings(max_examples=25, deadline=None)
@given(HISTORIES)
def test_full_and_delta_give_full(runs: list[list[Event]]) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        dump = str(folder / "dump")
        state: State = {}
        known: State = {}
        stood: dict[str, bytes] = {}
        for events in runs:
            if version := publish(dump, folder, events, state, known):
                stood[version] = lines_of(state)
        if not stood:
            assert main(["snapshot", dump, str(folder / "none")]) == 2
            return
        versions = list(stood)
        full = {version: str(folder / "full" / version) for version in versions}
        for version in versions:
            assert main(["snapshot", dump, full[version], "--at", version]) == 0
            assert gzip.decompress(files(Path(full[version]))[FILES[1]]) == stood[version]
        deltas = {}
        for first, last in combinations(versions, 2):
            deltas[first, last] = str(folder / "delta" / f"{first}..{last}")
            assert main(["delta", dump, first, last, "--out", deltas[first, last]]) == 0
        for first, last in deltas:
            steps = [deltas[pair] for pair in pairwise(versions) if first <= pair[0] < last]
            for number, chain in enumerate(([deltas[first, last]], steps)):
                applied = folder / "applied" / f"{first}..{last}-{number}"
                assert main(["apply", full[first], *chain, str(applied)]) == 0
                assert files(applied) == files(Path(full[last]))
        assert main(["snapshot", dump, "--at", versions[0]]) == 0
        assert main(["snapshot", dump]) == 0
        assert main(["verify", dump]) == 0


@pytest.fixture
def dump(dump_url: str, tmp_path: Path) -> tuple[str, list[str]]:
    """A dump of two runs, on disk and in S3, and its versions."""
    state = tmp_path / "state"
    first = run(dump_url, state, story("one"), story("two"))
    second = run(dump_url, state, story("one", "second take"), story("three"))
    return dump_url, [first.run, second.run]


def test_a_snapshot_in_lines_and_as_a_table(
    dump: tuple[str, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, versions = dump
    out = tmp_path / "out"

    assert main(["snapshot", url, str(out)]) == 0

    assert capsys.readouterr().out == f"snapshot of {versions[1]}: 3 stories in {out.as_uri()}\n"
    assert sorted(files(out)) == FILES
    lines = gzip.decompress((out / "records.jsonl.gz").read_bytes())
    rows = [json.loads(line) for line in lines.splitlines()]
    table = pyarrow.parquet.read_table(out / "records.parquet")
    assert table.column_names == list(rows[0])
    assert str(table.schema.field("fetched_at").type) == "timestamp[ms, tz=UTC]"
    candidate = table.schema.field("published").type.field("candidates").type.value_type
    assert str(candidate.field("date").type) == "date32[day]"
    assert str(candidate.field("datetime").type) == "timestamp[ms, tz=UTC]"
    for row, read_back in zip(rows, table.to_pylist(maps_as_pydicts="strict"), strict=True):
        read_back["fetched_at"] = read_back["fetched_at"].strftime("%Y-%m-%dT%H:%M:%SZ")
        read_back["published"]["date"] = read_back["published"]["date"].isoformat()
        assert read_back == row


def test_the_lines_of_a_delta(
    dump: tuple[str, list[str]], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    url, (first, second) = dump

    def headlines_of(*versions: str) -> dict[str, int]:
        assert main(["delta", url, *versions]) == 0
        rows = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
        return {row["headline"].split()[1]: row["revision"] for row in rows}

    assert headlines_of() == headlines_of("none") == {"ONE": 2, "TWO": 1, "THREE": 1}
    assert headlines_of("none", first) == {"ONE": 1, "TWO": 1}
    assert headlines_of(first) == headlines_of(first, second) == {"ONE": 2, "THREE": 1}
    assert headlines_of(second) == headlines_of(first, first) == {}


def test_a_snapshot_in_the_dump_itself(dump: tuple[str, list[str]], tmp_path: Path) -> None:
    url, versions = dump

    assert main(["snapshot", url, "--at", versions[0]]) == 0
    assert main(["snapshot", url, str(tmp_path / "out"), "--at", versions[0]]) == 0

    base, _, query = url.partition("?")
    inside = f"{base}/snapshots/{versions[0]}?{query}".rstrip("?")
    assert main(["delta", url, versions[0], "--out", str(tmp_path / "delta")]) == 0
    assert main(["apply", inside, str(tmp_path / "delta"), str(tmp_path / "applied")]) == 0
    assert main(["snapshot", url, str(tmp_path / "full")]) == 0
    assert files(tmp_path / "applied") == files(tmp_path / "full")


def test_mistakes(
    dump: tuple[str, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, (first, second) = dump
    full, delta, out = (str(tmp_path / name) for name in ("full", "delta", "out"))
    assert main(["snapshot", url, full, "--at", first]) == 0
    assert main(["delta", url, first, second, "--out", delta]) == 0
    capsys.readouterr()

    for arguments, cause in (
        (["snapshot", url, out, "--at", "whenever"], "whenever: no such version of this dump"),
        (["snapshot", url, full], f"the snapshot of {first} already exists there"),
        (["snapshot", str(tmp_path / "nowhere")], "no dump found"),
        (["delta", url, second, first], f"{second} is newer than {first}"),
        (["delta", url, "none", "later"], "later: no such version of this dump"),
        (["apply", delta, delta, out], "no snapshot found"),
        (["apply", full, full, out], "no delta found"),
        (["apply", full, delta, delta, out], f"delta starts at {first}, but the snapshot is at"),
    ):
        assert main(arguments) == 2
        err = capsys.readouterr().err
        assert cause in err
        assert err.count("\n") == 1
    assert not Path(out).exists()


@pytest.mark.parametrize(
    ("name", "edit", "cause"),
    [
        (
            "records.jsonl.gz",
            lambda data: gzip.compress(gzip.decompress(data).replace(b"LONDON", b"VIENNA")),
            "checksum mismatch",
        ),
        ("records.jsonl.gz", lambda data: data[:-1], "is damaged: "),
        ("manifest.json", lambda data: data[:-9], "is not a valid snapshot or delta manifest"),
        ("manifest.json", lambda data: data.replace(b": 2", b": 3"), "the manifest says 3"),
    ],
)
def test_nothing_is_made_of_a_damaged_snapshot(
    tmp_path: Path,
    name: str,
    edit: Callable[[bytes], bytes],
    cause: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    dump, out = str(tmp_path / "dump"), tmp_path / "out"
    version = run(dump, tmp_path / "state", story("one"), story("two")).run
    main(["snapshot", dump, str(tmp_path / "full")])
    main(["delta", dump, version, "--out", str(tmp_path / "delta")])
    file = tmp_path / "full" / name
    file.write_bytes(edit(file.read_bytes()))

    assert main(["apply", str(tmp_path / "full"), str(tmp_path / "delta"), str(out)]) == 1

    assert cause in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("verb", ["snapshot", "delta"])
def test_nothing_is_printed_of_a_damaged_dump(
    tmp_path: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = tmp_path / "dump"
    run(str(dump), tmp_path / "state", story("one"), story("two"))
    (part,) = dump.glob("records/*/*/*.gz")
    rows = gzip.decompress(part.read_bytes())
    part.write_bytes(gzip.compress(rows.replace(b"LONDON", b"VIENNA")))

    assert main([verb, str(dump)]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert "is damaged: checksum mismatch" in err
    assert err.count("\n") == 1
    assert not (dump / "snapshots").exists()


def test_no_manifest_where_a_file_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump, out = str(tmp_path / "dump"), tmp_path / "out"
    run(dump, tmp_path / "state", story("one"))
    out.mkdir()
    (out / "records.parquet").write_bytes(b"another table")

    assert main(["snapshot", dump, str(out)]) == 1

    assert "records.parquet: a different object already exists" in capsys.readouterr().err
    assert not (out / "manifest.json").exists()


def test_a_full_disk_is_reported_in_one_line(tmp_path: Path) -> None:
    dump, out = str(tmp_path / "dump"), tmp_path / "out"
    run(dump, tmp_path / "state", story("one"))
    tool = f"{sys.executable} -m crawler snapshot {dump} {out}"

    ended = subprocess.run(
        ["bash", "-c", f"ulimit -f 1; exec {tool}"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"python -m crawler: {tmp_path}: ")
    assert ended.stderr.count("\n") == 1
    assert not out.exists()
    assert not list(tmp_path.glob("wirecrawl-*"))
