"""The ready files of the newest state, kept by real crawls."""

import json

import pytest

from crawler.dump.index import read_pointer
from crawler.sinks import open_sink
from crawler.tools.deltas import apply, changes
from crawler.tools.latest import newest_state
from crawler.tools.verify import verify
from tests.support.archive import Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

TERMS = "story = ['^/news/']\nstart.index = ['/']\nnewest.stories = 50\n"
BROKEN = """
import sys
from scrapy.cmdline import execute
from crawler.latest import update
from crawler.sinks import SinkError

def broken(*_):
    raise SinkError("no space left")

update.Update.latest = broken
sys.argv[0] = "scrapy"
execute()
"""
"""A program: a crawl that cannot bring the ready files up to date."""


def test_a_crawl_keeps_the_newest_state_ready(archive: Archive, crawl: Crawl) -> None:
    paths = [f"/news/2003-07-0{day}/a.html" for day in range(1, 4)]
    for path in paths:
        archive.story(path)
    archive.links("/", *paths[:1])
    source, dump = crawl.source("plain", archive.base, TERMS), crawl.dump
    sink = open_sink(str(dump))

    ended = crawl(source, WIRE_LATEST="on")

    assert ended.code == 0, ended.log
    first = read_pointer(sink).index
    assert first and first.latest  # noqa: PT018
    assert (first.latest.version, first.latest.rows) == (first.version, 1)
    archive.links("/", *paths[:2])
    launcher, crawl.launcher = crawl.launcher, ("-c", BROKEN)

    ended = crawl(source, WIRE_LATEST="on")

    assert ended.code == 1, ended.log
    assert "ERROR: latest not current: no space left" in ended.log
    assert "exit code 1, partial: latest not current: no space left" in ended.out
    assert crawl.manifest()["exit_code"] == 0
    behind = read_pointer(sink).index
    assert behind
    assert behind.latest == first.latest
    assert behind.version != first.version
    assert len([*newest_state(sink, behind)]) == 2
    assert verify(str(dump)).problems == ()
    archive.links("/", *paths)
    crawl.launcher = launcher

    ended = crawl(source, WIRE_LATEST="on")

    assert ended.code == 0, ended.log
    index = read_pointer(sink).index
    assert index and index.latest  # noqa: PT018
    assert (index.latest.version, index.latest.rows) == (index.version, 3)
    assert [*newest_state(sink, index)] == [*apply(changes(sink, index.runs))]
    manifest = json.loads((dump / index.latest.manifest).read_bytes())
    assert [delta["rows"] for delta in manifest["deltas"]] == [1, 1]
    assert verify(str(dump)).problems == ()
