"""All revisions of one story, out of the whole dump."""

import json
from pathlib import Path

import pytest

from crawler.__main__ import main
from tests.dump.factory import outcome, record, run, story


def test_every_revision_with_where_it_lies_and_what_changed(
    dump_url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    state = tmp_path / "state"
    first = run(dump_url, state, story("one"), story("two"))
    later = record("one", "second take", located="PARIS", fetched_at="2026-03-02T12:00:00Z")
    second = run(dump_url, state, outcome(later), story("three"))

    assert main(["log", dump_url, later.id]) == 0

    one, two = map(json.loads, capfdbinary.readouterr().out.splitlines())
    assert (one["revision"], one["op"], one["run"], one["changed"]) == (1, "add", first.run, [])
    assert (two["revision"], two["op"], two["run"]) == (2, "modify", second.run)
    assert two["changed"] == ["located", "body", "raw"]
    assert two["part"].startswith(f"records/source=wire/date=2026-03-02/{second.run}-")
    assert two["digest"] == later.digest


def test_no_such_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(str(tmp_path / "dump"), tmp_path / "state", story("one"))

    assert main(["log", str(tmp_path / "dump"), "0" * 32]) == 1
    assert "no story has the id 000" in capsys.readouterr().err
