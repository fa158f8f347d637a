"""Dumps written before free-key objects became lists are read like those of today.

`old_dump/` was written by that version: `dump` with two runs and a snapshot of the second, `full`
(the snapshot of the first run) and `delta` (from the first to the second).
"""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema_rs
import pyarrow.parquet
import pytest

from crawler.__main__ import main
from crawler.contract import Record, encode
from crawler.dump.rows import record as decode
from crawler.dump.schemas import schema_bytes
from crawler.dump.upgrade import upgraded
from tests.support.dumps import record, rows, run, sha256, story

OLD = Path(__file__).parent / "old_dump"
FIRST, SECOND = sorted(path.name for path in (OLD / "dump" / "runs").iterdir())
BETA = sha256("beta")[:32]


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return shutil.copytree(OLD / "dump", tmp_path / "dump")


def lines_of(bundle: Path) -> list[bytes]:
    with gzip.open(bundle / "records.jsonl.gz") as lines:
        return [line.rstrip(b"\n") for line in lines]


def without(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in keys}


def test_an_old_row_has_every_key_of_today(dump: Path) -> None:
    valid = jsonschema_rs.validator_for(json.loads(schema_bytes()))
    old = [json.loads(line) for line in lines_of(OLD / "full")]
    new = [json.loads(upgraded(json.dumps(row, separators=(",", ":")).encode())) for row in old]

    assert all(map(valid.is_valid, new))
    assert [list(row) for row in new] == [list(Record.__struct_fields__)] * len(old)
    changed = ("canonical_url", "image", "free_access", "evidence", "removed", "rights")
    assert [without(row, *changed) for row in new] == [without(row, *changed) for row in old]
    beta = next(row for row in new if row["id"] == BETA)
    assert beta["removed"] == [
        {"rule": "newsletter", "count": 1},
        {"rule": "gs-section", "count": 12},
    ]
    assert beta["evidence"][1] == {"field": "byline", "source": "byline"}
    assert beta["rights"]["rsl_license"] == "https://wire.example/rsl.xml"


def test_rows_of_today_and_invalid_rows_stay_as_they_are() -> None:
    broken = b'{"id":"1","evidence":{"headline":"title"},"removed":{}}'
    quoted = encode(record("a", body='text ,"evidence":{"headline"'))

    assert upgraded(broken) is broken
    assert upgraded(b'x,"evidence":{') == b'x,"evidence":{'
    assert upgraded(quoted) is quoted


def test_all_rows_of_an_old_dump_are_read(dump: Path) -> None:
    found = rows(str(dump))
    (quarantined,) = rows(str(dump), "quarantine")

    assert [row["revision"] for row in found if row["id"] == BETA] == [1, 2]
    assert all(isinstance(row["evidence"], list) for row in (*found, quarantined["record"]))
    assert len(rows(str(dump), "removed")) > 1


def test_verify_accepts_an_old_dump(dump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(dump)]) == 0
    assert capsys.readouterr().out.startswith("ok: 6 records, 3 stories")


def test_verify_reports_a_damaged_old_row(dump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (part,) = dump.glob(f"records/*/*/{SECOND}-*.gz")
    text = gzip.decompress(part.read_bytes())
    part.write_bytes(gzip.compress(text.replace(b'"language":"en"', b'"language":7', 1)))

    assert main(["verify", str(dump)]) == 1
    assert "language" in capsys.readouterr().err


def test_snapshot_and_delta_of_an_old_dump(dump: Path, tmp_path: Path) -> None:
    full, delta, applied = (tmp_path / name for name in ("full", "delta", "applied"))
    assert main(["snapshot", str(dump), str(full), "--at", FIRST]) == 0
    assert main(["delta", str(dump), FIRST, "--out", str(delta)]) == 0
    assert main(["apply", str(full), str(delta), str(applied)]) == 0
    assert main(["snapshot", str(dump), str(tmp_path / "second")]) == 0

    assert lines_of(full) == [upgraded(line) for line in lines_of(OLD / "full")]
    assert lines_of(delta) == [upgraded(line) for line in lines_of(OLD / "delta")]
    assert lines_of(applied) == lines_of(tmp_path / "second")
    table = pyarrow.parquet.read_table(tmp_path / "second" / "records.parquet").to_pylist()
    assert [row["id"] for row in table] == [decode(line).id for line in lines_of(applied)]


def test_an_old_delta_is_applied_to_an_old_snapshot(tmp_path: Path, dump: Path) -> None:
    applied = tmp_path / "applied"
    assert main(["apply", str(OLD / "full"), str(OLD / "delta"), str(applied)]) == 0
    assert main(["snapshot", str(dump), str(tmp_path / "second")]) == 0

    assert lines_of(applied) == lines_of(tmp_path / "second")


def test_a_run_goes_on_with_an_old_dump(dump: Path, tmp_path: Path) -> None:
    """Known stories are known, a new one is published beside them, and the dump stays valid."""
    published = run(str(dump), tmp_path / "state", story("epsilon"), story("zeta"))

    assert published.rows.records == 1
    assert main(["verify", str(dump)]) == 0


def test_an_old_story_is_erased(dump: Path, tmp_path: Path) -> None:
    command = ["erase", str(dump), BETA, "--reason", "order 12", "--state", str(tmp_path / "state")]

    assert main(command) == 0
    assert main(["verify", str(dump)]) == 0
    assert [row["op"] for row in rows(str(dump)) if row["id"] == BETA] == ["delete"]
