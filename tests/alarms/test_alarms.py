"""Alarms and source health in a run's manifest."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from crawler.contract import RemovedText
from crawler.dump.health import Health
from crawler.dump.manifest import decode_manifest
from crawler.model import Outcome
from crawler.reading.rules import load_rules, read_rules
from crawler.run.alarms import TextStatistics
from crawler.run.alarms.leaks import leaks_in, load_leaks
from crawler.run.alarms.proposals import MOST, propose
from crawler.run.repeats import Repeated
from tests.support.dumps import FETCHED, counts, crawl, outcome, publish, record, running, sha256


def story(name: str, body: str, rule: str | None = "gs-newsletter") -> Outcome:
    """A story of this body, on whose page a rule took a text."""
    made = outcome(record(name, body=body, digest=sha256(name + body)))
    text = RemovedText("wire", made.fetch.url, rule or "", "body/p", "NEWSLETTER", FETCHED)
    return replace(made, removed=(text,) if rule else ())


def judged(*pages: Outcome, history: tuple[Health, ...] = ()) -> Health:
    statistics = TextStatistics()
    for each in pages:
        statistics.add(each)
    return statistics.judge("wire", history, {})


def many(count: int, length: int, rule: str | None = "gs-newsletter") -> list[Outcome]:
    return [story(f"story {number}", "x" * length, rule) for number in range(count)]


# --- leaks ---


def test_every_leak_brings_its_proof() -> None:
    leaks = load_leaks()

    assert len({leak.id for leak in leaks}) == len(leaks) > 5


def test_banner_words_in_a_body_are_reported_with_count_and_one_url() -> None:
    leaky = "It rained.\n\nSubscribe to our newsletter\n\nThen it stopped."
    health = judged(story("one", leaky), story("two", leaky), story("three", "It rained."))

    assert [(leak.id, leak.bodies) for leak in health.leaks] == [("newsletter", 2)]
    assert health.alarms == ("leak: newsletter in 2 bodies, e.g. https://wire.example/one.htm",)


@pytest.mark.parametrize(
    "prose",
    [
        '"Join the mailing list," the ferryman told her, and rowed on to the lighthouse at Kelm.',
        "The editor said all subscribers of the newsletter had been told to click, here and there.",
        "An advertisement in Sunday's paper named the price of the boat.",
    ],
)
def test_prose_that_speaks_of_banners_is_no_leak(prose: str) -> None:
    assert list(leaks_in(f"It rained.\n\n{prose}")) == []


# --- lengths and rules, against the source's own history ---


def test_bodies_much_shorter_than_they_used_to_be() -> None:
    before = judged(*many(30, 2000))
    now = judged(*many(30, 600), history=(before,))

    assert before.alarms == ()
    assert now.alarms == ("length: median body length 600 characters (previous runs: 2000)",)
    assert judged(*many(30, 5000), history=(before,)).alarms
    assert not judged(*many(30, 1500), history=(before,)).alarms


def test_a_few_stories_are_no_alarm() -> None:
    before = judged(*many(30, 2000))

    assert not judged(*many(5, 100), history=(before,)).alarms
    assert not judged(*many(30, 100), history=(judged(*many(5, 2000)),)).alarms


def test_a_few_stories_a_day_make_a_history() -> None:
    days = tuple(judged(*many(3, 2000)) for _ in range(8))

    assert judged(*many(30, 600), history=days).alarms


def test_a_rule_that_no_longer_bites() -> None:
    before = judged(*many(30, 2000))
    now = judged(*many(30, 2000, rule=None), history=(before,))

    assert now.dead == ("gs-newsletter",)
    assert now.alarms == ("dead rule: gs-newsletter removed nothing from 30 stories",)


def test_what_recurred_and_got_a_rule_is_no_alarm() -> None:
    before = judged(*many(30, 2000, rule="repeated"))

    assert judged(*many(30, 2000, rule="harbor-lamp"), history=(before,)).dead == ()


def test_a_rule_that_seldom_bit_is_not_dead_yet() -> None:
    before = judged(*many(29, 2000, rule=None), *many(1, 2000))

    assert judged(*many(30, 2000, rule=None), history=(before,)).dead == ()
    assert judged(*many(400, 2000, rule=None), history=(before,)).dead == ("gs-newsletter",)


# --- proposals ---

AWKWARD = (
    "Say \"aye\" & get 15% off (today)! [A\\B] #1 - {x} ^$ ''' | *",
    "Lamps — 12 für Öl…",
    "a" * 300,
)


@pytest.mark.parametrize("text", AWKWARD)
def test_a_proposal_loads_unchanged(tmp_path: Path, text: str) -> None:
    pasted = tmp_path / "wire.toml"
    pasted.write_text(propose("wire", [Repeated(text, 9, 10)], []), "utf-8")

    rules = read_rules(pasted)

    assert rules.match_line(text, "middle") == rules.lines[0].id
    assert not rules.match_line(f"{text} said the clerk.", "middle")
    assert rules.lines[0].id not in {rule.id for rule in load_rules().lines}


def test_proposals_are_few_and_their_ids_differ(tmp_path: Path) -> None:
    texts = [Repeated(f"Get the lamp of the day in shade {'x' * n}", n, 50) for n in range(30)]
    pasted = tmp_path / "wire.toml"
    pasted.write_text(propose("wire", texts[::2], texts[1::2]))

    rules = read_rules(pasted)

    assert len({rule.id for rule in rules.lines}) == MOST
    assert rules.match_line(texts[-1].text, "top")
    assert not rules.match_line(texts[0].text, "top")


def test_what_cannot_be_printed_is_not_proposed() -> None:
    assert propose("wire", [Repeated("a\x07 lamp \udcff of the day", 9, 10)], []) == ""


# --- in the dump ---


def run(dump: str, state: Path, pages: list[Outcome]) -> dict[str, Any]:
    """One whole run; returns its manifest."""
    with running(dump, state) as a_run:
        verdicts = crawl(a_run, *pages)
        published = publish(a_run, counts(verdicts))
    manifest: dict[str, Any] = json.loads((Path(dump) / published.manifest).read_bytes())
    assert published.alarms.get("wire", ()) == tuple(
        manifest["sources"]["wire"]["health"]["alarms"]
    )
    return manifest


def test_history_outlives_the_ledger(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    pages = [story(f"story {number}", f"{number:2000}") for number in range(30)]
    run(dump, state, pages)
    for file in state.glob("*/ledger*"):
        file.unlink()

    manifest = run(dump, state, [story(f"late {n}", f"{n:500}", None) for n in range(30)])

    assert manifest["sources"]["wire"]["health"]["dead"] == ["gs-newsletter"]
    assert len(manifest["sources"]["wire"]["health"]["alarms"]) == 2
    assert manifest["verdict"] == "ok"


def test_manifests_of_before_are_read_on(tmp_path: Path) -> None:
    manifest = run(str(tmp_path / "dump"), tmp_path / "state", many(2, 2000))
    del manifest["sources"]["wire"]["health"]

    assert decode_manifest(json.dumps(manifest).encode()).sources["wire"].health is None
