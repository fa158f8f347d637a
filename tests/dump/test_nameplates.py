"""A headline or agency name on many stories of a source is not used for any of them."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from crawler.contract import Infosource
from crawler.model import Outcome
from crawler.run import nameplates
from tests.support.dumps import counts, crawl, outcome, publish, record, rows, running, story

PAPER = "The Kelm Courier"


def titled(name: str, headline: str = PAPER, stated: str | None = None) -> Outcome:
    """A story whose page has the paper's name for a headline, as a reader found it."""
    made = outcome(record(name, headline=headline))
    title = f"A ferry named {name} ran aground | {PAPER}"
    return replace(made, stated_headline=stated, title=title)


def run(dump: str, state: Path, *pages: Outcome) -> tuple[list[str | None], tuple[str, ...]]:
    with running(dump, state) as a_run:
        verdicts = crawl(a_run, *pages)
        return verdicts, publish(a_run, counts(verdicts)).alarms.get("wire", ())


def headlines(dump: str) -> list[str | None]:
    return [row["headline"] for row in rows(dump)]


def test_a_repeated_headline_is_an_alarm_and_not_used(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    pages = [titled(name) for name in "abc"]
    pages += [titled("d", "THE KELM COURIER:"), titled("e", stated=f"Ferry e aground - {PAPER}")]

    _, alarms = run(dump, tmp_path / "state", *pages, story("bridge"))

    assert alarms == (
        "repeated line: 5 of 6 new stories have the same headline, 'The Kelm Courier'; not used",
    )
    assert headlines(dump) == [
        *(f"A ferry named {name} ran aground" for name in "abcd"),
        *("Ferry e aground", "THE BRIDGE STORY"),
    ]
    taken = [row for row in rows(dump, "removed") if row["rule"] == "repeated-line"]
    assert {(row["place"], row["text"]) for row in taken} == {
        ("headline", PAPER),
        ("headline", "THE KELM COURIER:"),
    }


def test_nothing_else_is_stated(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", *(replace(titled(name), title=PAPER) for name in "abcde"))

    assert headlines(dump) == [None] * 5


def test_a_column_is_left(tmp_path: Path) -> None:
    """On few pages, or on no more than a fifth of them."""
    dump = str(tmp_path / "dump")
    columns = [titled(name, "Sports briefs") for name in "abcd"]
    columns += [titled(name, "Weather of the week") for name in "efghi"]
    others = [story(f"story {number}") for number in range(16)]

    _, alarms = run(dump, tmp_path / "state", *columns, *others)

    assert alarms == ()
    assert headlines(dump).count("Sports briefs") == 4
    assert headlines(dump).count("Weather of the week") == 5


@pytest.mark.parametrize("lost", [False, True])
def test_what_is_known_is_remembered(tmp_path: Path, lost: bool) -> None:
    """One page alone is decided as the many were, though the ledger was lost in between."""
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    run(dump, state, *(titled(name) for name in "abcde"))
    if lost:
        for file in state.glob("*/ledger*"):
            file.unlink()

    verdicts, alarms = run(dump, state, titled("a"), titled("late"))

    assert verdicts == ["unchanged", "published"]
    assert alarms == ()
    assert headlines(dump)[-1] == "A ferry named late ran aground"


def test_an_agency_name(tmp_path: Path) -> None:
    """That of a known agency stays, on however many stories."""
    dump = str(tmp_path / "dump")
    line = Infosource(None, "Kelm Courier On-Line")
    pages = [outcome(record(name, infosource=line)) for name in "abcde"]
    _, alarms = run(dump, tmp_path / "state", *pages, *(story(f"other {at}") for at in range(9)))

    assert [alarm.partition(", ")[0] for alarm in alarms] == [
        "repeated line: 5 of 14 new stories have the same agency name"
    ]
    assert {row["infosource"]["name"] for row in rows(dump)} == {None, "Voice of America"}


def test_few_lines_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nameplates, "MOST", 2)
    dump = str(tmp_path / "dump")
    pages = [page for name in "abcde" for page in (titled(name), story(f"other {name}"))]
    run(dump, tmp_path / "state", *pages)

    assert len(headlines(dump)) == 10
