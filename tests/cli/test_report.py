"""`python -m crawler report`: one run, and all runs, of a dump on disk and in S3."""

import json
import webbrowser
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.reporting.publish import publish_reports
from crawler.sinks import open_sink
from tests.support.dumps import run, story


@pytest.fixture
def names(dump_url: str, tmp_path: Path) -> list[str]:
    """Publish two runs, of which only the second has a report."""
    state = tmp_path / "state"
    first = run(dump_url, state, story("one"))
    second = run(dump_url, state, story("two"))
    publish_reports(open_sink(dump_url))
    for key in (*open_sink(dump_url).list(f"runs/{first.run}/report"),):
        open_sink(dump_url).delete(key)
    return [first.run, second.run]


def printed(capsys: pytest.CaptureFixture[str]) -> Path:
    return Path(capsys.readouterr().out.strip())


def test_a_run_by_its_name_or_counted_back(
    dump_url: str, names: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    for name, run_name in (("-1", names[1]), ("-2", names[0]), (names[0], names[0])):
        assert main(["report", dump_url, name, "--out", str(out)]) == 0
        page = printed(capsys)
        assert f"run {run_name}</title>" in page.read_text("utf-8")
        twin = page.with_suffix(".json")
        assert json.loads(twin.read_text())["run"] == run_name
    assert [*open_sink(dump_url).list(f"runs/{names[0]}/report")] == []  # the dump is as before
    is_on_disk = dump_url.startswith("file:")
    assert (out / f"{names[1]}.html").exists() != is_on_disk  # it is opened where it is


def test_all_runs_and_sources(
    dump_url: str, names: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    assert main(["report", dump_url, "--out", str(out)]) == 0

    page = printed(capsys)
    assert page == out / "index.html"
    html = page.read_text("utf-8")
    assert all(f"{name}</" in html for name in names)
    assert ">wire<" in html
    assert (
        html.count('<a href="file:' if dump_url.startswith("file:") else f'href="{names[1]}') == 1
    )


def test_a_browser_is_asked_to_open_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", story("one"))
    opened: list[str] = []

    def open_once(url: str) -> bool:
        opened.append(url)
        return len(opened) == 1

    monkeypatch.setattr(webbrowser, "open", open_once)
    arguments = ["report", dump, "--out", str(tmp_path / "out"), "--open"]

    assert main(arguments) == 0
    assert opened == [(tmp_path / "out" / "index.html").as_uri()]
    assert main(arguments) == 1
    assert "no browser could be started" in capsys.readouterr().err


def test_what_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "none")]) == 2
    assert "no dump" in capsys.readouterr().err
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", story("one"))
    for name in ("2001", "-2", "-0"):
        assert main(["report", dump, name]) == 2
        assert name in capsys.readouterr().err
