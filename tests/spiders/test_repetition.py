"""The real crawl of a newspaper whose pages carry banners and adverts without a rule."""

import shutil
import signal
import time

import pytest

from crawler.reading.rules import read_rules
from crawler.tools.verify import verify
from tests.support.archive import Archive
from tests.support.crawl import HANGS, Crawl
from tests.support.repeating import ADVERTS, BACKGROUND, BANNER, CLOSING, Repeating, newspaper

pytestmark = pytest.mark.slow


def publish(archive: Archive, crawl: Crawl, stories: list[Repeating], delay: float = 0) -> str:
    """Put the newspaper's pages on the archive; returns the argument that crawls them."""
    for story in stories:
        archive.page(story.path, story.html)
    archive.links("/", *(story.path for story in stories))
    terms = "story = ['^/news/']\nstart.index = ['/']\nnewest.stories = 500"
    return crawl.source("harbor", archive.base, f"{terms}\npoliteness.delay = {delay}")


def bodies(archive: Archive, crawl: Crawl) -> dict[str, str]:
    return {row["url"].removeprefix(archive.base): row["body"] for row in crawl.rows("records")}


def headlines(archive: Archive, crawl: Crawl) -> dict[str, str | None]:
    rows = crawl.rows("records")
    return {row["url"].removeprefix(archive.base): row["headline"] for row in rows}


def right(stories: list[Repeating]) -> dict[str, str]:
    return {story.path: "\n\n".join(story.body) for story in stories}


@pytest.mark.parametrize("way", ["p", "box"])
def test_all_bodies_are_exact_and_stay_so(archive: Archive, crawl: Crawl, way: str) -> None:
    stories = newspaper(32, way=way)
    harbor = publish(archive, crawl, stories)

    first = crawl(harbor)

    assert first.code == 0, first.log
    assert bodies(archive, crawl) == right(stories)
    assert sum(BACKGROUND in body for body in bodies(archive, crawl).values()) == 11
    reasons = ("repeated", "structure")
    taken = [row["text"] for row in crawl.rows("removed") if row["rule"] in reasons]
    assert sum(BANNER in text for text in taken) == 32
    assert len(taken) == 32 * 3
    assert {sum(each["count"] for each in row["removed"]) for row in crawl.rows("records")} == {3}

    second = crawl(harbor, "full=1")
    assert second.code == 0, second.log
    assert "published 0, unchanged 32," in second.out

    for ledger in (crawl.folder / "state").glob("*/ledger.sqlite*"):
        ledger.unlink()
    third = crawl(harbor)
    assert third.code == 0, third.log
    assert "published 0, unchanged 32," in third.out
    assert bodies(archive, crawl) == right(stories)
    assert verify(crawl.dump.as_uri()).problems == ()


def test_repeated_text_is_reported_and_proposed_as_rules(
    archive: Archive, crawl: Crawl, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ended = crawl(publish(archive, crawl, newspaper(32)))

    assert [line for line in ended.warnings if line.startswith("alarm: harbor: ")] == [
        "alarm: harbor: repeated: no rule matches 6 removed and 0 kept texts; "
        "the manifest proposes rules"
    ]
    pasted = tmp_path_factory.mktemp("rules") / "harbor.toml"
    pasted.write_text(crawl.manifest()["sources"]["harbor"]["health"]["proposed"])
    rules = read_rules(pasted)
    assert len(rules.lines) == 6
    for text in (BANNER, CLOSING, *(advert.format(n=4711) for advert in ADVERTS)):
        assert rules.match_line(text, "middle")


def test_it_is_learnt_over_several_runs(archive: Archive, crawl: Crawl) -> None:
    """The first runs show too few stories; those are read again once more is known, and only
    they."""
    for count in (4, 8, 30, 30):
        stories = newspaper(count)
        ended = crawl(publish(archive, crawl, stories))
        assert ended.code == 0, ended.log
    assert "skipped 26" in ended.out

    standing: dict[str, tuple[int, str]] = {}
    for row in crawl.rows("records"):
        path = row["url"].removeprefix(archive.base)
        standing[path] = max(standing.get(path, (0, "")), (row["revision"], row["body"]))
    assert {path: body for path, (_, body) in standing.items()} == right(stories)
    assert "published 0, unchanged 30," in crawl("source=harbor", "full=1").out


def test_a_crawl_that_is_stopped_settles_what_it_has(archive: Archive, crawl: Crawl) -> None:
    stories = newspaper(90, way="box")
    process = crawl.begin(publish(archive, crawl, stories, delay=0.05))
    while sum(archive.asked.values()) < 40:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=HANGS)

    assert process.returncode == 1, log
    counts = crawl.manifest()["counts"]
    got = bodies(archive, crawl)
    assert 30 < len(got) == counts["published"] == counts["fetched"] < 90
    assert got.items() <= right(stories).items()


def test_killed_while_pages_wait_nothing_is_lost(archive: Archive, crawl: Crawl) -> None:
    stories = newspaper(40, way="box")
    harbor = publish(archive, crawl, stories, delay=0.05)
    process = crawl.begin(harbor)
    while sum(archive.asked.values()) < 20:
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert not crawl.rows("records")
    publish(archive, crawl, stories)  # without pauses

    ended = crawl(harbor)

    assert ended.code == 0, ended.log
    assert bodies(archive, crawl) == right(stories)
    shutil.rmtree(crawl.folder / "state")
    assert "published 0, unchanged 40," in crawl(harbor).out


def test_one_headline_on_all_pages_is_an_alarm_and_not_used(archive: Archive, crawl: Crawl) -> None:
    """A small paper prints its motto as the only heading; the titles of its pages are the stories'
    own. Pages read again, or later, are decided as these were."""
    stories = newspaper(14)
    motto = "What the coast is talking about"
    for story in stories:
        text = "".join(f"<p>{text}</p>" for text in story.body)
        archive.page(
            story.path,
            f"<html><head><title>{story.headline} | The Oyster</title>"
            '<meta name="viewport" content="width=device-width"></head><body>'
            f"<h1>{motto}</h1><article>{text}</article></body></html>",
        )
    archive.links("/", *(story.path for story in stories[:12]))
    terms = "story = ['^/news/']\nstart.index = ['/']\nnewest.stories = 500\npoliteness.delay = 0"
    oyster = crawl.source("oyster", archive.base, terms)

    first = crawl(oyster)

    assert first.code == 0, first.log
    assert (
        f"alarm: oyster: repeated line: 12 of 12 new stories have the same headline, {motto!r}; "
        "not used"
    ) in first.warnings
    own = {story.path: story.headline for story in stories}
    assert headlines(archive, crawl) == {path: own[path] for path in list(own)[:12]}

    archive.links("/", *own)
    second = crawl(oyster, "full=1")

    assert second.code == 0, second.log
    assert "published 2, unchanged 12," in second.out
    assert headlines(archive, crawl) == own
    assert verify(crawl.dump.as_uri()).problems == ()
