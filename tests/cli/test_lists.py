"""`python -m crawler runs`, `stories` and `quarantine`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.__main__ import main
from crawler.base.verdicts import RunVerdict
from crawler.contract import Moment
from crawler.dump.manifest import Counts
from tests.support.dumps import (
    crawl,
    outcome,
    publish,
    record,
    reject,
    rows,
    run,
    running,
    story,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def dump(dump_url: str, tmp_path: Path) -> str:
    """Return a dump with three runs: the last found nothing new."""
    state = tmp_path / "state"
    dated = record("old", published=Moment(date="2025-01-31", precision="day"))
    run(dump_url, state, story("one"), outcome(dated), reject("torn"))
    run(dump_url, state, story("one", "second take"), story("two"), reject("blank", "empty"))
    run(dump_url, state, story("two"))
    return dump_url


def listed(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> list[dict[str, Any]]:
    assert main([*arguments, "--json"]) == 0
    return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def heads(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(row["headline"], row["revision"]) for row in found]


ONE, TWO, OLD = "THE ONE STORY", "THE TWO STORY", "THE OLD STORY"


def test_stories_are_the_records_newest_run_first(
    dump: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    found = listed(capfdbinary, "stories", dump)

    assert sorted(found, key=str) == sorted(rows(dump), key=str)
    assert heads(found)[2:] in ([(ONE, 1), (OLD, 1)], [(OLD, 1), (ONE, 1)])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--text", "SECOND TAKE"], {(ONE, 2)}),
        (["--text", "old story"], {(OLD, 1)}),
        (["--text", "/two.htm"], {(TWO, 1)}),
        (["--op", "modify"], {(ONE, 2)}),
        (["--day", "2025-01-31"], {(OLD, 1)}),
        (["--day", "2025"], {(OLD, 1)}),
        (["--day", "2026-02"], {(ONE, 1), (ONE, 2), (TWO, 1)}),
        (["--source", "wi", "--day", "2027"], set()),
        (["--run", "-1"], {(ONE, 2), (TWO, 1)}),
        (["--since", "-2"], {(ONE, 2), (TWO, 1)}),
        (["--latest"], {(ONE, 2), (TWO, 1), (OLD, 1)}),
        (["--latest", "--text", "first take", "--op", "add"], {(TWO, 1), (OLD, 1)}),
    ],
)
def test_filters_of_stories(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes],
    filters: list[str], expected: set[tuple[str, int]],
) -> None:  # fmt: skip
    local = str(tmp_path / "dump")
    dated = record("old", published=Moment(date="2025-01-31", precision="day"))
    run(local, tmp_path / "state", story("one"), outcome(dated))
    run(local, tmp_path / "state", story("one", "second take"), story("two"))

    found = heads(listed(capfdbinary, "stories", local, *filters))

    assert (len(found), set(found)) == (len(expected), expected)


def test_quarantined_pages(dump: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    newest, oldest = listed(capfdbinary, "quarantine", dump)

    assert [newest, oldest] == rows(dump, "quarantine")[::-1]
    assert listed(capfdbinary, "quarantine", dump, "--reason", "empty") == [newest]
    assert listed(capfdbinary, "quarantine", dump, "--reason", "of no charset") == [newest, oldest]
    assert listed(capfdbinary, "quarantine", dump, "--text", "torn.htm") == [oldest]
    assert listed(capfdbinary, "quarantine", dump, "--day", "2026-03-01", "--limit", "1") == [
        newest
    ]
    assert listed(capfdbinary, "quarantine", dump, "--day", "2026-03-02") == []


def test_all_runs_are_listed_also_without_new_data(
    dump: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    quiet, second, first = listed(capfdbinary, "runs", dump)

    assert [each["rows"]["records"] for each in (quiet, second, first)] == [0, 2, 2]
    assert quiet["run"] > second["run"] > first["run"]
    assert quiet["counts"]["unchanged"] == 1
    assert "parts" not in first
    assert listed(capfdbinary, "runs", dump, "--day", first["started_at"][:10], "--limit", "1")
    assert listed(capfdbinary, "runs", dump, "--day", "1999") == []


def test_runs_by_verdict_and_reason(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", story("one"))
    with running(dump, tmp_path / "state") as opened:
        crawl(opened, story("two"))
        publish(opened, {"wire": Counts(discovered=2, fetched=1, published=1)})  # one is missing

    (failed,) = listed(capfdbinary, "runs", dump, "--verdict", RunVerdict.FAILED)
    assert listed(capfdbinary, "runs", dump, "--reason", "DISCOVERED 2 !=") == [failed]
    assert len(listed(capfdbinary, "runs", dump)) == 2


def test_tables(dump: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["stories", dump, "--text", "second take"]) == 0
    title, row = capfd.readouterr().out.splitlines()
    assert title.split() == ["id", "rev", "op", "published", "source", "agency", "headline"]
    assert row.split() == [
        record("one").id[:12],
        *"2 modify 2026-02-28 wire voa".split(),
        *ONE.split(),
    ]

    assert main(["quarantine", dump]) == 0
    assert [line.split()[2] for line in capfd.readouterr().out.splitlines()[1:]] == [
        "empty", "charset",
    ]  # fmt: skip

    assert main(["runs", dump]) == 0
    out, err = capfd.readouterr()
    assert [line.split()[4] for line in out.splitlines()[1:]] == ["0", "2", "2"]
    assert err == ""


def test_a_table_is_cut_and_reports_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", *(story(f"s{number}") for number in range(120)))

    for arguments, lines, note in (
        ([], 51, "the first 50; --limit 0 lists all\n"),
        (["--limit", "0"], 121, ""),
        (["--limit", "7"], 8, ""),
    ):
        assert main(["stories", dump, *arguments]) == 0
        out, err = capfd.readouterr()
        assert (len(out.splitlines()), err) == (lines, note)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--source", "nobody"], "nobody: no such source of this dump (known: wire)"),
        (["--day", "tuesday"], "--day tuesday: expected a day, month or year"),
        (["--limit", "-1"], "--limit -1: must not be negative"),
    ],
)
@pytest.mark.parametrize("verb", ["runs", "stories", "quarantine"])
def test_bad_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
    verb: str, arguments: list[str], message: str,
) -> None:  # fmt: skip
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", story("one"))

    assert main([verb, dump, *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["runs", "stories", "quarantine"])
def test_no_dump_and_a_damaged_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    dump = tmp_path / "dump"
    assert main([verb, str(tmp_path)]) == 2
    assert "no dump" in capsys.readouterr().err

    run(str(dump), tmp_path / "state", story("one"), reject("torn"))
    for part in dump.rglob("*.jsonl.gz"):
        part.write_bytes(part.read_bytes()[:-9])
    for manifest in dump.rglob("manifest.json"):
        if verb == "runs":
            manifest.write_bytes(b"{")
    assert main([verb, str(dump)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_reader_that_exits_is_no_traceback(tmp_path: Path, form: list[str]) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", *(story(f"s{number}", "x" * 2000) for number in range(300)))
    command = [sys.executable, "-m", "crawler", "stories", dump, "--limit", "0", *form]
    environment = os.environ | {"COLUMNS": "4000"}

    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
