"""Verification of snapshots against their manifest and against the dump."""

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.tools.verify import verify
from tests.support.dumps import run, story

pytestmark = pytest.mark.slow


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A dump of three runs with a snapshot of each."""
    place = tmp_path / "dump"
    for text in ("first", "second", "third"):
        run(str(place), tmp_path / "state", story("one", text), story(text))
        assert main(["snapshot", str(place)]) == 0
    return place


def snapshot(dump: Path, number: int) -> Path:
    return sorted((dump / "snapshots").iterdir())[number]


def rewrite(folder: Path, edit: Callable[[list[bytes]], list[bytes]]) -> None:
    """Change the lines of a snapshot and make its manifest fit again."""
    file = folder / "records.jsonl.gz"
    rows = edit(gzip.decompress(file.read_bytes()).splitlines(True))
    file.write_bytes(gzip.compress(b"".join(rows)))
    manifest = json.loads((folder / "manifest.json").read_text())
    data = file.read_bytes()
    manifest["rows"] = len(rows)
    manifest["files"][0] |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_good_snapshots(dump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(str(dump)).problems == ()
    capsys.readouterr()
    assert main(["verify", str(dump)]) == 0
    assert capsys.readouterr().out == "ok: 6 records, 4 stories, 3 runs, 3 snapshots\n"


@pytest.mark.parametrize("name", ["records.jsonl.gz", "records.parquet"])
def test_a_flipped_byte(dump: Path, name: str) -> None:
    file = snapshot(dump, 1) / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)

    (problem,) = verify(str(dump)).problems
    assert f"snapshots/{snapshot(dump, 1).name}/{name} is damaged" in problem


@pytest.mark.parametrize(
    ("edit", "cause"),
    [
        (lambda rows: rows[:-1], "differs from version"),
        (lambda rows: [row.replace(b"LONDON", b"VIENNA") for row in rows], "differs from version"),
        (lambda rows: [rows[0], *rows], "is out of order"),
        (lambda rows: [*rows, b"{}\n"], "invalid record"),
    ],
)
def test_a_wrong_snapshot_with_correct_checksums(
    dump: Path, edit: Callable[[list[bytes]], list[bytes]], cause: str
) -> None:
    rewrite(snapshot(dump, 1), edit)

    (problem,) = verify(str(dump)).problems
    assert cause in problem
    assert snapshot(dump, 1).name in problem


def test_a_snapshot_of_another_version(dump: Path) -> None:
    (snapshot(dump, 0) / "manifest.json").write_bytes(
        (snapshot(dump, 1) / "manifest.json").read_bytes()
    )

    (problem,) = verify(str(dump)).problems
    assert f"is the snapshot of {snapshot(dump, 1).name}" in problem


def test_half_a_snapshot_is_noted(dump: Path) -> None:
    (snapshot(dump, 0) / "manifest.json").unlink()

    findings = verify(str(dump))
    assert findings.problems == ()
    assert len(findings.notes) == 2
    assert findings.snapshots == 2
