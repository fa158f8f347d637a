"""`python -m crawler sources`: its list, and `check` and `new` against a site on loopback."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.sources import load_source
from tests.support.archive import Answer, Archive, served
from tests.support.crawl import Crawl
from tests.support.dumps import reject, run, story
from tests.support.news_site import serve_news

TERMS = """
story = ['^/[^/]+/\\d{4}/\\d\\d/[^/]+/$']
not_story = ['ferry-3/$']
listing = ['^/(?:sea/)?$']
[start]
feed = ["/feed.rss"]
index = ["/"]
"""


@pytest.fixture
def archive() -> Iterator[Archive]:
    with served() as archive:
        yield archive


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the sources."""
    (folder := tmp_path / "sources").mkdir()
    monkeypatch.setenv("WIRE_SOURCES", str(folder))
    monkeypatch.delenv("WIRE_DUMP", raising=False)
    return folder


def write_source(folder: Path, archive: Archive, terms: str = TERMS) -> None:
    (folder / "emmel.toml").write_text(f'name = "Emmel"\nbase = "{archive.base}"\n{terms}')


@pytest.mark.slow
def test_check_fetches_one_listing_and_three_stories(
    folder: Path, archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    serve_news(archive)
    write_source(folder, archive)

    assert main(["sources", "check", "emmel", "--json"]) == 0
    found = json.loads(capfd.readouterr().out)

    assert archive.asked.total() == 1 + 1 + 1 + 3  # robots.txt, TDMRep, feed, stories
    (listing,) = found["listings"]
    links = listing["links"]
    assert (listing["kind"], links["links"], links["stories"], links["excluded"]) == (
        "feed", 6, 5, 1,
    )  # fmt: skip
    records = [story["records"][0] for story in found["stories"]]
    assert len({record["headline"] for record in records}) == 3
    assert {record["source"] for record in records} == {"emmel"}
    assert sorted(folder.parent.rglob("*")) == [folder, folder / "emmel.toml"]

    assert main(["sources", "check", "emmel", "--listing", "/"]) == 0
    shown = capfd.readouterr().out
    assert f"listing {archive.base}/ (index): 18 links: 9 stories, 3 listings, 3 excluded" in shown
    assert "  unmatched  /town/\n" in shown
    assert "  other      social.example (1)\n" in shown
    assert "  headline   Council keeps the night ferry number" in shown
    assert not archive.asked["/about/"]


@pytest.mark.slow
def test_what_a_check_may_find(
    folder: Path, archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    paths = serve_news(archive)
    write_source(folder, archive, TERMS.replace("^/[^/]+/", "^/wrong/"))
    assert main(["sources", "check", "emmel"]) == 1
    shown = capfd.readouterr().out
    assert f"  unmatched  {paths[0]}" in shown
    assert "no stories found" in shown

    write_source(folder, archive)
    archive.answers["/feed.rss"] = Answer(status=404)
    for path in paths:
        archive.page(path, "<html><body><p>Not Found</p></body></html>")
    assert main(["sources", "check", "emmel"]) == 1
    shown = capfd.readouterr().out
    assert f"listing {archive.base}/feed.rss: http: HTTP 404" in shown
    assert "/: not a story: " in shown

    archive.page("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
    archive.asked.clear()
    assert main(["sources", "check", "emmel"]) == 1
    assert "robots" in capfd.readouterr().out
    assert set(archive.asked) == {"/robots.txt"}

    assert main(["sources", "check", "emel"]) == 2
    assert "did you mean emmel?" in capfd.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("feed", [True, False], ids=["feed", "sitemap"])
def test_a_proposed_source_loads_and_finds_the_stories(
    tmp_path: Path, folder: Path, archive: Archive, capfd: pytest.CaptureFixture[str], feed: bool
) -> None:
    paths = serve_news(archive, feed)

    assert main(["sources", "new", f"{archive.base}/", "--id", "emmel"]) == 0

    assert not archive.asked["/about/"]
    shown = capfd.readouterr().out
    assert shown.count("  headline   Council keeps the night ferry number") == 3
    source = load_source(folder / "emmel.toml")
    assert (source.name, source.language, source.base) == ("The Emmel Ledger", "en", archive.base)
    assert source.start.feed == (("/feed.rss",) if feed else ())
    assert source.start.sitemap == ("/map.xml",)
    assert {source.kind_of(path) for path in paths} == {"story"}
    assert [source.kind_of(path) for path in ("/", "/sea/", "/sea/page/2/", "/about/")] == [
        "listing", "listing", "listing", None,
    ]  # fmt: skip
    listed = str(folder / "emmel.pages" / "pages.jsonl")
    assert main(["read", "--pages", listed, "--source", "emmel"]) == 0
    assert capfd.readouterr().out == (folder / "emmel.pages" / "golden.jsonl").read_text()

    crawl = Crawl(tmp_path)
    (tmp_path / "emmel.toml").write_text((folder / "emmel.toml").read_text())
    ended = crawl("source=emmel")
    assert ended.code == 0, ended.log
    assert crawl.paths(archive.base) == set(paths)

    assert main(["sources", "new", f"{archive.base}/", "--id", "emmel"]) == 2
    assert "emmel.toml: exists already" in capfd.readouterr().err


@pytest.mark.slow
def test_nothing_is_proposed_without_stories(
    folder: Path, archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    archive.links("/", "/about", "/terms", "https://elsewhere.example/2024/05/06/story")

    assert main(["sources", "new", f"{archive.base}/"]) == 1
    assert "no pattern for stories found" in capfd.readouterr().err
    assert main(["sources", "new", f"{archive.base}/missing"]) == 1
    assert "HTTP 404" in capfd.readouterr().err
    assert main(["sources", "new", "ftp://x"]) == 2
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_a_dry_run_writes_nothing(
    folder: Path, archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    serve_news(archive)

    assert main(["sources", "new", f"{archive.base}/feed.rss", "--dry-run"]) == 0

    assert "story = ['^/[^/?]+/\\d{4}/\\d\\d/[^/?]+/$']" in capfd.readouterr().out
    assert list(folder.iterdir()) == []


def test_the_list_has_freshness_and_yield(
    tmp_path: Path, folder: Path, archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", story("one"), story("two"), story("three"), reject("torn"))
    write_source(folder, archive)

    assert main(["sources", "--dump", dump, "--json"]) == 1
    rows = {row["source"]: row for row in map(json.loads, capfd.readouterr().out.splitlines())}

    wire = rows["wire"]
    assert (wire["runs"], wire["discovered"], wire["published"]) == (1, 4, 3)
    assert (wire["good"], wire["quarantined"], wire["missed"]) == (0.75, 0.25, 0)
    assert wire["fresh"]["newest_story"] == "2026-02-28"
    assert (wire["state"], wire["alarm"]) == ("no file", None)
    assert rows["emmel"]["alarm"] == "silent: no story published yet"

    assert main(["sources"]) == 0
    assert [line.split()[:2] for line in capfd.readouterr().out.splitlines()[1:]] == [
        ["emmel", "on"], ["globalsecurity", "on"], ["sample", "off"],
    ]  # fmt: skip


@pytest.mark.slow
def test_a_visitor_that_is_given_up_leaves_no_process(folder: Path, archive: Archive) -> None:
    serve_news(archive)
    script = (
        "from crawler.cli.visiting import Visitor\n"
        f"with Visitor({archive.base!r}) as visitor:\n"
        f"    visitor.fetch({archive.base + '/'!r})\n"
        "    process = visitor._process\n"
        "print(process.poll())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=300
    )

    assert done.stdout == "0\n"
