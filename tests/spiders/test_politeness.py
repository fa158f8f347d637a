"""Politeness in a real crawl: robots.txt, delays, broken hosts; each host is a loopback address."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import brotli
import pytest

from tests.support.archive import Answer, Archive, served, serving
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

PRIVATE = "/2003-04-01/private-irna.html"
TDMREP = '[{"location": "/2003*", "tdm-reservation": 1, "tdm-policy": "/tdm.json"}]'
LINK = '<https://a.example/rsl.xml>; rel="license"; type="application/rsl+xml"'


@pytest.fixture
def hosts() -> Iterator[list[Archive]]:
    """Eight hosts with a story each, and no robots.txt."""
    with ExitStack() as stack:
        archives = [stack.enter_context(served(f"127.0.0.{n}")) for n in range(1, 9)]
        for archive in archives:
            archive.story(story_of(archive))
        yield archives


def story_of(archive: Archive) -> str:
    return f"/2003-04-01/irna-{place(archive)[:9]}.html"


def place(archive: Archive) -> str:
    return archive.base.removeprefix("http://")


def listing(folder: Path, hosts: list[Archive]) -> str:
    """A file with the addresses of all pages there are so far."""
    file = folder / "urls.txt"
    file.write_text("\n".join(f"{each.base}{path}" for each in hosts for path in each.answers))
    return f"urls={file}"


def test_robots_txt_as_each_host_answers_it(
    hosts: list[Archive], crawl: Crawl, tmp_path: Path
) -> None:
    free, closed, down, missing, slow, moved, astray, looping = hosts
    closed.story(PRIVATE)
    moved.story(PRIVATE)
    urls = listing(tmp_path, hosts)
    signals = "Content-Signal: search=yes, ai-train=no\nContent-Usage: /2003-04-01/ train-ai=n\n"
    ccbot = "User-agent: CCBot\nDisallow: /2003\n"
    free.page("/robots.txt", f"License: /rsl.xml\n{ccbot}User-agent: *\nDisallow:\n{signals}")
    free.answers[story_of(free)].headers |= {
        "X-Robots-Tag": "noarchive",
        "x-robots-tag": "noai",
        "TDM-Reservation": "1",
        "Content-Usage": "search=y",
        "TDM-Policy": "https://a.example/tdm.json",
    }
    closed.page("/robots.txt", "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /*/priv")
    closed.page("/.well-known/tdmrep.json", TDMREP, "application/json")
    closed.answers[story_of(closed)].headers["Link"] = LINK
    down.answers["/robots.txt"] = Answer(b"", 503)
    missing.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /", 403)
    slow.page("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n")
    moved.redirect("/robots.txt", f"{closed.base}/robots.txt")
    astray.redirect("/robots.txt", "http://127.0.0.9:1/robots.txt")
    looping.redirect("/robots.txt", "/robots.txt")

    ended = crawl(urls)

    assert ended.code == 1, ended.log
    fetched = {row["source"]: row for row in crawl.rows("records")}
    assert fetched.keys() == {f"127.0.0.{n}" for n in (1, 2, 4, 6)}
    assert "discovered 10 (skipped 6, failed 0)" in ended.out
    for archive in (down, slow, astray, looping):
        assert story_of(archive) not in archive.asked
        lines = [line for line in ended.warnings if place(archive) in line]
        assert len(lines) == 1, ended.log
        assert lines[0].startswith(f"host skipped: {place(archive)}: ")
    assert len(ended.warnings) == 4
    assert "127.0.0.9 is not public and not a host of the source" in ended.log
    assert "robots.txt asks for a crawl delay of 3600 s" in ended.log
    assert down.asked["/robots.txt"] == 3
    assert looping.asked["/robots.txt"] == 6
    assert PRIVATE not in closed.asked | moved.asked
    rights = fetched["127.0.0.1"]["rights"]
    sha256 = hashlib.sha256(free.answers["/robots.txt"].body).hexdigest()
    of_robots = [each for each in rights["statements"] if each["source"] == "robots.txt"]
    assert {each["sha256"] for each in of_robots} == {sha256}
    assert {each["url"] for each in of_robots} == {f"{free.base}/robots.txt"}
    assert all(each["fetched_at"] <= fetched["127.0.0.1"]["fetched_at"] for each in of_robots)
    assert rights.pop("statements")
    assert rights == {
        "robots": "allowed",
        "x_robots_tag": "noarchive, noai",
        "meta_robots": None,
        "tdm_reservation": "1",
        "licence": None,
        "tdm_policy": "https://a.example/tdm.json",
        "content_signal": "search=yes, ai-train=no",
        "content_usage": "train-ai=n, search=y",
        "rsl_license": f"{free.base}/rsl.xml",
        "page_license": None,
        "license_links": [f"{free.base}/rsl.xml"],
        "usage_info": None,
        "copyright_notice": None,
        "digital_source_type": None,
        "ai_agents": [{"agent": "*", "allowed": True}, {"agent": "CCBot", "allowed": False}],
    }
    rights = fetched["127.0.0.2"]["rights"]
    of_host = [each for each in rights["statements"] if each["source"] == "tdmrep.json"]
    assert [each["key"] for each in of_host] == ["tdm_reservation", "tdm_policy"]
    assert of_host[0]["sha256"] == hashlib.sha256(TDMREP.encode()).hexdigest()
    assert (rights["tdm_reservation"], rights["tdm_policy"]) == ("1", f"{closed.base}/tdm.json")
    assert rights["rsl_license"] == "https://a.example/rsl.xml"
    asked = {place(each)[:9] for each in hosts if each.asked["/.well-known/tdmrep.json"]}
    assert asked == {"127.0.0.2", "127.0.0.6"}  # whose pages are silent, with rules for all


def test_hosts_that_ask_to_wait(hosts: list[Archive], crawl: Crawl, tmp_path: Path) -> None:
    soon, late, paced = hosts[:3]
    for day in range(2, 5):
        late.story(f"/2003-04-{day:02}/late-irna.html")
        paced.story(f"/2003-04-{day:02}/paced-irna.html")
    urls = listing(tmp_path, hosts[:3])
    soon.first[story_of(soon)] = [Answer(b"slow down", 429, {"Retry-After": "1"})]
    for path in [*late.answers]:
        late.answers[path] = Answer(b"closed", 503, {"Retry-After": "7200"})
    paced.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n")

    ended = crawl(urls, "USER_AGENT=Mozilla/5.0", WIRE_CONTACT="desk@ledger.example")

    assert ended.code == 1, ended.log
    assert soon.asked[story_of(soon)] == 2
    assert soon.moments[-1] - soon.moments[-2] >= 1.0
    assert "host paused: 127.0.0.1: Retry-After 1 s (HTTP 429)" in ended.log
    opened = f"circuit open: {place(late)}: Retry-After 7200 s (HTTP 503)"
    assert [line for line in ended.warnings if line.startswith("circuit")] == [opened]
    assert max(late.asked.values()) == 1
    assert {row["source"] for row in crawl.rows("quarantine")} == {"127.0.0.2"}
    assert "discovered 9 (skipped 0, failed 4), fetched 5 (published 5" in ended.out
    # As the host sees them, which is busy, too: one of them may come late.
    assert paced.moments[-1] - paced.moments[0] > (len(paced.moments) - 1) * 0.4 / 2
    assert soon.agents == {"Mozilla/5.0 (+desk@ledger.example)"}


def test_an_archive_whose_robots_txt_cannot_be_read_is_no_success(
    archive: Archive, crawl: Crawl
) -> None:
    archive.story(PRIVATE)
    archive.answers["/robots.txt"] = Answer(b"", 500)

    ended = crawl(f"url={archive.base}{PRIVATE}")

    assert ended.code == 3
    assert "no host could be crawled" in ended.out
    assert len(ended.warnings) == 1


LONG_RULES = b"User-agent: *\nDisallow: /*/private\n" + b"# all that was ever said\n" * 500_000


@pytest.mark.parametrize("packed", [b"", b"gzip", b"br"], ids=["plain", "gzip", "br"])
def test_of_a_long_robots_txt_the_beginning_is_obeyed(
    archive: Archive, crawl: Crawl, packed: bytes
) -> None:
    body = {b"": LONG_RULES, b"gzip": gzip.compress(LONG_RULES), b"br": brotli.compress(LONG_RULES)}
    archive.answers["/robots.txt"] = Answer(
        body[packed], headers={"Content-Encoding": packed.decode()} if packed else {}
    )
    free = "/2003-04-01/irna.html"
    archive.story(free)
    archive.story(PRIVATE)
    archive.links("/", free, PRIVATE)

    ended = crawl(crawl.source("long", archive.base, "story = ['irna']\nstart.index = ['/']"))

    assert len(LONG_RULES) > 10 << 20
    assert ended.code == 0, ended.log
    assert crawl.paths(archive.base) == {free}
    assert crawl.manifest()["sources"]["long"]["skipped"] == {"robots": 1}
    assert ended.warnings == []


def test_a_robots_txt_that_never_ends_is_not_waited_for(crawl: Crawl) -> None:
    archive, over = Archive(), threading.Event()
    archive.story("/2003-04-01/irna.html")
    archive.story(PRIVATE)
    archive.links("/", "/2003-04-01/irna.html", PRIVATE)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            if self.path != "/robots.txt":
                self.wfile.write(archive.answers[self.path].body)
                return
            with suppress(OSError):
                self.wfile.write(LONG_RULES[: 2 << 20])
                over.wait()

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as base:
        ended = crawl(crawl.source("long", base, "story = ['irna']\nstart.index = ['/']"))
        over.set()

    assert ended.code == 0, ended.log
    assert crawl.paths(base) == {"/2003-04-01/irna.html"}
