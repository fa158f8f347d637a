"""The real crawl of one story at several URLs: one id, each take once, reprints grouped."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.rendering.stories import Teller
from crawler.tools.verify import verify
from tests.support.archive import Archive, served
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

HERE = "/wmd/library/news/suvar/1999/"
THERE = "/news/suvar/1999/"
VOA = """<html><body><p>Find a Security Clearance Job!</p>
<p>DATE=8/17/1999<br>TYPE=CORRESPONDENT REPORT<br>NUMBER={number}<br>TITLE={title}<br>
BYLINE=DARIA HOLLOWAY<br>DATELINE=AUBRIN<br>CONTENT=<br>VOICED AT:</p>
<p>INTRO: The talks on the Sill River are over. Daria Holloway has the story.</p>
<p>TEXT: {text} (SIGNED)</p><p>NEB/DH/TW</p></body></html>
"""


@pytest.fixture
def mirror() -> Iterator[Archive]:
    """A second host, of another make."""
    with served() as archive:
        yield archive


def sources(crawl: Crawl, here: Archive, there: Archive) -> None:
    for name, archive in (("here", here), ("there", there)):
        crawl.source(name, archive.base, "story = ['/news/suvar/']\nstart.index = ['/']")
    crawl.without_shipped()


def publish(crawl: Crawl) -> list[dict[str, Any]]:
    """Crawl one source after the other; returns all records, by revision and address."""
    for name in ("here", "there"):
        ended = crawl(f"source={name}", "full=1")
        assert ended.code == 0, ended.log
    return published(crawl)


def again(crawl: Crawl) -> list[dict[str, Any]]:
    """The same after one crawl of both."""
    ended = crawl("full=1")
    assert ended.code == 0, ended.log
    return published(crawl)


def published(crawl: Crawl) -> list[dict[str, Any]]:
    assert verify(crawl.dump.as_uri()).problems == ()
    return sorted(crawl.rows("records"), key=lambda row: (row["revision"], row["url"]))


def paragraphs(seed: int, count: int = 8) -> list[str]:
    teller = Teller(random.Random(seed))  # noqa: S311
    return [f"{teller.paragraph()} {teller.paragraph()}" for _ in range(count)]


def put(archive: Archive, path: str, text: list[str], above: str = "", headline: str = "") -> None:
    """Put an IRNA story on a host, which prints a line of its own above it."""
    shown = "".join(f"<p>{paragraph}</p>" for paragraph in text[1:])
    archive.page(
        path,
        f"<html><body>{above}<h1>{headline or 'The Sill River Talks End'}</h1>"
        "<p>IRNA - Islamic Republic News Agency</p>"
        f"<p>Vienna, Aug 17, IRNA -- {text[0]}</p>{shown}</body></html>",
    )


def link(archive: Archive) -> None:
    archive.links("/", *(path for path in archive.answers if path != "/"))


def test_the_same_story_on_two_hosts_is_one(
    archive: Archive, mirror: Archive, crawl: Crawl
) -> None:
    sources(crawl, archive, mirror)
    text = paragraphs(1)
    put(archive, f"{HERE}990817-suvar.htm", text, above="<p>Find a Security Clearance Job!</p>")
    put(mirror, f"{THERE}990817-suvar.htm", text, above='<p><a href="/">Index</a></p>')
    for each in (archive, mirror):
        link(each)

    assert len(publish(crawl)) == 1
    assert crawl.manifest()["counts"]["duplicate"] == 1
    assert len(again(crawl)) == 1


def test_a_mirror_with_a_text_of_its_own_is_a_take_of_the_story(
    archive: Archive, mirror: Archive, crawl: Crawl
) -> None:
    sources(crawl, archive, mirror)
    text = paragraphs(2)
    put(archive, f"{HERE}990817-suvar.htm", text)
    put(mirror, f"{THERE}990817-suvar.htm", [*text, "The clerks went home by the night train."])
    for each in (archive, mirror):
        link(each)

    for act in (publish, again):
        first, second = act(crawl)
        assert first["id"] == second["id"]
        assert second["supersedes"] == first["digest"]
        assert second["changed"] == ["body"]
        assert first["cluster"] is second["cluster"] is None


def test_takes_and_updates_with_one_number_are_one_story(
    archive: Archive, mirror: Archive, crawl: Crawl
) -> None:
    sources(crawl, archive, mirror)
    text = " ".join(paragraphs(3))
    short, update = f"{text[:300]}.", f"{text} It is the first such day."
    for path, title, take in (
        (f"{HERE}990817-suvar1.htm", "SILL TALKS (L-O)", text),
        (f"{HERE}990817-suvar2.htm", "SILL TALKS (S-O)", short),
    ):
        archive.page(path, VOA.format(number="2-252901", title=title, text=take))
    mirror.page(
        f"{THERE}990817-suvar9.htm",
        VOA.format(number="2-252901", title="SILL TALKS - UPDATE", text=update),
    )
    for each in (archive, mirror):
        link(each)

    found = publish(crawl)
    assert found == again(crawl)
    assert {row["id"] for row in found} == {found[0]["id"]}
    assert [row["revision"] for row in found] == [1, 2, 3]
    assert {row["story_number"] for row in found} == {"2-252901"}


def test_reprints_share_a_cluster_and_others_do_not(
    archive: Archive, mirror: Archive, crawl: Crawl
) -> None:
    sources(crawl, archive, mirror)
    text = paragraphs(4)
    put(archive, f"{HERE}990817-suvar-irna01.htm", text)
    put(archive, f"{HERE}990817-suvar-irna02.htm", paragraphs(5), headline="A Ferry Sails")
    put(archive, f"{HERE}990817-suvar-irna03.htm", ["The office is closed today."] * 2)
    put(mirror, f"{THERE}990817-river.htm", [*text[:7], "Reprinted with a shorter end."])
    for each in (archive, mirror):
        link(each)

    found = publish(crawl)
    reprint = next(row for row in found if row["url"].endswith("river.htm"))
    original = next(row for row in found if row["url"].endswith("irna01.htm"))
    assert reprint["cluster"]["id"] == reprint["cluster"]["original"] == original["id"]
    assert reprint["cluster"]["overlap"] > 0.8
    assert [row["cluster"] for row in found if row is not reprint] == [None, None, None]

    for ledger in (crawl.folder / "state").glob("*/ledger.sqlite*"):
        ledger.unlink()
    put(mirror, f"{THERE}990818-late.htm", [*text[:6], "Reprinted once more."])
    link(mirror)
    later = next(row for row in again(crawl) if row["url"].endswith("late.htm"))
    assert later["cluster"]["id"] == later["cluster"]["original"] == original["id"]
