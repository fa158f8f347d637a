"""A source that obeys reservations of rights, in a real crawl."""

import pytest

from crawler.tools.verify import verify
from tests.support.archive import Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

FREE, RESERVED = "/wmd/iraq-030401-irna01.htm", "/wmd/closed/iraq-030402-irna01.htm"
ROBOTS = """\
User-agent: *
Allow: /
Content-Usage: /wmd/closed/ train-ai=n

User-agent: GPTBot
Disallow: /wmd/closed/
"""


def test_a_reserved_page_is_quarantined_without_its_text(archive: Archive, crawl: Crawl) -> None:
    for path in (FREE, RESERVED):
        archive.story(path)
    archive.links("/", FREE, RESERVED)
    archive.page("/robots.txt", ROBOTS, "text/plain")
    terms = "story = ['^/wmd/']\nstart.index = ['/']\nrights.obey = ['train-ai']"
    crawl.source("plain", archive.base, terms)
    crawl.without_shipped()

    ended = crawl()

    (published,), (refused,) = crawl.rows("records"), crawl.rows("quarantine")
    assert published["url"].endswith(FREE)
    assert [each["allowed"] for each in published["rights"]["ai_agents"]] == [True, True]
    assert refused["url"].endswith(RESERVED)
    assert (refused["kind"], refused["record"]) == ("rights", None)
    assert refused["reason"] == "train-ai reserved: content_usage is 'train-ai=n'"
    assert not any(row["url"].endswith(RESERVED) for row in crawl.rows("removed"))
    assert "quarantined 1" in ended.out
    assert verify(str(crawl.dump)).problems == ()


def test_the_same_page_is_published_by_a_source_that_only_records(
    archive: Archive, crawl: Crawl
) -> None:
    archive.story(RESERVED)
    archive.links("/", RESERVED)
    archive.page("/robots.txt", ROBOTS, "text/plain")
    crawl.source("plain", archive.base, "story = ['^/wmd/']\nstart.index = ['/']")
    crawl.without_shipped()

    crawl()

    (row,) = crawl.rows("records")
    assert row["rights"]["content_usage"] == "train-ai=n"
    assert row["rights"]["ai_agents"] == [
        {"agent": "*", "allowed": True},
        {"agent": "GPTBot", "allowed": False},
    ]
