"""The report of a real crawl."""

import json

import pytest

from crawler.__main__ import main
from crawler.tools.verify import verify
from tests.support.archive import Archive
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

TERMS = "story = ['^/news/']\nstart.index = ['/']\nnewest.stories = 50\n"
BROKEN = """
import sys
from scrapy.cmdline import execute
from crawler.reporting import publish

def broken(*_):
    raise {error}

publish._create = broken
sys.argv[0] = "scrapy"
execute()
"""
"""A program: a crawl whose report cannot be made."""


@pytest.fixture
def source(archive: Archive, crawl: Crawl) -> str:
    paths = [f"/news/2003-07-0{day}/a.html" for day in range(1, 4)]
    for path in paths:
        archive.story(path)
    archive.page("/news/2003-07-05/index.html", "<p>Nothing.</p>")
    archive.links("/", *paths, "/news/2003-07-05/index.html", "/news/gone.html")
    return crawl.source("plain", archive.base, TERMS)


def test_a_crawl_publishes_its_report(
    archive: Archive, crawl: Crawl, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = crawl(source)

    assert ended.code == 0, ended.log
    index = json.loads((crawl.dump / "index.json").read_text())
    twin = json.loads((crawl.dump / index["report"]["json"]).read_text())
    manifest = crawl.manifest()
    assert twin["counts"] == manifest["counts"]
    assert manifest["counts"]["not_a_story"] == 1
    (reason,) = twin["no_story"]
    assert reason["pages"] == 1
    assert reason["samples"][0]["url"] == f"{archive.base}/news/2003-07-05/index.html"
    (host,) = twin["hosts"].values()
    assert host["answers"] == sum(archive.asked.values())
    assert host["failures"]["HTTP 404"] >= 1
    assert 0 < host["median"] <= host["slowest"] * 1.3
    assert verify(str(crawl.dump)).problems == ()

    assert main(["report", str(crawl.dump), "-1"]) == 0
    assert capsys.readouterr().out.strip() == str(crawl.dump / index["report"]["html"])


@pytest.mark.parametrize("error", ["OSError('no space left')", "ZeroDivisionError('a bug')"])
def test_without_a_report_the_dump_is_whole_and_the_next_run_makes_it(
    crawl: Crawl, source: str, error: str
) -> None:
    launcher = crawl.launcher
    crawl.launcher = ("-c", BROKEN.format(error=error))

    ended = crawl(source)

    assert ended.code == 1
    assert "exit code 1, partial: no report: " in ended.out
    assert "report not made: " in ended.log
    assert len(crawl.rows("records")) == 3
    assert verify(str(crawl.dump)).problems == ()
    assert crawl.manifest()["exit_code"] == 0
    first = crawl.manifest()["run"]
    crawl.launcher = launcher
    assert crawl(source).code == 0
    assert (crawl.dump / "runs" / first / "report.html").is_file()


def test_a_dry_run_makes_no_report(crawl: Crawl, source: str) -> None:
    crawl(source, WIRE_RAW="on")
    crawl.spider = "replay"

    ended = crawl(f"dump={crawl.dump}", "publish=0", f"report={crawl.folder / 'trial.json'}")

    assert ended.code == 0, ended.log
    assert "report not made" not in ended.log
    assert len(list(crawl.dump.glob("runs/*/report.html"))) == 1
