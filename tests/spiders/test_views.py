"""Views that a crawl keeps: `WIRE_VIEWS`."""

import pytest
from deltalake import DeltaTable

from crawler.tools.verify import verify
from tests.support.archive import Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow


@pytest.fixture
def source(archive: Archive, crawl: Crawl) -> str:
    paths = [f"/news/2003-07-0{day}/a.html" for day in range(1, 4)]
    for path in paths:
        archive.story(path)
    archive.links("/", *paths)
    return crawl.source("plain", archive.base, "story = ['^/news/']\nstart.index = ['/']\n")


def test_a_crawl_keeps_its_views(crawl: Crawl, source: str) -> None:
    wanted = {"WIRE_LATEST": "on", "WIRE_VIEWS": "delta,croissant"}
    (crawl.dump / "croissant.json").mkdir(parents=True)

    ended = crawl(source, **wanted)

    assert ended.code == 1  # one view cannot be made; the dump and the other are whole
    assert "exit code 1, partial: view not current: croissant: " in ended.out
    assert "ERROR: view not current: croissant: " in ended.log
    assert crawl.manifest()["exit_code"] == 0
    assert DeltaTable(crawl.dump / "latest").to_pyarrow_table().num_rows == 3
    assert verify(str(crawl.dump)).problems == ()
    assert verify(str(crawl.dump)).notes == ()

    (crawl.dump / "croissant.json").rmdir()
    assert crawl(source, **wanted).code == 0
    assert (crawl.dump / "croissant.json").is_file()


def test_views_that_cannot_be_made_are_refused_at_once(crawl: Crawl, source: str) -> None:
    ended = crawl(source, WIRE_VIEWS="delta")  # without the newest state

    assert ended.code == 2
    assert "WIRE_VIEWS: views are made of the newest state" in ended.log
    assert not crawl.dump.exists()
