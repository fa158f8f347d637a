"""Incremental crawls: few requests for known pages, and resumption after a kill."""

import json
import time
from collections import Counter

import pytest

from crawler.dump.rows import lines
from crawler.tools.verify import verify
from tests.support.archive import STORY, Archive
from tests.support.crawl import HANGS, Crawl

pytestmark = pytest.mark.slow

MANY = 1000


@pytest.fixture
def plain(archive: Archive, crawl: Crawl) -> str:
    archive.etags = True
    return crawl.source(
        "plain",
        archive.base,
        "story = ['^/archive/']\nstart = {index = ['/'], sitemap = ['/map.xml']}\n"
        "assert = {stories = 3, quarantine = 0.5}",
    )


def stories(archive: Archive, number: int) -> list[str]:
    paths = [f"/archive/2019-10-{n % 28 + 1:02}/dispatch-{n:04}/" for n in range(number)]
    for path in paths:
        archive.story(path)
    archive.links("/", *paths)
    return paths


def revise(archive: Archive, path: str) -> None:
    """Change a story and nothing else that an answer says of it."""
    headers = archive.answers[path].headers
    first = f"A clerk said of {path} that all of it would have to be done again."
    second = "The members of the committee were asked to leave their notes on the table."
    archive.page(path, STORY.format(headline=f"On {path}", first=first, second=second))
    archive.answers[path].headers = headers


def age(crawl: Crawl, days: int) -> None:
    """Let all visits have been so much earlier."""
    for moment in ("checked", "read"):
        crawl.ledger(f"UPDATE visits SET {moment} = {moment} - {days * 86_400}")  # noqa: S608


def skipped(crawl: Crawl) -> dict[str, int]:
    by_reason = crawl.manifest()["sources"]["plain"]["skipped"]
    return {reason: number for reason, number in by_reason.items() if number}


def sealed(archive: Archive, crawl: Crawl) -> set[str]:
    """The stories in the parts that the ledger names."""
    keys = [key for (key,) in crawl.ledger("SELECT key FROM parts") if key.startswith("records")]
    (spool,) = (crawl.folder / "state").glob("*/spool")
    rows = [json.loads(line) for key in keys for line in lines(key, [(spool / key).read_bytes()])]
    return {row["url"].removeprefix(archive.base) for row in rows}


def test_a_killed_crawl_goes_on_and_then_costs_next_to_nothing(
    archive: Archive, crawl: Crawl, plain: str
) -> None:
    paths = stories(archive, MANY)
    crawl.launcher = ("-m", "tests.chaos.launch")  # with small parts
    archive.holds[paths[-1]] = "/never"  # it does not come to its end
    killed = crawl.begin(plain)
    while not [*crawl.folder.glob("state/*/spool")] or len(sealed(archive, crawl)) <= MANY // 10:
        assert killed.poll() is None
        time.sleep(0.02)
    killed.kill()
    killed.communicate(timeout=HANGS)
    safe = sealed(archive, crawl)
    assert MANY // 10 < len(safe) < MANY
    archive.holds.clear()
    archive.asked.clear()

    crawl.launcher = ("-m", "scrapy")
    ended = crawl(plain)

    assert ended.code == 0, ended.log
    assert skipped(crawl) == {"resumed": len(safe)}
    assert {archive.asked[path] for path in safe} == {0}
    assert Counter(row["url"] for row in crawl.rows("records")) == Counter(
        {f"{archive.base}{path}": 1 for path in paths}
    )

    archive.asked.clear()
    again = crawl(plain)
    assert again.code == 0, again.log
    assert {*archive.asked} == {"/", "/map.xml", "/robots.txt"}
    assert skipped(crawl) == {"not-due": MANY}
    assert f"nothing due: plain: {MANY} stories, none due for a revisit; " in again.log
    assert "-a full=1" in again.log

    crawl.ledger("UPDATE visits SET checked = checked - 200 * 86400")
    archive.etags = True
    changed = archive.answers[paths[7]]
    revise(archive, paths[7])
    archive.answers[paths[7]].headers = changed.headers | {"ETag": '"another"'}
    version = json.loads((crawl.dump / "index.json").read_text())["version"]
    archive.asked.clear()
    aged = crawl(plain)
    assert aged.code == 0, aged.log
    assert set(archive.asked.values()) == {1}
    assert archive.unchanged.keys() == {*paths} - {paths[7]}
    assert skipped(crawl) == {"not-modified": MANY - 1}
    manifest = crawl.manifest()
    assert (manifest["previous"], manifest["counts"]["published"]) == (version, 1)
    assert [row["op"] for row in crawl.rows("records") if row["revision"] > 1] == ["modify"]
    assert verify(str(crawl.dump)).problems == ()


def test_wrong_validators_are_detected(archive: Archive, crawl: Crawl, plain: str) -> None:
    paths = stories(archive, 3)
    old, listed, moved = paths
    archive.answers["/archive/2019-10-03/here/"] = archive.answers.pop(moved)
    archive.redirect(moved, "/archive/2019-10-03/here/")
    archive.page(
        "/map.xml", f"<urlset><url><loc>{listed}</loc><lastmod>2019-10-09</lastmod></url></urlset>"
    )
    assert crawl(plain).code == 0

    age(crawl, 200)
    revise(archive, old)
    assert crawl(plain).code == 0
    assert skipped(crawl) == {"lastmod": 1, "not-modified": 2}
    assert len(crawl.rows("records")) == 3

    age(crawl, 200)  # long enough: it is read, whatever the host says
    bad = f"{archive.base}/archive/2019-10-04/bad/"
    archive.page("/archive/2019-10-04/bad/", b"%PDF-1.4 " + bytes(64), "application/pdf")
    archive.links("/", *paths, bad)
    ended = crawl(plain)
    assert ended.code == 0, ended.log
    assert f"alarm: plain: validators: {archive.base}{old} changed but" in ended.log
    assert sum(row["op"] == "modify" for row in crawl.rows("records")) == 1

    age(crawl, 200)
    archive.unchanged.clear()
    assert crawl(plain).code == 0
    assert not archive.unchanged
