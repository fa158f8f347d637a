"""`scrapy crawl wire` end to end: stories found, requests, output, exit code."""

import gzip
import socket
import time
from pathlib import Path

import pytest

from crawler.sources import SHIPPED
from crawler.tools.verify import verify
from tests.support.archive import Answer, Archive
from tests.support.crawl import HANGS, Crawl

IRAQ = "/wmd/library/news/iraq/2003/"
DPRK = "/wmd/library/news/dprk/2000/"


@pytest.fixture
def whole(archive: Archive) -> set[str]:
    """An archive in the grammar of GlobalSecurity.org, each story reached in another way."""
    stories = {
        f"{IRAQ}04/iraq-030403-2718fb90.htm",
        f"{IRAQ}04/iraq-030404-irna02b.htm",
        f"{IRAQ}iraq-030405-irna01.HTM",
        "/wmd/library/news/iraq/1998/981123-iraq04.htm",
        f"{DPRK}000619-dprk-wh1.htm",
        f"{DPRK}dprk-001023c.htm",
        f"{DPRK}dprk-001031zsb.htm",
        f"{DPRK}dprk_nis-20000619.htm",
        "/military/library/news/2000/war-001003-meisr3.htm",
        "/military/library/news/2024/01/mil-240131-whitehouseb01.htm",
        "/intell/library/news/2001/intell-011020-644d62c1.htm",
        "/security/library/news/2010/05/sec-100501-irna01.htm",
        "/space/library/news/2009/space-090102-nsa-css01.htm",
        "/space/library/news/2009/space-090103-irna01.htm",
        "/space/library/news/2009/space-090104-irna01.htm",
    }
    for path in stories:
        archive.story(path)
    a, gs = archive, "https://www.globalsecurity.org"
    a.page("/robots.txt", f"User-agent: *\nDisallow: /private/\nSitemap: {a.base}/map-index.xml\n")
    a.links("/", "/wmd/library/news/", "/jobs/", "http://ads.example/?id=1", "mailto:a@b.example")
    a.page(  # unclosed tags and quotes, a page of contracts, the folder of an unlisted topic
        "/wmd/library/news/",
        '<table><tr><td><a href="iraq/2003/index.HTM>Iraq</a><a href=//x.example/>x</a>'
        f'<a href="{gs}/wmd/library/news/dprk/2000">DPRK</a><a href="dod-contracts_4194643.htm">c',
    )
    a.links(f"{IRAQ}index.HTM", "04/", "iraq-030405-irna01.HTM#top", "?page=2")
    a.links(f"{IRAQ}index.HTM?page=2", "../1998/981123-iraq04.htm", "?page=3", "?page=2")
    a.page(f"{IRAQ}index.HTM?page=3", f'<link rel=next href="more"><a href="{IRAQ}?page=2">')
    a.links(f"{IRAQ}more", f"{DPRK}000619-dprk-wh1.htm")
    a.links(f"{IRAQ}04/", "iraq-030403-2718fb90.htm", "iraq-030404-irna02b.htm?ref=index")
    a.links("/wmd/library/news/dprk/2000", f"{DPRK}dprk-001023c.htm", f"{DPRK}dprk-001031zsb.htm")
    a.links("/military/library/news/", "2000/", "2024/01/01-31_index.htm")
    a.links("/military/library/news/2000/", "war-001003-meisr3.htm")
    a.links("/military/library/news/2024/01/01-31_index.htm", "mil-240131-whitehouseb01.htm")
    a.redirect("/intell/library/news/", "/intell/library/news/index.html")
    a.links("/intell/library/news/index.html", "2001/intell-011020-644d62c1.htm")
    a.page(
        "/globalsecurity-org.xml",
        "<rss version='2.0'><channel><title>News & views</title><item><title>A story</title>"
        f"<link>{gs}/security/library/news/2010/05/sec-100501-irna01.htm?utm_source=rss</link>"
        "<pubDate>Sat, 01 May 2010 10:00:00 GMT</pubDate></item></channel></rss>",
        "application/xml",
    )
    a.page(
        "/map-index.xml", "<sitemapindex><sitemap><loc>/map.xml.gz</loc></sitemap></sitemapindex>"
    )
    locs = [f"{DPRK}dprk_nis-20000619.htm", *(s for s in stories if "/space/" in s)]
    urls = "".join(f"<url><loc>http://globalsecurity.org{path}</loc></url>" for path in locs)
    a.page("/map.xml.gz", gzip.compress(f"<urlset>{urls}</urlset>".encode()), "application/gzip")
    return stories


@pytest.fixture
def plain(archive: Archive, crawl: Crawl) -> str:
    """A source with one listing, `/`, where the grammar is not the matter."""
    crawl.source(
        "plain", archive.base, "story = ['-irna']\nstart.index = ['/']\nnewest.stories = 50\n"
    )
    return "source=plain"


def test_finds_every_story_once_and_nothing_new_the_second_time(
    archive: Archive, whole: set[str], crawl: Crawl, tmp_path: Path
) -> None:
    """First by a source of the operator's own, which needs no arguments."""
    crawl.is_new = True
    mine = tmp_path / "mine"
    mine.mkdir()
    shipped = (SHIPPED / "globalsecurity.toml").read_text()
    (mine / "globalsecurity.toml").write_text(
        shipped.replace('"https://www.globalsecurity.org"', f'"{archive.base}"', 1)
    )

    first = crawl(WIRE_SOURCES=str(mine))

    assert first.code == 0, first.log
    assert crawl.paths(archive.base) == whole
    assert f"discovered {len(whole)} " in first.out
    assert "newest 1000 stories" in first.log
    assert {path: n for path, n in archive.asked.items() if n > 1} == {}
    rows = crawl.rows("records")

    second = crawl("source=globalsecurity", f"base={archive.base}", "full=1")

    assert second.code == 0
    assert f"published 0, unchanged {len(whole)}," in second.out
    assert crawl.rows("records") == rows


@pytest.mark.slow
def test_a_window_and_a_topic_choose(archive: Archive, whole: set[str], crawl: Crawl) -> None:
    base = ("source=globalsecurity", f"base={archive.base}")

    ended = crawl(*base, "topic=iraq", "since=2003-04-04", "until=2003-04-05")

    assert ended.code == 0, ended.log
    assert crawl.paths(archive.base) == {
        f"{IRAQ}04/iraq-030404-irna02b.htm",
        f"{IRAQ}iraq-030405-irna01.HTM",
    }
    assert not any("/military/" in path or "/1998/" in path for path in archive.asked)


@pytest.mark.slow
def test_newest_first_and_no_more_than_the_limit(
    archive: Archive, crawl: Crawl, tmp_path: Path
) -> None:
    days = [f"/news/2003-07-{day:02}.html" for day in range(1, 9)]
    for path in days:
        archive.story(path)
    archive.links("/", *days)
    crawl.source(
        "ledger",
        archive.base,
        "story = ['^/news/']\n"
        "start.index = ['/']\nnewest.stories = 3\n"
        "politeness.concurrency = 1\npoliteness.delay = 0.2\n",  # one at a time, in order
    )

    ended = crawl("source=ledger")

    assert ended.code == 0, ended.log
    assert [path for path in archive.asked if path in days] == days[:-4:-1]
    assert "discovered 8 (skipped 5" in ended.out


@pytest.mark.slow
def test_bad_pages_are_counted_and_logged_and_the_crawl_continues(
    archive: Archive, crawl: Crawl, plain: str
) -> None:
    with socket.socket() as closed:  # bound, but it does not listen
        closed.bind(("127.0.0.1", 0))
        outside = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        stories = [f"{IRAQ}iraq-0304{n:02}-irna01.htm" for n in range(1, 10)]
        stories.append("/news/when-irna.htm")
        good, broken, cut, pdf, empty, away, moved, private, gone, undated = stories
        archive.story(good)
        archive.story(undated)
        archive.answers[broken] = Answer(b"down", 500)
        archive.answers[cut] = Answer(b"<p>cut", headers={"Content-Length": "900"})
        archive.page(pdf, b"%PDF-1.4\n%\xe2\xe3", "application/pdf")
        archive.page(empty, "")
        archive.redirect(away, outside)
        archive.redirect(moved, good)
        archive.page("/robots.txt", f"User-agent: *\nDisallow: {private}\n")
        archive.links("/", *stories)

        ended = crawl(plain)

    assert ended.code == 1, ended.log
    assert crawl.paths(archive.base) == {good}
    reasons = {
        row["url"].removeprefix(archive.base): row["kind"] for row in crawl.rows("quarantine")
    }
    assert reasons.keys() == {broken, cut, pdf, empty, away, gone, undated}
    assert (reasons[broken], reasons[cut], reasons[gone]) == ("http", "fetch", "http")
    counts = crawl.manifest()["counts"]
    assert counts == {
        "discovered": 10,
        "skipped": 2,  # the robots.txt one, and the one that led to a story already taken
        "failed": 4,
        "fetched": 4,
        "published": 1,
        "unchanged": 0,
        "duplicate": 0,
        "quarantined": 3,
        "not_a_story": 0,
        "withheld": 0,
    }
    for path, kind in reasons.items():
        event = "failed" if kind in ("http", "fetch") else "quarantined"
        lines = [line for line in ended.warnings if f"{archive.base}{path}: " in line]
        assert len(lines) == 1, lines
        assert lines[0].startswith(f"{event}: plain: {archive.base}{path}: {kind}: ")
    assert "INFO: skipped: plain: 1 redirected, 1 robots\n" in ended.log
    assert "Traceback" not in ended.log


@pytest.mark.slow
def test_a_listing_that_fails_makes_the_run_partial(archive: Archive, crawl: Crawl) -> None:
    archive.story(f"{IRAQ}iraq-030401-irna01.htm")
    archive.links("/wmd/library/news/iraq/", f"{IRAQ}iraq-030401-irna01.htm")
    archive.answers["/wmd/library/news/"] = Answer(b"down", 503)

    ended = crawl("source=globalsecurity", f"base={archive.base}", "topic=iraq")

    assert ended.code == 1
    assert "listing not read: globalsecurity: " in ended.log
    assert len(crawl.rows("records")) == 1


@pytest.mark.slow
def test_an_archive_that_is_down(crawl: Crawl) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"

        ended = crawl("source=sample", f"base={base}")

    assert ended.code == 3
    assert "no listing could be read" in ended.out
    assert "Traceback" not in ended.log


@pytest.mark.slow
def test_pages_given_by_hand(archive: Archive, crawl: Crawl, tmp_path: Path) -> None:
    paths = [
        f"{IRAQ}iraq-030401-irna01.htm",
        "/elsewhere/2003-04-01/a.html",
        "/elsewhere/2003-04-01/b.html",
    ]
    for path in paths:
        archive.story(path)
    listed = tmp_path / "urls.txt"
    listed.write_text(f"# mine\n{archive.base}{paths[0]}\n\n {archive.base}{paths[1]}#top\n")

    ended = crawl(f"url={archive.base}{paths[2]}", f"urls={listed}")

    assert ended.code == 0, ended.log
    assert crawl.paths(archive.base) == {*paths}
    assert {row["source"] for row in crawl.rows("records")} == {"127.0.0.1"}
    assert {*archive.asked} == {"/robots.txt", *paths}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "settings", "line"),
    [
        (["colour=red"], {}, "colour: unknown argument"),
        (["source=sample"], {"WIRE_DUMP": "ftp://a.example/"}, "ftp://a.example/"),
        (["source=sample"], {"WIRE_PROGRESS": "often"}, "WIRE_PROGRESS: 'often' is not a number"),
        ([], {"WIRE_SOURCES": "/no/such/folder"}, "WIRE_SOURCES: /no/such/folder is not a folder"),
    ],
)
def test_usage_errors_are_reported_in_one_line(
    crawl: Crawl, arguments: list[str], settings: dict[str, str], line: str
) -> None:
    ended = crawl(*arguments, **settings)

    assert ended.code == 2
    assert line in ended.log
    assert len(ended.log.splitlines()) == 1, ended.log
    assert not ended.out
    assert not crawl.dump.exists()


@pytest.mark.slow
def test_parts_are_compressed_by_the_setting(archive: Archive, crawl: Crawl, plain: str) -> None:
    archive.story(f"{IRAQ}iraq-030401-irna01.htm")
    archive.links("/", f"{IRAQ}iraq-030401-irna01.htm")

    ended = crawl(plain, WIRE_COMPRESSION="zstd")

    assert ended.code == 0, ended.log
    parts = crawl.manifest()["parts"]
    assert {part["key"].partition(".")[2] for part in parts} == {"jsonl.zst"}
    assert verify(str(crawl.dump)).records == 1


@pytest.mark.slow
def test_one_run_at_a_time(archive: Archive, crawl: Crawl) -> None:
    archive.story("/a.html")
    archive.page("/robots.txt", "User-agent: *\nDisallow:\n")
    crawl.source(
        "slow", archive.base, "story = ['a.html']\nstart.index = ['/']\npoliteness.delay = 60\n"
    )
    first = crawl.begin("source=slow")
    while not archive.asked:
        time.sleep(0.05)

    second = crawl(f"url={archive.base}/a.html")

    first.kill()
    first.communicate(timeout=HANGS)
    assert second.code == 4
    assert "another run is writing this dump" in second.log
