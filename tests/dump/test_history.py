"""All revisions of one story in a dump."""

import json
from pathlib import Path

import pytest

from crawler.__main__ import main
from tests.support.dumps import outcome, record, rows, run, story


def test_every_revision_with_its_part_and_changes(
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
    (second_row,) = (row for row in rows(dump_url) if row["revision"] == 2)
    assert two["changed"] == ["located", "body"] == second_row["changed"]
    assert two["besides"] == ["raw"]
    assert two["part"].startswith(f"records/source=wire/date=2026-03-02/{second.run}-")
    assert two["digest"] == later.digest


def test_no_such_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(str(tmp_path / "dump"), tmp_path / "state", story("one"))

    assert main(["log", str(tmp_path / "dump"), "0" * 32]) == 1
    assert "no records of story 000" in capsys.readouterr().err


def test_a_story_by_the_beginning_of_its_id_or_by_its_address(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    dump, made = str(tmp_path / "dump"), record("one")
    first = run(dump, tmp_path, *(story(f"story {number}") for number in range(20)), story("one"))
    run(dump, tmp_path, story("one", "second take"))

    for name in (made.id, made.id[:12], made.url):
        assert main(["log", dump, name]) == 0
        entries = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
        assert [entry["revision"] for entry in entries] == [1, 2]

    assert main(["log", dump, made.id, "--since", first.run[:-2]]) == 0
    (entry,) = map(json.loads, capfdbinary.readouterr().out.splitlines())
    assert entry["revision"] == 2
    assert main(["log", dump, made.id, "--since", "-1"]) == 1
    capfdbinary.readouterr()
    assert main(["log", dump, ""]) == 2
    assert b"matches several stories, e.g. " in capfdbinary.readouterr().err
