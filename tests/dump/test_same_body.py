"""A notice at many new URLs is not a story; one story at several URLs is."""

import tracemalloc
from pathlib import Path

import pytest
from msgspec.structs import replace

from crawler.contract import Moment, Record
from crawler.model import Outcome
from crawler.run import same_body
from crawler.run.known_stories import KnownStories
from crawler.run.nameplates import Nameplates
from tests.support.dumps import counts, crawl, outcome, publish, record, rows, running, story

LONG = " ".join(f"Report {number} will be found at its old address." for number in range(12))
SHORT = "Back before midnight, says the engineer."
SETTLED, STORIES = 350, 350
BYTES = 200
"""Maximum memory for a story, with what the words of its headline take in a memo."""


def notice(name: str, day: str, body: str = LONG, headline: str = "Back soon") -> Record:
    made = record(name, name)
    return replace(made, body=body, headline=headline, published=Moment(date=day, evidence="url"))


def of_days(body: str, *names: str) -> list[Outcome]:
    return [outcome(notice(name, f"2026-02-0{day}", body)) for day, name in enumerate(names, 1)]


@pytest.mark.parametrize("body", [LONG, SHORT])
@pytest.mark.parametrize("names", [("a", "b", "c", "d", "e"), ("a/x", "b/x", "c/x", "d/x", "e/x")])
def test_a_notice(tmp_path: Path, body: str, names: tuple[str, ...]) -> None:
    """It is put aside at all addresses, which are read again; the other stories are published."""
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    pages = [*of_days(body, *names), story("harbor"), story("bridge")]
    with running(dump, state) as a_run:
        verdicts = crawl(a_run, *pages)
        published = publish(a_run, counts(verdicts))

    assert verdicts == ["quarantined"] * 5 + ["published"] * 2
    assert {row["kind"] for row in rows(dump, "quarantine")} == {"same-text"}
    (alarm,) = published.alarms["wire"]
    assert alarm.startswith(
        "same text: 5 new stories have the same text, e.g. https://wire.example/"
    )

    with running(dump, state) as a_run:
        verdicts = crawl(a_run, *(story(name) for name in names))
    assert verdicts == ["published"] * 5


def test_alarms_come_in_the_order_of_the_first_stories() -> None:
    bodies, known = same_body.SameBodyDetector(), KnownStories(frozenset(), frozenset())
    for day, kind in enumerate("ABBBBBAAAA", 1):
        body = f"{LONG} This is the notice {kind}."
        bodies.add(outcome(notice(f"{kind}-{day}", f"2026-02-{day:02}", body)), known)

    examples = [alarm.rpartition("/")[2] for _, alarm in bodies.alarms()]
    assert examples == ["A-7.htm", "B-3.htm"]


def test_one_story_in_many_folders(tmp_path: Path) -> None:
    names = [f"{folder}/ferry" for folder in "abcdefgh"]
    with running(str(tmp_path / "dump"), tmp_path / "state") as a_run:
        verdicts = crawl(a_run, *(outcome(notice(name, "2026-02-01")) for name in names))

    assert verdicts == ["published"] + ["duplicate"] * 7


def test_four_urls_or_different_headlines_are_no_notice(tmp_path: Path) -> None:
    same = of_days(SHORT, "a", "b", "c", "d")
    other = [
        outcome(notice(name, f"2026-02-1{day}", SHORT, f"Weather of {name}"))
        for day, name in enumerate("efghij")
    ]
    with running(str(tmp_path / "dump"), tmp_path / "state") as a_run:
        assert set(crawl(a_run, *same, *other)) == {"published"}


def test_a_page_of_several_stories_keeps_the_others(tmp_path: Path) -> None:
    pages = of_days(LONG, "a", "b", "c", "d", "e")
    digest = outcome(pages[0].records[0], record("harbor"))
    with running(str(tmp_path / "dump"), tmp_path / "state") as a_run:
        verdicts = crawl(a_run, digest, *pages[1:])

    assert verdicts == ["published"] + ["quarantined"] * 4


def test_known_stories_are_no_new_ones(tmp_path: Path) -> None:
    """Whatever their pages say now: `crawler.run.dedupe` minds those."""
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    for _ in range(2):
        with running(dump, state) as a_run:
            pages = of_days(LONG, "a", "b", "c", "d")
            assert "quarantined" not in crawl(a_run, *pages)
            publish(a_run, counts([]))


def test_few_texts_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same_body, "MOST", 3)
    pages = of_days(LONG, "a", "b", "c", "d", "e")
    with running(str(tmp_path / "dump"), tmp_path / "state") as a_run:
        others = [story(f"other {number}") for number in range(5)]
        verdicts = crawl(a_run, *pages, *others)

    assert verdicts == ["quarantined"] * 5 + ["published"] * 5


def test_a_story_takes_little_memory() -> None:
    """Up to 20,000 stories are kept in each of the two."""
    bodies, headlines = same_body.SameBodyDetector(), Nameplates()
    known = KnownStories(frozenset(), frozenset())

    def see(number: int) -> None:
        name = f"military/library/news/2026/02/ferry-number-{number}"
        headline = f"Ferry number {number} of the Sill River runs aground"
        page = outcome(notice(name, "2026-02-01", f"{LONG} It was number {number}.", headline))
        bodies.add(page, known)
        headlines.see(page, known)

    tracemalloc.start()
    try:
        for number in range(SETTLED):  # fills what is bounded
            see(number)
        before, _ = tracemalloc.get_traced_memory()
        for number in range(SETTLED, SETTLED + STORIES):
            see(number)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (after - before) / STORIES < BYTES
