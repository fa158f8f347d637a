"""`python -m crawler export`: which records, and where they are written."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.__main__ import main
from crawler.sinks import open_sink
from tests.support.dumps import counts, crawl, outcome, publish, record, run, running, story


def fill(url: str, state: Path) -> str:
    """Publish three runs: two stories, a new take of the first, and the kill of the second."""
    run(url, state, story("one"), story("two"))
    run(url, state, story("one", "second take"))
    with running(url, state) as opened:
        kill = outcome(record("two", "killed", pubstatus="canceled", ednote="MANDATORY KILL"))
        publish(opened, counts(crawl(opened, kill)))
    return url


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("exports")
    return fill((folder / "dump").as_uri(), folder / "state")


def export(
    capfdbinary: pytest.CaptureFixture[bytes], *arguments: str, name: str = "ninjs"
) -> list[dict[str, Any]]:
    assert main(["export", *arguments, "--as", name]) == 0
    return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def state_of(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(row["headlines"][0]["value"], row["version"], row["pubStatus"]) for row in rows]


def test_the_newest_revision_of_each_story(
    dump: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (row,) = export(capfdbinary, dump)
    (article,) = export(capfdbinary, dump, name="newsarticle")

    assert state_of([row]) == [("THE ONE STORY", "2", "usable")]
    assert "second take of one" in row["bodies"][0]["value"]
    assert article["articleBody"] == row["bodies"][0]["value"]


def test_what_changed_has_deletions(dump: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    one, two = ("THE ONE STORY", "2", "usable"), ("THE TWO STORY", "2", "canceled")

    assert sorted(state_of(export(capfdbinary, dump, "--since", "-3"))) == [one, two]
    assert state_of(export(capfdbinary, dump, "--run", "-1")) == [two]
    assert export(capfdbinary, dump, "--since", "-1") == []


def test_filters_and_revisions(dump: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    revisions = export(capfdbinary, dump, "--revisions", "--text", "of one")

    assert [row["version"] for row in revisions] == ["2", "1"]
    assert len(export(capfdbinary, dump, "--revisions")) == 4
    assert export(capfdbinary, dump, "--day", "2026-02", "--source", "wi") != []
    assert export(capfdbinary, dump, "--day", "2025") == []


def test_a_new_file(dump: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    stories = export(capfdbinary, dump)
    place, _, query = dump.partition("?")
    file = f"{place}-exports/stories.jsonl.gz?{query}".rstrip("?")

    for code in (0, 2):  # never over another one
        assert main(["export", dump, "--as", "ninjs", "-o", file]) == code
    folder = open_sink(f"{place}-exports?{query}".rstrip("?"))
    written = gzip.decompress(b"".join(folder.read("stories.jsonl.gz")))

    assert [json.loads(line) for line in written.splitlines()] == stories
    assert b"exists already" in capfdbinary.readouterr().err
    assert main(["export", dump, "--as", "ninjs", "-o", f"{tmp_path}/plain.jsonl"]) == 0
    assert (tmp_path / "plain.jsonl").read_bytes() == written


def test_the_documented_commands(
    dump: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    text = (Path(__file__).parents[2] / "docs" / "exports.md").read_text("utf-8")
    lines = re.findall(r"^python -m crawler (export .+?)(?: +#.*)?$", text, re.MULTILINE)
    for line in lines:
        file = line.replace("s3://bucket/news", str(tmp_path))
        assert main([dump if each == "DUMP" else each for each in file.split()]) == 0, line

    assert len(lines) == 4
    assert gzip.decompress((tmp_path / "wire.jsonl.gz").read_bytes()).count(b"\n") == 1


def test_bad_usage(tmp_path: Path, dump: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", str(tmp_path), "--as", "ninjs"]) == 2
    assert main(["export", dump, "--as", "ninjs", "-o", "folder/"]) == 2
