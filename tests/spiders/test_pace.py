"""Sources are crawled in parallel."""

import pytest

from tests.support.archive import Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow


def test_a_slow_host_holds_up_no_other(archive: Archive, crawl: Crawl) -> None:
    """It answers only once the other has been asked for all that it has."""
    terms = "story = ['-irna']\nlisting = ['/more']\nstart.index = ['/']\npoliteness"
    here, there = archive.base, archive.base.replace("127.0.0.1", "localhost")
    crawl.source("slow", f"{here}/slow", f"{terms} = {{ delay = 0, concurrency = 1 }}")
    crawl.source("swift", f"{there}/swift", f"{terms} = {{ delay = 0, concurrency = 1 }}")
    crawl.without_shipped()
    for name, days in (("slow", range(1, 3)), ("swift", range(1, 11))):
        stories = [f"/{name}/0304{day:02}-irna.htm" for day in days]
        archive.links(f"/{name}/", f"/{name}/more.htm")
        archive.links(f"/{name}/more.htm", *stories)
        for path in stories:
            archive.story(path)

    archive.holds["/slow/"] = "/swift/more.htm"
    archive.holds["/slow/030402-irna.htm"] = "/swift/030401-irna.htm"  # the newest comes first

    ended = crawl("DOWNLOAD_TIMEOUT=3600")

    assert ended.code == 0, ended.log
    assert len(crawl.rows("records")) == 12
