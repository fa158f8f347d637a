"""Scrapy's feed exports: the records that a crawl has published, each once."""

import csv
import json

import pytest

from tests.support.archive import Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

PATHS = [f"/wmd/library/news/iraq/2003/iraq-03040{n}-irna01.htm" for n in range(1, 6)]

BATCHES = """
import sys
from scrapy.cmdline import execute
import crawler.run.buffer

crawler.run.buffer.MOST = 4
sys.argv[0] = "scrapy"
execute()
"""
"""A program: a crawl that stores its pages four at a time."""

FEEDLESS = """
import sys
from scrapy.cmdline import execute
from crawler.dump.compression import PartError
from pipelines import feeds

def broken(*_):
    raise PartError("records/x: not what was published")

feeds._records = broken
sys.argv[0] = "scrapy"
execute()
"""
"""A program: a crawl whose records cannot be read back."""


def test_a_feed_that_is_not_whole_is_no_success(archive: Archive, crawl: Crawl) -> None:
    """Neither where its records cannot be read back nor where it takes none."""
    archive.links("/", *PATHS[:2])
    for path in PATHS:
        archive.story(path)
    source = crawl.source("plain", archive.base, "story = ['-irna']\nstart.index = ['/']\n")
    taken = crawl.folder / "taken"
    taken.mkdir()

    untaken = crawl(source, f"FEEDS={json.dumps({taken.as_uri(): {'format': 'jsonlines'}})}")
    archive.links("/", *PATHS)
    crawl.launcher = ("-c", FEEDLESS)
    feed = (crawl.folder / "out.jsonl").as_uri()
    unread = crawl(source, f"FEEDS={json.dumps({feed: {'format': 'jsonlines'}})}")

    assert untaken.code == unread.code == 1
    assert "exit code 1, partial: feed export incomplete: IsADirectoryError" in untaken.out
    assert "published 3" in unread.out
    assert "exit code 1, partial: feed export incomplete: records/x: not what" in unread.out


def test_feeds_hold_just_the_published_records(archive: Archive, crawl: Crawl) -> None:
    """`-o`, `-O` and FEEDS, as every user of Scrapy expects; a run of nothing new adds nothing."""
    source = crawl.source("plain", archive.base, "story = ['^/news/']\nstart.index = ['/']")
    paths = [f"/news/2003-07-0{day}/a.html" for day in range(1, 4)]
    for path in paths:
        archive.story(path)
    archive.page("/news/2003-07-05/empty.html", "<p>Nothing.</p>")
    archive.links("/", *paths, "/news/2003-07-05/empty.html")
    lines, table = crawl.folder / "out.jsonl", crawl.folder / "out.csv"
    feeds = json.dumps({lines.as_uri(): {"format": "jsonlines"}, table.as_uri(): {"format": "csv"}})

    ended = crawl(source, f"FEEDS={feeds}")

    assert ended.code == 0, ended.log
    assert "Traceback" not in ended.log
    items = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    assert items == crawl.rows("records")
    assert len(items) == 3
    with table.open(encoding="utf-8", newline="") as file:
        assert [row["headline"] for row in csv.DictReader(file)] == [i["headline"] for i in items]

    assert crawl(source, f"FEEDS={feeds}").code == 0
    assert len(lines.read_text("utf-8").splitlines()) == 3


def test_an_output_file_holds_each_published_record_once(archive: Archive, crawl: Crawl) -> None:
    """Also of pages that wait in the buffer while others are fetched, and leave it together."""
    source = crawl.source("plain", archive.base, "story = ['^/news/']\nstart.index = ['/']")
    paths = [f"/news/2003-07-{day:02}/a.html" for day in range(1, 11)]
    for path in paths:
        archive.story(path)
    archive.page("/news/2003-07-20/empty.html", "<p>Nothing.</p>")
    archive.links("/", *paths, "/news/2003-07-20/empty.html")
    out = crawl.folder / "out.jsonl"
    crawl.launcher, crawl.options = ("-c", BATCHES), ("-o", str(out))

    ended = crawl(source)

    assert ended.code == 0, ended.log
    assert "Traceback" not in ended.log
    items = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len({item["id"] for item in items}) == len(items) == 10
    assert items == crawl.rows("records")
