"""Test `python -m crawler read` from the command line."""

import gzip
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.archive import Archive, served
from tests.support.crawl import HANGS
from tests.support.forked import python
from tests.support.pages import ADDRESS, PROSE, html

STORY = html("Kelm Talks End", f"KELM, Dec. 17 (AP) -- {PROSE}")


def read(
    *arguments: str | Path, contact: str = "desk@ledger.example"
) -> tuple[int, list[dict[str, Any]], str]:
    """Return exit code, records and stderr."""
    code, out, errors = run(*arguments, WIRE_CONTACT=contact)
    return code, [json.loads(line) for line in out.splitlines()], errors


def run(*arguments: str | Path, **settings: str) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr."""
    pipe = subprocess.PIPE
    command = ["-m", "crawler", "read", *map(str, arguments)]
    process = python(command, dict(os.environ) | settings, stdout=pipe, stderr=pipe)
    out, errors = process.communicate(timeout=HANGS)
    return process.returncode, out, errors


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.htm"
    file.write_text(STORY)
    return file


@pytest.fixture
def archive() -> Iterator[Archive]:
    with served() as archive:
        yield archive


def test_a_saved_page_becomes_a_record(story: Path) -> None:
    code, records, errors = read(story, "--url", ADDRESS)

    assert (code, errors) == (0, "")
    assert [(record["url"], record["source"]) for record in records] == [(ADDRESS, "read")]
    assert records[0]["body"] == PROSE


SOURCE = """
name = "Kelm Courier"
base = "{base}"
story = ['^/news/\\d{{4}}/']
listing = ['/list$']
language = "nl"
licence = "CC0"
infosource = {{code = "kelm"}}
"""
PATHS = ("/news/2019/10/18/ferry", "/news/2019/10/18/list", "/2019/10/18/about")
OWN = html("Ferry of Kelm stays shut", PROSE, PROSE.replace("Sunday", "Monday"), PROSE[:60] + ".")


@pytest.mark.slow
def test_pages_are_read_as_those_of_a_source(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fetched and saved ones: with what its file says, which is also said of the address."""
    (tmp_path / "kelm.toml").write_text(SOURCE.format(base=archive.base))
    (saved := tmp_path / "saved.htm").write_text(OWN)
    monkeypatch.setenv("WIRE_SOURCES", str(tmp_path))
    for path in PATHS:
        archive.page(path, OWN)
    urls = [f"{archive.base}{path}" for path in PATHS]
    elsewhere = "https://kelm.example/news/2019/10/18/ferry"

    code, fetched, errors = read(*urls, "--source", "kelm")
    _, kept, told_of_saved = read(saved, "--url", elsewhere, "--source", "kelm")

    assert code == 0
    assert [record["url"] for record in fetched] == urls
    for record in (*fetched, *kept):
        assert record["source"] == "kelm"
        assert record["language"] == "nl"
        assert record["rights"]["licence"] == "CC0"
        assert record["infosource"] == {"code": "kelm", "name": "Kelm Courier"}
        evidence = {each["field"]: each["source"] for each in record["evidence"]}
        assert evidence["infosource"] == evidence["language"] == "source"
    assert errors.splitlines() == [
        f"{urls[1]}: not a story of kelm: /news/2019/10/18/list matches a `listing` pattern",
        f"{urls[2]}: not a story of kelm: /2019/10/18/about matches no `story` pattern",
    ]
    assert told_of_saved.startswith(f"{elsewhere}: not a story of kelm: neither below its base")


@pytest.mark.slow
def test_pages_are_fetched_as_a_crawl_fetches_them(archive: Archive) -> None:
    """Through redirects and packing, with the contact, as robots.txt allows, and not inwards."""
    base = archive.base
    archive.page("/robots.txt", "User-agent: wirecrawl/0.1\nDisallow: /closed/")
    archive.page("/2003/12/17/story.htm", gzip.compress(STORY.encode()))
    archive.answers["/2003/12/17/story.htm"].headers["Content-Encoding"] = "gzip"
    archive.redirect("/moved", "/2003/12/17/story.htm")
    archive.redirect("/inward", "http://127.0.0.9:1/latest/meta-data/")
    archive.page("/closed/a.htm", STORY)
    paths = ["/moved", "/closed/a.htm", "/inward", "/gone.htm"]
    secret = base.replace("//", "//me:hunter2@")

    code, records, errors = read(*(f"{base}{path}" for path in paths), f"{secret}/moved")

    assert code == 1
    assert [record["url"] for record in records] == [f"{base}/2003/12/17/story.htm"]
    assert records[0]["rights"]["robots"] == "allowed"
    assert errors.splitlines() == [
        f"{base}/closed/a.htm: robots: disallowed by robots.txt",
        f"{base}/inward: http: redirected to http://127.0.0.9:1/latest/meta-data/",
        f"{base}/gone.htm: http: HTTP 404",
        f"{base}/moved: address: URL contains a user name or password",
    ]
    assert archive.asked["/closed/a.htm"] == 0
    assert archive.agents == {"wirecrawl/0.1 (+desk@ledger.example)"}


@pytest.mark.slow
def test_a_public_host_is_not_asked_without_a_contact() -> None:
    code, records, errors = read("http://ledger.example/a.htm", contact="")

    assert (code, records) == (1, [])
    assert "ledger.example is a public host, but WIRE_CONTACT is not set" in errors


@pytest.mark.slow
def test_pages_are_read_in_their_order_and_faults_do_not_stop_them(
    tmp_path: Path, story: Path
) -> None:
    (tmp_path / "empty.htm").write_text("")
    (tmp_path / "index.htm").write_text("<ul><li><a href='/1'>One</a></li></ul>")
    names = ["story.htm", "empty.htm", "gone.htm", "index.htm", "story.htm"]
    listed = [
        {"path": name, "url": f"{ADDRESS}?{number}", "fetched_at": "2026-01-15T12:30:00Z"}
        for number, name in enumerate(names)
    ]
    pages = tmp_path / "pages.jsonl"
    pages.write_text("\n".join(json.dumps(line) for line in listed))

    code, records, errors = read("--pages", pages)

    assert code == 1
    assert [record["url"] for record in records] == [f"{ADDRESS}?0", f"{ADDRESS}?4"]
    assert [record["fetched_at"] for record in records] == ["2026-01-15T12:30:00Z"] * 2
    assert len(errors.splitlines()) == 3
    assert f"{ADDRESS}?1: empty: the page has no bytes" in errors
    assert "gone.htm" in errors
    assert f"{ADDRESS}?3: not a story: " in errors


@pytest.mark.slow
def test_what_is_known_of_a_listed_page_goes_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Ferry <of> Kelm\n\n{PROSE}\n\n{PROSE}")
    line = {
        "path": "a.txt",
        "url": "http://kelm.example/ferry",
        "fetched_at": "2026-01-15T12:30:00Z",
        "content_type": "text/plain; charset=utf-8",
        "hint": {"found_on": "http://kelm.example/feed", "date": "2001-12-17"},
    }
    pages = tmp_path / "pages.jsonl"
    pages.write_text(json.dumps(line))

    code, (record,), _ = read("--pages", pages)

    assert code == 0
    assert record["headline"] == "Ferry <of> Kelm"
    assert record["published"]["date"] == "2001-12-17"


@pytest.mark.slow
def test_no_story_is_no_failure(tmp_path: Path) -> None:
    index = tmp_path / "index.htm"
    index.write_text("<ul><li><a href='/1'>One</a></li></ul>")

    code, records, errors = read(index)

    assert (code, records) == (0, [])
    assert "not a story" in errors


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        ([], "give either pages to read or --pages"),
        (["--pages", "nowhere.jsonl"], "nowhere.jsonl: No such file"),
        (["a.htm", "b.htm", "--url", ADDRESS], "--url goes with one FILE"),
        (["--pages", "pyproject.toml"], "pyproject.toml:1: "),
        (["a.htm", "--source", "sampel"], "source: 'sampel' is unknown (did you mean sample?)"),
        (["a.htm", "--html", "explained.html"], "--html requires --explain"),
        (
            ["--explain", "--html", "/nowhere/explained.html", "README.md"],
            "/nowhere/explained.html: No such",
        ),
    ],
)
def test_bad_usage(arguments: list[str], cause: str) -> None:
    code, records, errors = read(*arguments)

    assert (code, records) == (2, [])
    assert errors.count("\n") == 1
    assert cause in errors


def explained(*arguments: str | Path) -> tuple[int, list[str]]:
    """Exit code and the lines of stdout."""
    code, out, _ = run("--explain", *arguments)
    return code, out.splitlines()


def test_a_reading_is_explained(story: Path) -> None:
    code, lines = explained(story, "--url", ADDRESS)

    assert code == 0
    assert lines[0] == f"# {story}: 1 story"
    assert "= headline html/body/p: Kelm Talks End" in lines
    assert f"+ html/body/p: {PROSE}" in lines
    assert "headline: Kelm Talks End (title)" in lines


@pytest.mark.slow
def test_a_reading_is_explained_as_a_page(story: Path, tmp_path: Path) -> None:
    code, lines = explained("--html", tmp_path / "explained.html", story, "--url", ADDRESS)

    assert (code, lines) == (0, [])
    assert PROSE in (tmp_path / "explained.html").read_text()
