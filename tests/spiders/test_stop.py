"""A crawl that is told to stop, by real signals, before a host that hangs: it ends in time."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

import pytest

from crawler.dump.verify import verify
from tests.spiders.archive import Archive, serving
from tests.spiders.crawl import Crawl

GOOD = [f"/news/2003-07-3{number}/good.html" for number in range(2)]
GOOD += [f"/news/2003-07-2{number}/good.html" for number in range(7)]
BAD = [f"/news/2003-07-1{number}/{what}.html" for number, what in enumerate(("hang", "drip"))]
LATER = [f"/news/2003-06-{number}/later.html" for number in range(10, 30)]
ALL = (*GOOD, *BAD, *LATER)

PROMPT = 20
"""Seconds in which a crawl that is told to stop has ended, on a busy machine too; what hangs would
hang for a minute."""
MORE = "/more/"
"""A listing of nothing."""


@dataclass
class Slow:
    """An archive some of whose pages never come to their end, until it is mended."""

    base: str = ""
    asked: set[str] = field(default_factory=set)
    bad: set[str] = field(default_factory=lambda: {*BAD})
    mended: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def slow(crawl: Crawl) -> Iterator[Slow]:
    slow, pages = Slow(), Archive()
    pages.links("/", *ALL, MORE)
    pages.links(MORE)
    for path in ALL:
        pages.story(path)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            slow.asked.add(self.path)
            if self.path == "/robots.txt":
                self.send_error(404)
                return
            if self.path in slow.bad and "drip" not in self.path:
                slow.mended.wait(60)
            body = pages.answers[self.path].body
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):
                self._send(body)

        def _send(self, body: bytes) -> None:
            for at in range(0, len(body), 2):
                if self.path in slow.bad and not slow.mended.wait(0.3):
                    self.wfile.write(body[at : at + 2])
                    continue
                self.wfile.write(body[at:])
                return

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as slow.base:
        terms = "story = ['^/news/']\nlisting = ['^/more/']\nstart.index = ['/']"
        pace = "politeness = {concurrency = 4, delay = 0.05}"
        crawl.source("slow", slow.base, f"{terms}\n{pace}")
        yield slow
        slow.mended.set()


def until(slow: Slow, path: str) -> None:
    deadline = time.monotonic() + 60
    while path not in slow.asked:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def told(process: "subprocess.Popen[str]", number: signal.Signals) -> tuple[str, str]:
    """What a crawl says that is told to stop, and does so at once."""
    process.send_signal(number)
    since = time.monotonic()
    out, log = process.communicate(timeout=60)
    assert time.monotonic() - since < PROMPT
    return out, log


def test_it_publishes_what_it_has_within_its_bound(slow: Slow, crawl: Crawl) -> None:
    process = crawl.begin("source=slow", WIRE_DRAIN="1")
    until(slow, BAD[0])
    until(slow, BAD[1])
    out, log = told(process, signal.SIGTERM)

    assert process.returncode == 1, log
    assert "SIGTERM: the crawl ends; requests under way get 1 s" in log
    assert "the crawl was stopped (shutdown)" in out
    manifest = crawl.manifest()
    counts = manifest["counts"]
    assert manifest["verdict"] == "stopped"
    assert counts["discovered"] == len(ALL)
    assert len(GOOD) <= counts["published"] == len(crawl.rows("records")) < len(ALL)
    assert (counts["failed"], counts["skipped"]) == (0, len(ALL) - counts["published"])
    assert "Traceback" not in log
    assert verify(str(crawl.dump)).problems == ()
    assert '"last_success": null' in (crawl.dump / "index.json").read_text()


def test_while_it_looks_for_stories_it_just_ends(slow: Slow, crawl: Crawl) -> None:
    slow.bad.add(MORE)
    process = crawl.begin("source=slow", WIRE_DRAIN="0")
    until(slow, MORE)
    out, log = told(process, signal.SIGHUP)

    assert process.returncode == 1, log
    assert "the crawl was stopped" in out
    assert crawl.manifest()["verdict"] == "stopped"
    told_of = crawl.manifest()["sources"]["slow"]
    assert told_of["counts"]["discovered"] == len(ALL)  # found before it was stopped
    assert told_of["skipped"] == {"stopped": len(ALL)}
    assert not (crawl.dump / "index.json").exists()


def test_the_second_signal_ends_it_at_once_and_the_next_run_goes_on(
    slow: Slow, crawl: Crawl
) -> None:
    process = crawl.begin("source=slow")
    until(slow, BAD[0])
    process.send_signal(signal.SIGINT)
    out, log = told(process, signal.SIGTERM)

    assert process.returncode == 3, log
    assert "not published: ended at once" in out
    slow.mended.set()

    ended = crawl("source=slow")

    assert ended.code == 0, ended.log
    assert len(crawl.rows("records")) == len(ALL)
    assert [line.partition(": ")[0] for line in ended.told][:2] == ["lock taken over", "recovered"]
    assert "was killed; it had sealed nothing" in ended.told[1]
