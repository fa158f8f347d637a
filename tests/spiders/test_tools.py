"""Snapshots and deltas of what a real crawl has published."""

import csv
import json
from pathlib import Path

import pytest

from crawler.__main__ import main
from crawler.dump.manifest import decode_index
from crawler.dump.reader import runs_between
from crawler.sinks import open_sink
from crawler.tools.latest import changes
from tests.support.archive import STORY, Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

PATHS = [f"/wmd/library/news/iraq/2003/iraq-03040{n}-irna01.htm" for n in range(1, 6)]


def test_full_and_delta_give_full_on_a_crawled_dump(
    archive: Archive, crawl: Crawl, tmp_path: Path
) -> None:
    crawl.source(
        "plain", archive.base, "story = ['-irna']\nstart.index = ['/']\nnewest.stories = 50\n"
    )
    for number, path in enumerate(PATHS):
        archive.story(path)
        archive.links("/", *PATHS[: number + 1])
        if number == 3:
            first = "The committee met again, heard the clerk and adjourned after a minute."
            second = "Its members will not meet again this year, the clerk said on the stairs."
            changed = STORY.format(headline="Committee ends its work", first=first, second=second)
            archive.page(PATHS[1], changed)
        if number > 1:
            assert crawl("source=plain", "full=1").code == 0
    dump = str(crawl.dump)
    index = decode_index((crawl.dump / "index.json").read_bytes())
    versions = [named.run for named in index.runs]
    delta = changes(open_sink(dump), runs_between(index, versions[0], None))
    assert sorted(b'"op":"modify"' in change.line for change in delta) == [False, False, True]
    full, later, step, made = (str(tmp_path / name) for name in ("full", "later", "step", "made"))

    assert main(["snapshot", dump, full, "--at", versions[0]]) == 0
    assert main(["delta", dump, versions[0], "--out", step]) == 0
    assert main(["apply", full, step, made]) == 0
    assert main(["snapshot", dump, later]) == 0

    for file in Path(later).iterdir():
        assert (Path(made) / file.name).read_bytes() == file.read_bytes()
    assert main(["snapshot", dump]) == 0
    assert main(["verify", dump]) == 0


FEEDLESS = """
import sys
from scrapy.cmdline import execute
from crawler.dump.compression import PartError
from pipelines import items

def broken(*_):
    raise PartError("records/x: not what was published")

items._records = broken
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
    assert "exit code 1, partial: the feeds are not whole: IsADirectoryError" in untaken.out
    assert "published 3" in unread.out
    assert "exit code 1, partial: the feeds are not whole: records/x: not what" in unread.out


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
