"""Discovery in a real crawl: every kind of listing, and every kind of trap."""

import gzip
import re
from collections import Counter
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest

from tests.support.archive import STORY, Answer, Archive, serving
from tests.support.crawl import Crawl
from tests.support.warc import response

pytestmark = pytest.mark.slow


def test_one_source_of_every_kind(archive: Archive, crawl: Crawl) -> None:
    """Each listing names a story of its own and `/s/all`; what they say of it comes together."""
    base = archive.base
    crawl.source(
        "ledger",
        base,
        "hosts = ['ledger.example']\nstory = ['^/s/']\n"
        "listing = ['^/index/', '^/daily/']\n[start]\nindex = ['/index/', '/daily/{yyyy}-{mm}/']\n"
        "feed = ['/rss', '/atom']\nsitemap = ['/sitemap.xml']\n"
        "list = ['/list.txt', '/cdx', '/cdxj', '/json', '/warc']\n",
    )
    news = (
        "<url><loc>{loc}</loc><lastmod>2003-08-09</lastmod><n:news xmlns:n='n'><n:title>T</n:title>"
        "<n:publication_date>{day}</n:publication_date></n:news></url>"
    )
    archive.page("/robots.txt", f"User-agent: *\nSitemap: {base}/by-robots.xml", "text/plain")
    archive.links("/index/", "/s/2003-07-01/index", "/s/all", "/s/robots", "/index/?page=2")
    archive.links("/index/?page=2", "/s/2003-07-01/index2", "/s/all#top")
    archive.links("/daily/2003-07/", "/s/2003-07-01/july", "http://ledger.example/s/all")
    archive.links("/daily/2003-06/", "/s/2003-07-01/june")
    archive.page(
        "/rss",
        "<rss version='2.0'><channel><item><link>/s/rss</link><title>R</title>"
        "<pubDate>Thu, 31 Jul 2003 09:00:00 GMT</pubDate></item><item><link>/s/too-old</link>"
        "<pubDate>Thu, 31 Jul 1997 09:00:00 GMT</pubDate></item></channel></rss>",
    )
    archive.page(
        "/atom",
        "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='next' href='/atom2'/><entry>"
        "<link href='/s/atom'/><published>2003-07-30</published></entry></feed>",
    )
    archive.page("/atom2", "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>/s/2003-07-01/atom2</id>"
                 "<link href='/s/2003-07-01/atom2'/></entry></feed>")  # fmt: skip
    archive.page("/sitemap.xml", f"<sitemapindex><sitemap><loc>{base}/news.gz</loc></sitemap>"
                 "</sitemapindex>")  # fmt: skip
    urls = news.format(loc="/s/news", day="2003-07-29") + news.format(
        loc="/s/all", day="2003-07-28"
    )
    archive.page("/news.gz", gzip.compress(f"<urlset>{urls}</urlset>".encode()))
    robots = news.format(loc="/s/robots", day="2003-07-27")
    archive.page("/by-robots.xml", f"<urlset>{robots}</urlset>")
    archive.page("/list.txt", f"# ours\n{base}/s/2003-07-01/text\nhttp://ledger.example/s/all\n")
    capture = "20190101000000 http://ledger.example:80/s/{0} text/html 200 X"
    names = ("2003-07-01/cdx", "all")
    cdx = "".join(f"example,ledger)/s/{each} {capture.format(each)} - -\n" for each in names)
    archive.page("/cdx", gzip.compress(f" CDX N b a m s k r M\n{cdx}".encode()))
    archive.page(
        "/cdxj", f'k 20190101000000 {{"url": "{base}/s/2003-07-01/cdxj", "status": "200"}}\n'
    )
    archive.page(
        "/json",
        f'[["original","statuscode"],["{base}/s/2003-07-01/json","200"],["{base}/x","404"]]',
    )
    archive.page("/warc", gzip.compress(response("http://ledger.example/s/2003-07-01/warc")))
    dated = ["index", "index2", "july", "june", "atom2", "text", "cdx", "cdxj", "json", "warc"]
    hinted = {
        "/s/rss": "Thu, 31 Jul 2003 09:00:00 GMT",
        "/s/atom": "2003-07-30",
        "/s/news": "2003-07-29",
        "/s/all": "2003-07-28",
        "/s/robots": "2003-07-27",
    }
    found = {f"/s/2003-07-01/{name}" for name in dated} | hinted.keys()
    for path in found:
        archive.story(path)

    ended = crawl("source=ledger", "since=2003-06-01", "until=2003-07-31")

    assert (ended.code, ended.warnings) == (0, [])
    assert {path: archive.asked[path] for path in found} == dict.fromkeys(found, 1)
    assert archive.asked["/s/too-old"] == 0
    published = {row["url"].removeprefix(base): row["published"] for row in crawl.rows("records")}
    assert published.keys() == found
    for path, printed in hinted.items():
        (candidate,) = published[path]["candidates"]
        assert (candidate["evidence"], candidate["raw"]) == ("feed", printed)
        day = "2003-07-31" if path == "/s/rss" else printed
        assert published[path]["date"] == day


class Maze(BaseHTTPRequestHandler):
    """Three pages of stories in an archive without an end."""

    asked: ClassVar[Counter[str]] = Counter()
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        body = self._story() if self.path.startswith("/s/") else self._listing()
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body or "")))
        self.end_headers()
        self.wfile.write((body or "").encode())

    def _story(self) -> str:
        first = f"The committee met over the matter of {self.path} and adjourned after an hour."
        return STORY.format(headline=f"On {self.path}", first=first, second=f"So {self.path}.")

    def _listing(self) -> str | None:
        if self.path == "/":
            calendars = ["/cal?month=3&year=2003", "/cal?month=7&year=2031"]
            return links("/list/?page=1", *calendars, "/b/", "/list/?sort=up&page=1")
        if page := re.fullmatch(r"/list/\?page=(\d+)", self.path):
            number = int(page[1])
            stories = [f"/s/2003-03-01/{number}-{each}" for each in range(3)] if number <= 3 else []
            session = f"{number:032x}"
            again = f"/list/;jsessionid={session}?page={number}&sid={session}"
            return links(*stories, "/s/2003-03-01/1-0", f"/list/?page={number + 1}", again)
        if month := re.fullmatch(r"/cal\?month=(\d+)&year=(\d+)", self.path):
            count = int(month[2]) * 12 + int(month[1]) - 1
            beside = [divmod(each, 12) for each in (count - 1, count + 1)]
            days = [f"/day/{month[2]}-{month[1]}-{day}/" for day in (1, 2)]
            return links(
                *(f"/cal?month={m + 1}&year={y}" for y, m in beside), *days, "/s/2003-03-01/cal"
            )
        if self.path.startswith("/day/"):
            return (
                links("/s/2003-03-01/day") if self.path == "/day/2003-2-1/" else "nothing to report"
            )
        return links("b/", "c/") if re.fullmatch("/b/[bc/]*", self.path) else None

    def log_message(self, *_: object) -> None:
        pass


def links(*hrefs: str) -> str:
    return "<html>" + "".join(f'<li><a href="{href}">{href}</a>' for href in hrefs)


def test_traps_are_bounded_and_logged(crawl: Crawl) -> None:
    stories = {f"/s/2003-03-01/{page}-{each}" for page in (1, 2, 3) for each in range(3)}
    with serving(Maze) as base:
        crawl.source(
            "maze",
            base,
            "story = ['^/s/']\n"
            "listing = ['^/list/', '^/cal', '^/day/', '^/b/']\nlimits = {barren = 4, copies = 3}\n"
            "newest = {listings = 5000}\nstart = {index = ['/']}\n",
        )

        ended = crawl("source=maze")

        assert ended.code == 0
        assert crawl.paths(base) == {*stories, "/s/2003-03-01/cal", "/s/2003-03-01/day"}
        assert [line.partition(f", e.g. {base}")[::2] for line in ended.warnings] == [
            ("trap: maze: calendar: 1 URL not followed", "/cal?month=7&year=2031"),
            ("trap: maze: circle: 1 URL not followed", "/b/b/b/"),
            ("trap: maze: copy: 9 URLs not followed", "/day/2003-4-1/"),
            ("trap: maze: endless: 15 URLs not followed", "/day/2003-6-1/"),
            ("trap: maze: order: 1 URL not followed", "/list/?page=1&sort=up"),
        ]
        assert {*Maze.asked.values()} == {1}
        assert len(Maze.asked) < 60


def test_a_copy_in_a_folder_whose_pages_and_lists_are_of_odd_forms(
    archive: Archive, crawl: Crawl
) -> None:
    """A start page that nobody can read is logged; the others are read as if nothing were odd."""
    crawl.source(
        "ledger",
        "http://ledger.example/",
        "story = ['^/s/']\nlisting = ['^/index/', '^/latest']\n"
        "[start]\nindex = ['/index/', '/note.txt']\nlist = ['/table', '/outlines']\n",
    )
    markup = "<a href='/s/2003-07-01/łódź'>a</a> <a href='/index/2'>b</a>"
    archive.page("/copy/index/", markup, "text/html; charset=utf-8")
    archive.page("/copy/index/2", "<a href='http://ledger.example/s/2003-07-01/whole'>a</a>")
    archive.page("/copy/table", "at;url\r1;http://ledger.example/s/2003-07-01/moved\r", "text/csv")
    archive.page("/copy/outlines", "<?xml version='1.0'?><opml><outline/></opml>", "text/xml")
    archive.page("/copy/note.txt", "No news of today.")
    archive.redirect("/copy/s/2003-07-01/moved", "/s/2003-07-01/here")
    for name in ("%C5%82%C3%B3d%C5%BA", "whole", "here"):
        archive.story(f"/copy/s/2003-07-01/{name}")

    ended = crawl("source=ledger", f"base={archive.base}/copy/")

    assert ended.code == 1, ended.log
    start = f"listing not read: ledger: {archive.base}/copy/outlines: listing: "
    assert [line for line in ended.warnings if line.startswith(start)], ended.log
    asked = {path.removeprefix("/copy") for path in archive.asked}
    names = ("%C5%82%C3%B3d%C5%BA", "whole", "moved", "here")
    assert {path for path in asked if path.startswith("/s/")} == {
        f"/s/2003-07-01/{name}" for name in names
    }
    assert "discovered 3 (skipped 0, failed 0), fetched 3" in ended.out


def test_listings_that_lead_to_stories(archive: Archive, crawl: Crawl) -> None:
    """Each story is asked for once, whether it is named before, behind or nowhere else; what moved
    without becoming a story is still a listing."""
    crawl.source(
        "ledger",
        archive.base,
        "story = ['^/[^/]+$']\nlisting = ['^/(latest|archive|hop|last)/', '^/more$']\n"
        "[start]\nindex = ['/latest/', '/', '/archive/2']\nfeed = ['/old.xml']\n",
    )
    first, second, third, fourth, fifth = (f"/2003-07-0{day}-ferry" for day in range(1, 6))
    for path in (first, second, third, fourth, fifth):
        archive.story(path)
    archive.redirect("/latest/", first)
    archive.redirect("/", "/start")
    archive.links("/start", first, second, "/last/", "/hop/", "/archive/")
    archive.answers["/last/"] = Answer(status=301, headers={"Location": second})
    archive.answers["/hop/"] = Answer(status=307, headers={"Location": "/hop/2"})
    archive.answers["/hop/2"] = Answer(status=308, headers={"Location": f"{archive.base}{third}"})
    archive.redirect("/archive/2", "/more")
    archive.links("/more", fourth)
    archive.redirect("/old.xml", "/new.xml")
    archive.page("/new.xml", f"<rss><channel><item><link>{fifth}</link></item></channel></rss>")

    ended = crawl("source=ledger")

    assert ended.code == 0, ended.log
    assert crawl.paths(archive.base) == {first, second, third, fourth, fifth}
    assert "discovered 5 (skipped 0, failed 0), fetched 5" in ended.out
    assert {*archive.asked.values()} == {1}


@pytest.mark.parametrize("readers", ["0", "1"])
def test_a_listing_with_fifty_thousand_addresses(
    archive: Archive, crawl: Crawl, readers: str
) -> None:
    """A reader reads it, if there are any, before there is a story to read."""
    stories = [f"/s/2003-11-11/{number}" for number in range(2)]
    paths = [*stories, *(f"/s/2003-11-10/{number}" for number in range(49_998))]
    items = (f"<url><loc>{archive.base}{path}</loc></url>" for path in paths)
    archive.page("/sitemap.xml", f"<urlset>{''.join(items)}</urlset>")
    for path in stories:
        archive.story(path)
    terms = "story = ['^/s/']\nstart.sitemap = ['/sitemap.xml']\nnewest.stories = 2"

    ended = crawl(crawl.source("harbor", archive.base, terms), WIRE_READERS=readers)

    assert "discovered 50000 (skipped 49998, failed 0), fetched 2 (published 2," in ended.out
    assert ended.code == 0, ended.log
