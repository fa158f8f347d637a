"""`python -m crawler inspect`: pages, folders, and stories of a dump."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from crawler.__main__ import main
from crawler.sinks import open_sink
from tests.support.archive import Archive, served
from tests.support.crawl import Crawl
from tests.support.dumps import run, story
from tests.support.modern import MODERN
from tests.support.pages import ADDRESS, PROSE, html
from tests.support.s3 import S3Server

STORY = html("Kelm Talks End", f"KELM, Dec. 17 (AP) -- {PROSE}", "(END)")
ONE, TWO = "/news/2002/iran-021111-irna01.htm", "/news/2002/iran-021112-irna01.htm"
TERMS = """
story = ['^/news/']
[start]
index = ["/list"]
"""


@pytest.fixture
def archive() -> Iterator[Archive]:
    with served() as archive:
        yield archive


def read(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text("utf-8"), "lxml")


def record_of(soup: BeautifulSoup) -> dict[str, object]:
    (shown,) = soup.select("#record pre")
    record: dict[str, object] = json.loads(shown.get_text())
    return record


def fields(soup: BeautifulSoup) -> dict[str, list[str]]:
    """Return value, evidence and candidates by the name of the field."""
    rows = [row.find_all(["th", "td"]) for row in soup.select("#fields tbody tr")]
    return {name.text: [cell.get_text(" ", strip=True) for cell in cells] for name, *cells in rows}


def test_a_saved_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (page := tmp_path / "kelm.htm").write_text(STORY)
    out = tmp_path / "out.html"

    assert main(["inspect", str(page), "--url", ADDRESS, "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}\n"

    soup = read(out)
    assert [(li["class"], li.bdi.get_text()) for li in soup.select(".texts li") if li.bdi][-2:] == [
        (["kept"], PROSE), (["gone"], "(END)"),
    ]  # fmt: skip
    assert record_of(soup)["body"] == PROSE
    assert fields(soup)["published"] == [
        "2001-12-17", "dateline", "2001-12-17 from “Dec. 17” dateline 2001-12-17 from “011217” url",
    ]  # fmt: skip
    (frame,) = soup.select("iframe")
    assert (frame["sandbox"], "KELM" in frame["srcdoc"]) == (["allow-same-origin"], True)


def test_candidates_are_what_the_page_states_besides(tmp_path: Path) -> None:
    metas = (
        '<meta property="og:title" content="Dredged at last"><meta name="viewport" content="x">'
        '<meta property="article:published_time" content="2024-05-06T07:08:09Z">'
        '<meta name="author" content="Hanno Meien"><meta name="description" content="A bell.">'
    )
    (page := tmp_path / "modern.htm").write_text(MODERN.replace("<head>", f"<head>{metas}"))

    assert main(["inspect", str(page), "--out", str(tmp_path / "out.html")]) == 0

    found = fields(read(tmp_path / "out.html"))
    other = "Dredged at last JSON-LD or meta Dredged at last og:title"
    stated = f"{other} Harbor dredged | The Emmel Ledger title"
    assert (found["headline"][0], found["headline"][2]) == ("Harbor dredged", stated)
    assert found["authors"][2] == "Hanno Meien JSON-LD or meta"
    assert found["published"][2].startswith("2024-05-06T07:08:09Z from “2024-05-06T07:08:09Z”")
    assert found["intro"] == ["none", "", "A bell. description"]


def test_a_folder_has_an_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.htm").write_text(STORY)
    (folder / "deep" / "b.HTML").write_text(STORY)
    (folder / "torn.html").write_bytes(b"")
    (folder / "notes.txt").write_text("no page")
    out = tmp_path / "all.html"

    assert main(["inspect", str(folder), "--out", str(out)]) == 1
    assert capsys.readouterr().err == f"{folder}/torn.html: empty: the page has no bytes\n"

    soup = read(out)
    links = {link.text: str(link["href"]) for link in soup.select("tbody a")}
    assert list(links) == ["a.htm", "deep/b.HTML"]
    assert "empty: the page has no bytes" in soup.get_text()
    back = read(out.parent / links["a.htm"]).find("a", string="All pages")
    assert isinstance(back, Tag)
    assert (out.parent / links["a.htm"] / ".." / str(back["href"])).resolve() == out


def test_a_folder_with_a_list_of_its_pages(tmp_path: Path) -> None:
    (tmp_path / "a.htm").write_text(STORY)
    line = {"path": "a.htm", "url": ADDRESS, "fetched_at": "2026-01-02T03:04:05Z"}
    (tmp_path / "pages.jsonl").write_text(json.dumps(line))

    assert main(["inspect", str(tmp_path), "--out", str(tmp_path / "out.html")]) == 0

    record = record_of(read(tmp_path / "out.pages" / "0001.html"))
    assert (record["url"], record["fetched_at"]) == (ADDRESS, "2026-01-02T03:04:05Z")


@pytest.mark.parametrize("verb", ["read", "text"])
def test_an_explanation_as_html(tmp_path: Path, verb: str) -> None:
    (page := tmp_path / "kelm.htm").write_text(STORY)
    one, two = tmp_path / "one.html", tmp_path / "two.html"

    assert main([verb, "--explain", "--html", str(one), str(page)]) == 0
    assert main([verb, "--explain", "--html", str(two), str(page), str(page)]) == 0

    assert PROSE in read(one).get_text()
    assert len(read(two).select("tbody a")) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give either pages to read or --pages"),
        (["--dump", "x"], "--dump takes ids of stories"),
        (["--dump", "x", "1", "--source", "wire"], "--dump takes ids of stories"),
        (["."], "no pages in this folder"),
    ],
)
def test_bad_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)

    assert main(["inspect", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.fixture
def crawl(tmp_path: Path, archive: Archive) -> Crawl:
    """Return crawls that archived a story in three revisions: the third has the bytes of the
    first."""
    crawl = Crawl(tmp_path)
    source = crawl.source("kelm", archive.base, TERMS)
    archive.links("/list", ONE, TWO)
    archive.story(ONE)
    archive.story(TWO)
    first = archive.answers[ONE]
    assert crawl(source, WIRE_RAW="on").code == 0
    archive.page(ONE, first.body.decode().replace("after an hour", "after two hours"))
    assert crawl(source, "full=1", WIRE_RAW="on").code == 0
    archive.answers[ONE] = first
    assert crawl(source, "full=1", WIRE_RAW="on").code == 0
    return crawl


@pytest.mark.slow
def test_a_story_of_a_dump_is_shown_from_the_raw_archive(
    tmp_path: Path, crawl: Crawl, capsys: pytest.CaptureFixture[str]
) -> None:
    one = next(row for row in crawl.rows("records") if row["url"].endswith(ONE))
    out = tmp_path / "out.html"

    code = main(["inspect", "--dump", str(crawl.dump), one["id"][:16], "--out", str(out)])

    assert (code, capsys.readouterr().err) == (0, "")
    soup = read(out)
    assert [head.text for head in soup.select("#revisions h3")][:3] == [
        f"Revision {number}: {op}, {row['fetched_at']}"
        for number, op, row in zip(
            (1, 2, 3), ("add", "modify", "modify"), _revisions(crawl, one["id"]), strict=True
        )
    ]
    second, third = soup.select("#revisions article")[1:3]
    assert [each.text for each in second.select("del, ins")] == ["an hour.", "two hours."]
    assert [each.text for each in third.select("del, ins")] == ["two hours.", "an hour."]
    assert "The story is the same as published." in soup.get_text()
    assert record_of(soup)["source"] == "kelm"
    assert "after an hour" in str(soup.select("iframe")[0]["srcdoc"])


@pytest.mark.slow
def test_a_story_of_a_dump_in_s3(
    tmp_path: Path, crawl: Crawl, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    url = s3.url(f"inspect-{time.time_ns()}")
    copy = open_sink(url)
    for file in crawl.dump.rglob("*"):
        if file.is_file():
            copy.create(file.relative_to(crawl.dump).as_posix(), file)
    out = tmp_path / "out.html"
    one = next(row for row in crawl.rows("records") if row["url"].endswith(ONE))

    assert main(["inspect", "--dump", url, one["url"], "--out", str(out)]) == 0

    soup = read(out)
    assert record_of(soup)["id"] == one["id"]
    assert len(soup.select("#revisions h3")) == 4
    assert "The story is the same as published." in soup.get_text()


def _revisions(crawl: Crawl, story: str) -> list[dict[str, object]]:
    found = [row for row in crawl.rows("records") if row["id"] == story]
    return sorted(found, key=lambda row: int(row["revision"]))


def test_a_story_whose_page_is_not_archived(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", *(story(f"s{number}") for number in range(20)))

    assert main(["inspect", "--dump", dump, "0" * 32, "--out", str(tmp_path / "a.html")]) == 1
    assert "no records of this story" in capsys.readouterr().err
    assert main(["inspect", "--dump", dump, "https://wire.example/s1.htm"]) == 1
    assert re.search("its page is not archived", capsys.readouterr().err)
    assert main(["inspect", "--dump", dump, ""]) == 2
    assert "matches several stories" in capsys.readouterr().err
    assert not (tmp_path / "a.html").exists()
