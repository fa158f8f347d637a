"""Pages that disappear from an archive, in a real crawl."""

import pytest

from crawler.tools.verify import verify
from tests.support.archive import Answer, Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

FOLDER = "/wmd/library/news/iraq/"


@pytest.fixture
def plain(archive: Archive, crawl: Crawl) -> str:
    """A source that confirms in three runs of one day."""
    terms = "story = ['-irna']\nstart.index = ['/']\ngone = {runs = 3, days = 1}"
    return crawl.source("plain", archive.base, terms)


def stories(archive: Archive, number: int) -> list[str]:
    paths = [f"{FOLDER}iraq-0304{day:02}-irna01.htm" for day in range(1, number + 1)]
    for path in paths:
        archive.story(path)
    archive.links("/", *paths)
    return paths


def ops(crawl: Crawl, path: str) -> list[tuple[str, int]]:
    assert verify(str(crawl.dump)).problems == ()
    rows = [row for row in crawl.rows("records") if row["url"].endswith(path)]
    return sorted(((row["op"], row["revision"]) for row in rows), key=lambda pair: pair[1])


def test_a_page_that_stays_missing_is_deleted_and_may_come_back(
    archive: Archive, crawl: Crawl, plain: str
) -> None:
    lost, kept = stories(archive, 2)
    assert crawl(plain).code == 0
    page = archive.answers.pop(lost)

    assert crawl(plain, "full=1").code == 0  # a listing still names it: nobody's failure
    asked = crawl(plain, f"url={archive.base}{lost}")
    assert asked.code == 3  # asked for by name and alone, it is one
    assert ops(crawl, lost) == [("add", 1)]
    archive.answers[lost] = Answer(b"gone", 410)
    third = crawl(plain)  # what is missing is due in every run

    assert third.code == 0
    assert "deleted: plain: 1 story (page gone)" in third.log
    assert ops(crawl, lost) == [("add", 1), ("delete", 2)]
    assert ops(crawl, kept) == [("add", 1)]
    assert crawl.manifest()["sources"]["plain"]["deleted"] == 1

    archive.answers[lost] = page
    assert crawl(plain).code == 0
    assert ops(crawl, lost) == [("add", 1), ("delete", 2), ("add", 3)]


def test_an_archive_that_vanishes_is_an_alarm(archive: Archive, crawl: Crawl, plain: str) -> None:
    paths = stories(archive, 28)
    assert crawl(plain).code == 0
    for path in paths[:24]:
        del archive.answers[path]

    for _ in range(3):
        ended = crawl(plain, "full=1")

        alarm = "alarm: plain: vanished: 24 of 28 known stories missing"
        assert any(line.startswith(alarm) for line in ended.warnings), ended.log
    assert {row["op"] for row in crawl.rows("records")} == {"add"}
    assert verify(str(crawl.dump)).problems == ()
