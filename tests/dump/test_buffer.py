"""The buffer of pages, until repeated boilerplate is known; what was learnt is kept."""

import gc
import random
from itertools import repeat
from pathlib import Path

import pytest
from msgspec.structs import replace

from crawler.base.verdicts import PageVerdict
from crawler.dump.manifest import Counts
from crawler.model import Outcome
from crawler.publishing.writer import PartLimits
from crawler.reading.block_context import mark_of
from crawler.reading.page import read_page
from crawler.run import buffer as settle
from crawler.run.buffer import remove_boilerplate
from crawler.tools.verify import verify
from tests.support.dumps import bannered, counts, crawl, publish, rows, running, story
from tests.support.pages import page
from tests.support.repeating import BANNER, Repeating, newspaper

pytestmark = pytest.mark.slow

HOST = "https://harbor.example"


def outcomes(stories: list[Repeating], host: str = HOST) -> list[Outcome]:
    return [read_page(page(each.html, host + each.path)) for each in stories]


def run(dump: str, state: Path, pages: list[Outcome]) -> list[str | None]:
    with running(dump, state) as a_run:
        verdicts = crawl(a_run, *pages)
        publish(a_run, counts(verdicts, "archive"))
    return verdicts


def bodies(dump: str) -> dict[str, str]:
    return {row["url"].removeprefix(HOST): row["body"] for row in rows(dump)}


def right(stories: list[Repeating]) -> dict[str, str]:
    return {each.path: "\n\n".join(each.body) for each in stories}


def lose_ledger(state: Path) -> None:
    for file in state.glob("*/ledger*"):
        file.unlink()


def test_the_order_of_pages_does_not_matter(tmp_path: Path) -> None:
    stories = newspaper(40)
    pages = outcomes(stories)
    for seed in range(4):
        dump = str(tmp_path / f"dump {seed}")
        random.Random(seed).shuffle(pages)  # noqa: S311

        run(dump, tmp_path / f"state {seed}", pages)

        assert bodies(dump) == right(stories)


def test_pages_wait_and_are_seen_by_nobody(dump_url: str, state: Path) -> None:
    with running(dump_url, state) as a_run:
        assert [
            each for name in ("one", "two") for each in a_run.page_store.buffer(story(name))
        ] == []
    lose_ledger(state)
    with running(dump_url, state) as a_run:
        assert crawl(a_run, story("one"), story("two")) == ["published", "published"]


def test_what_is_no_story_does_not_wait(tmp_path: Path, state: Path) -> None:
    listing = Outcome(page("", f"{HOST}/list").fetch, verdict=PageVerdict.NOT_A_STORY)
    with running(str(tmp_path / "dump"), state) as a_run:
        assert list(a_run.page_store.buffer(listing)) == [listing]


def test_pages_make_room_as_they_are_stored(tmp_path: Path, state: Path) -> None:
    def live() -> int:
        return sum(isinstance(each, Outcome) for each in gc.get_objects())

    with running(str(tmp_path / "dump"), state) as a_run:
        before = live()
        for each in newspaper(20):
            assert not [*a_run.page_store.buffer(read_page(page(each.html, HOST + each.path)))]
        left = [live() - before for _ in a_run.page_store.release()]

    assert left == sorted(left, reverse=True)
    assert left[0] - left[-1] >= 18


def test_only_a_page_that_was_changed_is_to_be_checked_again() -> None:
    decoded = [replace(each, is_decoded=True) for each in outcomes(newspaper(5))]
    cleaned = [remove_boilerplate(each, {mark_of(BANNER)}) for each in decoded]

    has_banner = [BANNER in each.records[0].body for each in decoded]
    assert [each.is_decoded for each in cleaned] == [not each for each in has_banner]
    assert True in has_banner
    assert all(each.is_decoded for each in map(remove_boilerplate, decoded, repeat({1})))


def test_pages_do_not_wait_longer_than_parts(tmp_path: Path, state: Path) -> None:
    with running(str(tmp_path / "dump"), state, limits=PartLimits(seconds=0)) as a_run:
        assert len(list(a_run.page_store.buffer(story("one")))) == 1


@pytest.mark.parametrize(("bound", "value"), [("MOST", 10), ("MOST_CHARACTERS", 12_000)])
def test_few_wait(
    tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    monkeypatch.setattr(settle, bound, value)
    with running(str(tmp_path / "dump"), state) as a_run:
        given_back = [len(list(a_run.page_store.buffer(each))) for each in outcomes(newspaper(40))]

    assert sum(given_back) >= 30
    assert 2 < max(given_back) <= 20


def test_what_was_learnt_outlives_the_ledger(dump_url: str, state: Path) -> None:
    """A single new page could not teach it again."""
    run(dump_url, state, outcomes(newspaper(30)))
    lose_ledger(state)

    verdicts = run(dump_url, state, outcomes(newspaper(31)))

    assert verdicts == ["unchanged"] * 30 + ["published"]
    assert bodies(dump_url) == right(newspaper(31))
    assert verify(dump_url).problems == ()


def test_it_is_learnt_from_a_few_pages_a_day(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    for day in range(6):
        run(dump, state, outcomes(newspaper(2, way="box", first=2 * day)))

    late = {each.path for each in newspaper(2, way="box", first=10)}
    assert not any(BANNER in body for path, body in bodies(dump).items() if path in late)


def test_pages_read_again_teach_nothing_twice(tmp_path: Path, state: Path) -> None:
    """Four stories are too few, however often they are read, and at whatever address."""
    dump = str(tmp_path / "dump")
    pages = outcomes(newspaper(4)) + outcomes(newspaper(4), "https://twin.example")
    for verdicts in (["published"] * 4 + ["duplicate"] * 4, ["unchanged"] * 4 + ["duplicate"] * 4):
        assert run(dump, state, pages) == verdicts

    assert not any(each["rule"] == "repeated" for row in rows(dump) for each in row["removed"])


def test_a_copy_of_a_source_teaches_nothing(tmp_path: Path, state: Path) -> None:
    """The same four stories under other paths have other ids."""
    dump = str(tmp_path / "dump")
    copies = [read_page(page(each.html, f"{HOST}/copy{each.path}")) for each in newspaper(4)]

    assert run(dump, state, outcomes(newspaper(4)) + copies).count("published") == 4
    assert not any(each["rule"] == "repeated" for row in rows(dump) for each in row["removed"])


def test_sources_learn_each_for_itself(tmp_path: Path, state: Path) -> None:
    dump = str(tmp_path / "dump")
    names = ("seven", "eight", "nine", "ten", "eleven", "twelve")
    with running(dump, state) as a_run:
        verdicts = crawl(a_run, *outcomes(newspaper(30)), *(bannered(name) for name in names[:4]))
        publish(a_run, {"wire": Counts(34, fetched=34, published=verdicts.count("published"))})

    assert {BANNER in row["body"] for row in rows(dump) if row["source"] == "wire"} == {True}
    assert {BANNER in row["body"] for row in rows(dump) if row["source"] != "wire"} == {False}


def test_after_the_loss_of_the_ledger_only_new_stories_teach(tmp_path: Path, state: Path) -> None:
    """Else pages that nobody changed would be published again."""
    dump = str(tmp_path / "dump")
    run(dump, state, outcomes(newspaper(4)))
    lose_ledger(state)

    assert run(dump, state, outcomes(newspaper(5))) == ["unchanged"] * 4 + ["published"]
