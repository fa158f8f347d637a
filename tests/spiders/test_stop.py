"""Stopping a crawl by real signals while a host hangs: it ends in time."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

import pytest

from crawler.tools.verify import verify
from tests.support.archive import Archive, serving
from tests.support.crawl import HANGS, Crawl
from tests.support.processes import readers_of

pytestmark = pytest.mark.slow

GOOD = [f"/news/2003-07-3{number}/good.html" for number in range(2)]
GOOD += [f"/news/2003-07-2{number}/good.html" for number in range(7)]
BAD = [f"/news/2003-07-1{number}/{what}.html" for number, what in enumerate(("hang", "drip"))]
LATER = [f"/news/2003-06-{number}/later.html" for number in range(10, 30)]
ALL = (*GOOD, *BAD, *LATER)

PATIENT = "DOWNLOAD_TIMEOUT=3600"
"""What hangs, hangs for longer than any test waits: no machine is so slow."""
MORE = "/more/"
"""A listing of nothing."""


@dataclass
class Slow:
    """An archive some of whose pages never come to their end, until it is mended."""

    base: str = ""
    asked: set[str] = field(default_factory=set)
    bad: set[str] = field(default_factory=lambda: {*BAD})
    mended: threading.Event = field(default_factory=threading.Event)


@pytest.fixture(autouse=True)
def hears_hangup() -> Iterator[None]:
    """Let crawls receive SIGHUP, even if the suite runs under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


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
                slow.mended.wait()
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
    deadline = time.monotonic() + HANGS
    while path not in slow.asked:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def stop(process: "subprocess.Popen[str]", number: signal.Signals) -> tuple[str, str]:
    """Send a signal to a crawl; return its output when it has ended."""
    process.send_signal(number)
    out, log = process.communicate(timeout=HANGS)
    return out, log


def test_it_publishes_what_it_has_within_its_bound(slow: Slow, crawl: Crawl) -> None:
    # Pages are read as they come, in the crawl's own process: no reader has still to be started.
    process = crawl.begin("source=slow", PATIENT, WIRE_DRAIN="3", WIRE_READERS="0")
    until(slow, BAD[0])
    until(slow, BAD[1])
    out, log = stop(process, signal.SIGTERM)

    assert process.returncode == 1, log
    assert "SIGTERM received: shutting down, waiting up to 3 s for in-flight requests" in log
    assert "crawl stopped (shutdown)" in out
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
    process = crawl.begin("source=slow", PATIENT, WIRE_DRAIN="0")
    until(slow, MORE)
    out, log = stop(process, signal.SIGHUP)

    assert process.returncode == 1, log
    assert "crawl stopped" in out
    assert crawl.manifest()["verdict"] == "stopped"
    told_of = crawl.manifest()["sources"]["slow"]
    assert told_of["counts"]["discovered"] == len(ALL)  # found before it was stopped
    assert told_of["skipped"] == {"stopped": len(ALL)}
    index = json.loads((crawl.dump / "index.json").read_text())
    assert (index["runs"], list(index["sources"])) == ([], ["slow"])


def test_the_second_signal_ends_it_at_once_and_the_next_run_goes_on(
    slow: Slow, crawl: Crawl
) -> None:
    process = crawl.begin("source=slow", PATIENT)
    until(slow, BAD[0])
    process.send_signal(signal.SIGINT)
    out, log = stop(process, signal.SIGTERM)

    assert process.returncode == 3, log
    assert "not published: stopped by a second signal" in out
    slow.mended.set()

    ended = crawl("source=slow")

    assert ended.code == 0, ended.log
    assert len(crawl.rows("records")) == len(ALL)
    assert [line.partition(": ")[0] for line in ended.warnings][:2] == [
        "lock taken over",
        "recovered",
    ]
    assert "was killed; it had sealed nothing" in ended.warnings[1]


def test_readers_that_hang_are_not_waited_for_either(archive: Archive, crawl: Crawl) -> None:
    for path in GOOD:
        archive.story(path)
    archive.links("/", *GOOD)
    terms = "story = ['^/news/']\nstart.index = ['/']\npoliteness.concurrency = 4"
    process = crawl.begin(
        crawl.source("still", archive.base, terms), WIRE_READERS="2", WIRE_DRAIN="1"
    )
    stopped: set[int] = set()
    while len(stopped) < 2:
        assert process.poll() is None
        for pid in {*readers_of(process.pid)} - stopped:
            os.kill(pid, signal.SIGSTOP)
            stopped.add(pid)
    _, log = stop(process, signal.SIGTERM)

    assert process.returncode == 1, log
    manifest = crawl.manifest()
    counts = manifest["counts"]
    assert manifest["verdict"] == "stopped"
    assert counts["discovered"] == len(GOOD)
    assert counts["skipped"] == len(GOOD) - counts["fetched"] >= 2
    assert manifest["sources"]["still"]["skipped"] == {"stopped": counts["skipped"]}
    assert "Traceback" not in log

    assert crawl("source=still").code == 0
    assert crawl.paths(archive.base) == set(GOOD)


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_while_the_dump_is_opened_in_a_store_that_hangs(
    archive: Archive, crawl: Crawl, number: signal.Signals
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as store:
        store.settimeout(HANGS)
        url = f"s3://bucket/dump?endpoint=http://127.0.0.1:{store.getsockname()[1]}"
        keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
        process = crawl.start([f"url={archive.base}{GOOD[0]}"], {"WIRE_DUMP": url, **keys})
        client, _ = store.accept()
        with client:
            out, log = stop(process, number)

    assert_stopped_while_opening(process.returncode, number, out, log)


def test_while_the_dump_is_opened_in_a_folder_that_is_held(archive: Archive, crawl: Crawl) -> None:
    crawl.dump.mkdir()
    handle = os.open(crawl.dump, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    process = crawl.begin(f"url={archive.base}{GOOD[0]}")
    while not [*crawl.folder.glob("state/*/lock")]:  # written before it asks for the folder
        assert process.poll() is None
        time.sleep(0.02)
    out, log = stop(process, signal.SIGTERM)
    os.close(handle)

    assert_stopped_while_opening(process.returncode, signal.SIGTERM, out, log)
    archive.story(GOOD[0])
    assert crawl(f"url={archive.base}{GOOD[0]}").code == 0


def assert_stopped_while_opening(code: int, number: signal.Signals, out: str, log: str) -> None:
    assert code == 1, log
    line = f"wire: stopped by {number.name} while opening the dump; nothing crawled"
    assert out.splitlines() == [line]
    assert "Traceback" not in log


def test_a_signal_that_is_ignored_stays_so(crawl: Crawl, archive: Archive) -> None:
    """As under nohup."""
    crawl.is_new = True
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_DFL
    with socket.create_server(("127.0.0.1", 0)) as store:
        url = f"s3://bucket/dump?endpoint=http://127.0.0.1:{store.getsockname()[1]}"
        keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            process = crawl.start([f"url={archive.base}{GOOD[0]}"], {"WIRE_DUMP": url, **keys})
        finally:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
        client, _ = store.accept()
        with client:
            process.send_signal(signal.SIGHUP)
            out, log = stop(process, signal.SIGTERM)

    assert_stopped_while_opening(process.returncode, signal.SIGTERM, out, log)
