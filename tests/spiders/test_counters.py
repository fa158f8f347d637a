"""A bug or a lost request is never reported as success."""

import pytest

from tests.support.archive import Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

BROKEN = """
from scrapy.cmdline import execute
from {module} import {name}
def boom(*_, **__):
    raise RuntimeError("boom")
{name}.{method} = boom
execute()
"""

STORY = "/news/2003-07-20/a.html"


@pytest.fixture
def source(archive: Archive, crawl: Crawl) -> str:
    """An archive of one story."""
    archive.story(STORY)
    archive.links("/", STORY)
    return crawl.source("one", archive.base, "story = ['^/news/']\nstart.index = ['/']")


@pytest.mark.parametrize(
    ("module", "name", "method", "message"),
    [
        ("spiders.wire", "Wire", "_links", "internal error during discovery"),
        ("spiders.wire", "Wire", "read_story", "one: discovered 1 != skipped 0 + fetched 0"),
        (
            "crawler.run.page_store",
            "PageStore",
            "write",
            "one: fetched 1 != 0 pages with a verdict",
        ),
        ("pipelines.store", "Store", "from_crawler", "crash: RuntimeError: boom"),
    ],
)
def test_a_bug_is_reported(
    archive: Archive, crawl: Crawl, source: str, module: str, name: str, method: str, message: str
) -> None:
    archive.page(STORY, "")  # it is to be quarantined
    crawl.launcher = ("-c", BROKEN.format(module=module, name=name, method=method))

    ended = crawl(source)

    assert ended.code == 3, ended.log
    assert message in ended.out + ended.log


def test_an_address_may_be_longer_than_scrapy_likes(archive: Archive, crawl: Crawl) -> None:
    """What it drops, it drops without a word."""
    place, path = f"/{'copy-' * 30}", f"/news/2003-07-21/{'a' * 1940}.html"
    archive.story(place + path)
    archive.links(f"{place}/", f"http://ledger.example{path}")
    terms = "hosts = ['ledger.example']\nstory = ['^/news/']\nstart.index = ['/']"

    ended = crawl(crawl.source("copy", f"{archive.base}{place}", terms))

    assert ended.code == 0, ended.log
    assert crawl.paths(archive.base) == {place + path}
