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

    assert main(["log", dump_url, later.id, "--json"]) == 0

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
        assert main(["log", dump, name, "--json"]) == 0
        entries = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
        assert [entry["revision"] for entry in entries] == [1, 2]

    assert main(["log", dump, made.id, "--since", first.run[:-2], "--json"]) == 0
    (entry,) = map(json.loads, capfdbinary.readouterr().out.splitlines())
    assert entry["revision"] == 2
    assert main(["log", dump, made.id, "--since", "-1"]) == 1
    capfdbinary.readouterr()
    assert main(["log", dump, ""]) == 2
    assert b"matches several stories, e.g. " in capfdbinary.readouterr().err


def test_what_changed_in_a_text_is_marked_word_by_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump, later = str(tmp_path / "dump"), record("one", "second take", located="PARIS")
    run(dump, tmp_path, story("one"))
    run(dump, tmp_path, outcome(later))

    assert main(["log", dump, later.id]) == 0

    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == f"{later.id} revision 1: add, 2026-03-01T12:00:00Z"
    assert "    [-LONDON-]{+PARIS+}" in shown
    assert "    [-first -]{+second +}take of one, told at “the harbour”." in shown


def test_hostile_texts_cannot_control_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump, hostile = str(tmp_path / "dump"), "[red]\x1b]0;x\x07\u202e" + "x" * 10_000
    run(dump, tmp_path, story("one"))
    run(dump, tmp_path, outcome(record("one", headline=hostile)))

    assert main(["log", dump, record("one").id]) == 0
    assert main(["stories", dump]) == 0

    shown = capsys.readouterr().out
    assert "[red] ]0;x" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_a_prefix_of_several_ids_lists_the_stories(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path, *(story(f"s{number}") for number in range(20)))
    ids = [record(f"s{number}").id for number in range(20)]
    prefix = next(each[:1] for each in ids if sum(other[0] == each[0] for other in ids) > 1)

    assert main(["log", dump, prefix]) == 2

    message = capsys.readouterr().err
    assert message.startswith(
        f"python -m crawler: {prefix}: matches several stories, e.g. {prefix}"
    )
    assert "2026-02-28, THE S" in message
