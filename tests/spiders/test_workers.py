"""Reading processes are killed: the crawl logs it and continues."""

import os
import signal
import time

import pytest

from tests.support.archive import Archive
from tests.support.crawl import HANGS, Crawl
from tests.support.processes import readers_of

pytestmark = pytest.mark.slow

LONG = "/news/1999/991130-long.htm"
"""The newest, so it is asked for first."""


def test_a_page_that_crashes_its_process_is_quarantined(archive: Archive, crawl: Crawl) -> None:
    stories = [f"/news/1999/99111{day}-irna01.htm" for day in range(5)]
    for path in stories:
        archive.story(path)
        archive.holds[path] = "/killed"  # so no reader has another page till then
    archive.page(LONG, "<html><body>" + "<p>- Aaa" * 800_000)  # takes some seconds
    archive.holds[LONG] = "/begun"  # until the reader that waits for a page is killed
    archive.links("/", *stories, LONG)
    terms = "story = ['^/news/']\nstart.index = ['/']\npoliteness.concurrency = 1"

    process = crawl.begin(crawl.source("harbor", archive.base, terms), WIRE_READERS="1")
    killed: set[int] = set()
    while len(killed) < 3 and process.poll() is None:
        time.sleep(0.02)
        for pid in {*readers_of(process.pid)} - killed:
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
            archive.asked["/begun"] += 1
    archive.asked["/killed"] += 1
    out, log = process.communicate(timeout=HANGS)

    assert process.returncode == 1, log
    assert "fetched 6 (published 5, unchanged 0, duplicate 0, quarantined 1," in out
    (put_aside,) = crawl.rows("quarantine")
    assert put_aside["kind"] == "reader"
    assert "last: SIGKILL" in put_aside["reason"]
    assert f"quarantined: harbor: {archive.base}{LONG}: reader: " in log
    assert crawl.paths(archive.base) == set(stories)
