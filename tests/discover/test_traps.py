"""Crawler traps, and listings that only look like one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from crawler.discover import Frontier, Window, canonical
from crawler.discover.traps import Traps
from crawler.sources import Limits, Source, load_source

BASE = "http://127.0.0.1:8000"
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/news/a/b/a/b/", None),
        ("/news/a/b/a/b/a/b/", "circle"),
        ("/2003/03/03/03/", None),
        ("/a/b/c/d/e/f/g/h/i/", "depth"),
        ("/2026/03/", None),
        ("/2026/04/", "calendar"),
        ("/1995/", "calendar"),
        ("/1996/", None),
        ("/cal.asp?month=4&year=2026", "calendar"),
        ("/cal.asp?m=3&y=2026", None),
        ("/cal.asp?date=2031-01-01", "calendar"),
        ("/cal.asp?month=203101", "calendar"),
        ("/list?before=2031-01-01", None),
        ("/list?page=2031", None),
    ],
)
def test_traps_are_recognised_by_url(path: str, reason: str | None) -> None:
    assert Traps(Limits(depth=8), date(1996, 7, 1), TODAY).reason(path) == reason


def test_a_series_ends_where_it_names_nothing_new_for_long() -> None:
    traps = Traps(Limits(barren=2), None, TODAY)

    traps.judge("/iraq/?page=1", ["/s/1", "/s/2"], leads_on=False)
    traps.judge("/all/?page=1", ["/s/1"], leads_on=False)  # known, but new to this series
    for page in (2, 3):
        traps.judge(f"/all/?page={page}", ["/s/1"], leads_on=False)
        traps.judge("/years/?page=2", [], leads_on=True)
    traps.judge("/iraq/?page=2", ["/s/1"], leads_on=False)
    traps.judge("/iraq/?page=3", ["/s/3"], leads_on=False)  # a gap is no end
    traps.judge("/iraq/?page=4", [], leads_on=False)

    assert traps.reason("/all/?page=99") == "endless"
    assert traps.reason("/iraq/?page=5") is None
    assert traps.reason("/years/?page=3") is None
    assert traps.reason("/all/2003/") is None


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], Source]:
    def written(more: str) -> Source:
        file = tmp_path / "ledger.toml"
        file.write_text(
            f"name = 'Ledger'\nbase = '{BASE}'\n"
            f"story = ['[.]htm$']\nlisting = ['/$', '/[?]']\n{more}"
        )
        return load_source(file)

    return written


def test_frames_alike_in_many_folders_are_followed(source: Callable[[str], Source]) -> None:
    """Each of the folders of an old archive may hold the same page of links without a folder."""
    frontier = Frontier(source("limits = {copies = 3}"), None, None, TODAY)

    for topic in "abcd":
        frontier.read(b"<a href=1.htm>", f"{BASE}/{topic}/")

    urls = sorted(lead.url.removeprefix(BASE) for lead in frontier.stories())
    assert urls == ["/a/1.htm", "/b/1.htm", "/c/1.htm"]
    assert frontier.trapped["copy"].addresses == 1


def test_start_pages_are_no_traps(source: Callable[[str], Source]) -> None:
    frontier = Frontier(
        source("limits = {copies = 1, barren = 1}\nstart = {index = ['/{mm}/', '/a/a/a/']}"),
        Window(date(2025, 1, 1), date(2025, 12, 31)),
        None,
        TODAY,
    )

    starts = frontier.starts()
    for url in starts:
        frontier.read(b"<a href=1.htm>", url)

    assert len(starts) == 13
    assert len([*frontier.stories()]) == 13
    assert frontier.trapped == {}


def test_sitemaps_of_other_things_are_no_traps(source: Callable[[str], Source]) -> None:
    frontier = Frontier(source("limits = {barren = 1, copies = 1}"), None, None, TODAY)
    names = "".join(f"<sitemap><loc>/sitemap-{n}.xml</loc></sitemap>" for n in range(9))
    frontier.read(f"<sitemapindex>{names}</sitemapindex>".encode(), f"{BASE}/sitemap.xml")

    for url in frontier.listings(5):
        frontier.read(b"<urlset><url><loc>/tags/x.png</loc></url></urlset>", url)

    assert len(frontier.listings(9)) == 4
    assert frontier.trapped == {}


def test_an_order_of_lines_is_no_other_listing(source: Callable[[str], Source]) -> None:
    frontier = Frontier(source(""), None, None, TODAY)

    frontier.read(
        b"<a href='?C=N;O=D'><a href='?C=M;O=A'><a href='?page=2'><a href='?page=2&amp;sort=up'>"
        b"<a href='?dir=iraq'><a href='?dir=iran'>",
        f"{BASE}/a/",
    )

    listings = [url.removeprefix(f"{BASE}/a/") for url in frontier.listings(9)]
    assert listings == ["?C=N%3BO%3DD", "?page=2", "?dir=iraq", "?dir=iran"]
    assert frontier.trapped["order"].addresses == 2


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("/(S(ab1c))/a.htm", "/a.htm"),
        ("/a.htm;JSESSIONID=1F.node?a=1", "/a.htm?a=1"),
        ("/a?PHPSESSID=1&CFID=2&CFTOKEN=3&ASPSESSIONIDQ=4&b=1", "/a?b=1"),
        ("/a?sid=0123456789abcdef0123&b=1", "/a?b=1"),
        ("/a?sid=123", "/a?sid=123"),
        ("/a?sid=the-ministers-meet-again", "/a?sid=the-ministers-meet-again"),
        ("/report(s)/a.htm", "/report(s)/a.htm"),
    ],
)
def test_sessions(href: str, path: str) -> None:
    assert canonical(href, BASE) == BASE + path


def test_a_story_has_the_fullest_hint(source: Callable[[str], Source]) -> None:
    """Whichever listing names it first; a window uses the day that is stated last."""
    window = Window(date(2003, 1, 1), date(2003, 12, 31))
    frontier = Frontier(source(""), window, None, TODAY)
    sitemap = (
        "<urlset><url><loc>/{}</loc><lastmod>2004-01-01</lastmod><news>"
        "<publication_date>{}</publication_date><title>T</title></news></url></urlset>"
    )

    frontier.read(b"<a href=1.htm>more</a><a href=2.htm>more</a>", f"{BASE}/")
    frontier.read(sitemap.format("1.htm", "2003-05-01").encode(), f"{BASE}/sitemap.xml")
    frontier.read(sitemap.format("2.htm", "2002-05-01").encode(), f"{BASE}/sitemap2.xml")
    frontier.read(b"<a href=1.htm>again</a>", f"{BASE}/?again")

    (lead,) = frontier.stories()
    hint = lead.hint
    assert (lead.url, lead.day) == (f"{BASE}/1.htm", date(2003, 5, 1))
    assert hint
    assert (hint.date, hint.title, hint.modified) == ("2003-05-01", "T", "2004-01-01")
    assert frontier.skipped == {"window": 1, "limit": 0}
    assert frontier.discovered == 2
