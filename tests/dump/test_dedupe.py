"""The decision whether a record is new, changed, or a duplicate."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from crawler.base.verdicts import PageVerdict
from crawler.contract import Moment, Record
from crawler.ledger import Ledger, PartRef, Revision
from crawler.run.dedupe import decide, deduplicate
from crawler.run.ledger_revision import as_revision
from tests.support.dumps import outcome, record, sha256, url

A = record("story")
B = record("story", "second take")


KILL = replace(B, pubstatus="canceled", ednote="Kill the story.", digest=sha256("kill"))
GONE = replace(A, op="delete")


def seen(revision: int, taken: Record, host: str = "wire.example") -> Revision:
    return as_revision(replace(taken, revision=revision, url=url("story", host)))


def test_an_unknown_story_is_added() -> None:
    decision = decide(A, (), held=False)

    assert isinstance(decision, Record)
    assert (decision.op, decision.revision, decision.supersedes) == ("add", 1, None)


@pytest.mark.parametrize("change", [{"corrected": True}, {"pubstatus": "canceled"}])
def test_a_plain_take_does_not_undo_a_correction_or_a_kill(change: dict[str, Any]) -> None:
    final = as_revision(replace(A, **change))
    elsewhere = replace(B, url=url("story", "twin.example"))

    assert decide(elsewhere, (final,), held=False) == PageVerdict.DUPLICATE
    assert isinstance(decide(replace(elsewhere, **change), (final,), held=False), Record)
    assert isinstance(decide(B, (final,), held=False), Record)


def test_a_changed_story_supersedes_its_last_revision() -> None:
    decision = decide(B, (seen(1, A),), held=False)

    assert isinstance(decision, Record)
    assert (decision.op, decision.revision, decision.supersedes) == ("modify", 2, A.digest)
    assert decision.changed == ("body",)


@pytest.mark.parametrize(
    ("taken", "before", "expected"),
    [
        (KILL, (), ("delete", 1, ())),
        (KILL, (A,), ("delete", 2, ("ednote", "body", "pubstatus"))),
        (
            replace(KILL, ednote="Killed.", digest=sha256("k2")),
            (A, KILL),
            ("delete", 3, ("ednote",)),
        ),
        (B, (A, KILL), ("add", 3, ())),  # the address takes its kill back
        (A, (A, GONE), ("add", 3, ())),  # the page is there again
        (B, (A, GONE), ("add", 3, ())),
    ],
)
def test_a_kill_ends_a_story_and_what_comes_after_an_end_is_added(
    taken: Record, before: tuple[Record, ...], expected: tuple[str, int, tuple[str, ...]]
) -> None:
    decision = decide(taken, tuple(seen(n, each) for n, each in enumerate(before, 1)), held=False)

    assert isinstance(decision, Record)
    assert (decision.op, decision.revision, decision.changed) == expected
    assert decision.supersedes == (before[-1].digest if before else None)


def test_a_kill_is_published_once() -> None:
    assert decide(KILL, (seen(1, A), seen(2, KILL)), held=True) == PageVerdict.UNCHANGED


def test_a_story_that_is_gone_may_come_back_under_another_id(ledger: Ledger) -> None:
    moved = replace(A, id=sha256("moved")[:32], url=url("moved"))
    for number, each in enumerate((A, GONE), 1):
        ledger.admit(PartRef("run", number), seen(number, each))

    assert deduplicate(outcome(moved), ledger).records == (moved,)


@pytest.mark.parametrize(
    ("record", "revisions", "verdict"),
    [
        (A, (seen(1, A),), "unchanged"),
        (A, (seen(1, A, "twin.example"),), "duplicate"),
        (A, (seen(1, A), seen(2, B, "twin.example")), "unchanged"),  # two takes do not flap
        (A, (seen(1, A, "twin.example"), seen(2, B, "twin.example")), "duplicate"),  # a stale copy
        (A, (), "duplicate"),  # its content has another id
    ],
)
def test_what_is_known_is_no_revision(
    record: Record, revisions: tuple[Revision, ...], verdict: str
) -> None:
    assert decide(record, revisions, held=True) == verdict


def test_an_address_that_returns_to_an_earlier_take_is_heard() -> None:
    decision = decide(A, (seen(1, A), seen(2, B)), held=True)

    assert isinstance(decision, Record)
    assert (decision.revision, decision.supersedes) == (3, B.digest)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite")


def test_a_decision_counts_before_its_row_is_written(ledger: Ledger) -> None:
    first = deduplicate(outcome(A), ledger)
    twin = deduplicate(outcome(record("story", host="twin.example")), ledger)

    assert (first.verdict, twin.verdict) == ("published", "duplicate")
    assert twin.records == ()


def test_a_page_of_several_stories_is_published_if_any_is(ledger: Ledger) -> None:
    deduplicate(outcome(A), ledger)
    revised = deduplicate(outcome(A, record("other")), ledger)

    assert revised.verdict == "published"
    assert [each.headline for each in revised.records] == ["THE OTHER STORY"]


@pytest.mark.parametrize("is_decoded", [False, True])
def test_two_stories_of_one_page_with_one_id(ledger: Ledger, is_decoded: bool) -> None:
    revised = deduplicate(replace(outcome(A, B), is_decoded=is_decoded), ledger)

    assert [each.digest for each in revised.records] == [A.digest]
    assert [(each.kind, each.record) for each in revised.quarantined] == [("id", B)]


def test_a_record_that_breaks_the_schema_is_not_published(ledger: Ledger) -> None:
    broken = record("story", published=Moment(date="yesterday"))
    revised = deduplicate(outcome(broken), ledger)

    assert (revised.verdict, revised.records) == ("quarantined", ())
    assert revised.quarantined[0].kind == "schema"
    assert "published.date" in revised.quarantined[0].reason


def test_text_that_cannot_be_written_is_not_published(ledger: Ledger) -> None:
    revised = deduplicate(outcome(record("story", headline="\ud800")), ledger)

    assert (revised.verdict, revised.quarantined[0].record) == ("quarantined", None)
