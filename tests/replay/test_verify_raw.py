"""`verify` finds what is wrong with a raw archive."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.exchange import Exchange
from crawler.tools.verify import verify
from tests.support.dumps import open_run

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>" + b"ferry " * 400


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    run = open_run(str(tmp_path / "dump"), tmp_path / "state")
    for number in range(3):
        now = datetime(2026, 11, 28, 3, number, tzinfo=UTC)
        run.archive(
            Exchange(f"http://kelm.example/{number}", now, b"GET / HTTP/1.1\r\n\r\n", ANSWER)
        )
    run.publish("finished")
    assert run.error is None
    return tmp_path / "dump"


def one(dump: Path, ending: str) -> Path:
    (file,) = (dump / "raw").rglob(f"*{ending}")
    return file


def test_a_sound_archive_has_no_problems(dump: Path) -> None:
    assert verify(str(dump)).problems == ()
    index = json.loads((dump / "index.json").read_text())
    assert index["version"] is None
    assert [named["rows"] for named in index["raw"]] == [3]


def test_a_damaged_file_is_found(dump: Path) -> None:
    file = one(dump, ".warc.gz")
    data = bytearray(file.read_bytes())
    data[-40] ^= 0xFF
    file.write_bytes(data)

    problems = verify(str(dump)).problems

    assert any("damaged gzip member" in problem for problem in problems)
    assert any("checksum mismatch" in problem for problem in problems)
    assert all("raw/date=2026-11-28/" in problem for problem in problems)


def test_a_file_that_was_cut_or_is_missing_is_found(dump: Path) -> None:
    file = one(dump, ".warc.gz")
    file.write_bytes(file.read_bytes()[:-300])
    assert any("either in the file" in problem for problem in verify(str(dump)).problems)
    file.unlink()
    assert len(verify(str(dump)).problems) == 1


def test_a_changed_index_is_found(dump: Path) -> None:
    file = one(dump, ".cdxj")
    file.write_bytes(file.read_bytes().replace(b"kelm", b"helm"))
    (problem,) = verify(str(dump)).problems
    assert problem.endswith(".cdxj: checksum mismatch with the manifest")
