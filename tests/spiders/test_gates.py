"""Gates in a real crawl: one bad source, one good one."""

import pytest

from crawler.tools.verify import verify
from tests.support.archive import Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

FOLDER = "/wmd/library/news/iraq/"
GOOD = "/military/library/news/2003/war-030409-irna01.htm"


@pytest.fixture
def paths(archive: Archive, crawl: Crawl) -> list[str]:
    """Two sources in one archive; `plain` wants four stories."""
    paths = [f"{FOLDER}iraq-0304{day:02}-irna01.htm" for day in range(1, 5)]
    for path in (*paths, GOOD):
        archive.story(path)
    archive.links("/", *paths)
    archive.links("/good/", GOOD)
    for name, start, story, gates in (
        ("plain", "/", "^/wmd/", "assert = {stories = 4, date = 0.9}"),
        ("good", "/good/", "^/military/", ""),
    ):
        terms = f"story = ['{story}']\nstart.index = ['{start}']\n{gates}"
        crawl.source(name, archive.base, terms)
    crawl.without_shipped()
    return paths


def test_a_failing_gate_keeps_the_last_good_and_exits_non_zero(
    archive: Archive, crawl: Crawl, paths: list[str]
) -> None:
    missing = archive.answers.pop(paths[3])

    ended = crawl()

    assert ended.code == 5, ended.log
    assert "withheld 3)" in ended.out
    assert "withheld: plain: stories: 3 stories read (minimum: 4)" in ended.out
    assert {row["source"] for row in crawl.rows("records")} == {"good"}
    by_source = crawl.manifest()["sources"]
    assert (by_source["plain"]["verdict"], by_source["good"]["verdict"]) == ("withheld", "ok")
    assert verify(str(crawl.dump)).problems == ()

    window = crawl("since=2003-04-01", "until=2003-04-01", "source=plain")
    assert window.code == 0  # the number of stories is asked of the whole source
    assert crawl("accept=plain").code == 0
    assert len(crawl.rows("records")) == 4

    archive.answers[paths[3]] = missing
    assert crawl().code == 0
    assert len(crawl.rows("records")) == 5
    assert verify(str(crawl.dump)).problems == ()
