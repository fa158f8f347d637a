"""Near duplicates: groups, their originals, one story at two URLs."""

import random
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from benchmarks.rendering.stories import Teller
from crawler.contract import Moment, Record, digest_of, id_of, place_of
from crawler.model import Signature
from crawler.publishing.writer import PartLimits
from crawler.run.near_duplicates import overlap_of, sign
from crawler.tools.verify import verify
from tests.support.dumps import counts, crawl, outcome, publish, record, rows, run, running

pytestmark = pytest.mark.slow


def prose(seed: int, paragraphs: int = 12) -> list[str]:
    teller = Teller(random.Random(seed))  # noqa: S311
    return [f"{teller.paragraph()} {teller.paragraph()}" for _ in range(paragraphs)]


TEXT = prose(1)
OTHER = prose(2)


def article(
    name: str,
    paragraphs: list[str],
    day: str = "2026-02-28",
    host: str = "wire.example",
    **other: object,
) -> Record:
    """A story at `name` on `host` with this text, as a page would give it."""
    made = record(name, host=host, body="\n\n".join(paragraphs), published=Moment(date=day))
    made = replace(made, **other)
    return replace(made, id=id_of(place_of(made.source, made.url)), digest=digest_of(made))


def signed(text: str) -> Signature:
    signature = sign(text)
    assert signature is not None
    return signature


def clusters(dump: str) -> dict[str, dict[str, Any] | None]:
    """Headline -> `cluster` of the last revision."""
    found = sorted(rows(dump), key=lambda row: row["revision"])
    return {row["headline"]: row["cluster"] for row in found}


# --- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        " ".join(TEXT).upper(),
        " -- ".join(TEXT).replace(",", ""),
        "From the desk. " + " ".join(TEXT) + " Reprinted by the Harbor Daily of Kelm.",
        " ".join(TEXT[:8]),
        " ".join([*OTHER[:1], *TEXT[1:]]),
    ],
)
def test_much_the_same_text_is_kin(other: str) -> None:
    assert overlap_of(signed(" ".join(TEXT)), signed(other)) >= 0.8


@pytest.mark.parametrize(
    "other",
    [
        OTHER,
        [*OTHER, *TEXT[:4]],  # a background paragraph of both
        [*OTHER[:6], *TEXT[6:]],
        [*TEXT, *OTHER, *prose(3)],  # a digest that holds it among others
    ],
)
def test_other_texts_are_not(other: list[str]) -> None:
    assert overlap_of(signed(" ".join(TEXT)), signed(" ".join(other))) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The office is closed today. Write to the archive or call at any hour.",
        "ha " * 400,  # long, but one run of words
    ],
)
def test_a_short_text_has_no_near_duplicates(text: str) -> None:
    assert sign(text) is None


def test_the_same_words_are_the_same_text() -> None:
    assert signed(" ".join(TEXT)).text == signed("\n\n".join(TEXT).upper()).text
    assert signed(" ".join(TEXT)).text != signed(" ".join(TEXT[::-1])).text


# --- groups -----------------------------------------------------------------------------------


def test_a_story_that_resembles_none_has_no_cluster(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", outcome(article("one", TEXT)), outcome(article("two", OTHER)))

    assert clusters(dump) == {"THE ONE STORY": None, "THE TWO STORY": None}


def test_reprints_name_the_group_and_its_original(dump_url: str, tmp_path: Path) -> None:
    state = tmp_path / "state"
    first, reprint = article("one", TEXT), article("two", [*TEXT, "Reprinted."])
    older = article("three", ["A first take.", *TEXT], "2026-02-27")
    last = article("four", TEXT[:9])
    run(dump_url, state, outcome(first), outcome(reprint))
    run(dump_url, state, outcome(older), outcome(last))

    found = clusters(dump_url)
    assert found.pop("THE ONE STORY") is None
    assert {each["id"] for each in found.values() if each} == {first.id}
    assert [each["original"] for each in found.values() if each] == [first.id, older.id, older.id]
    assert all(each["overlap"] > 0.9 for each in found.values() if each)
    assert verify(dump_url).problems == ()


def test_a_published_record_is_not_written_again_when_its_twin_appears(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    first, reprint = outcome(article("one", TEXT)), outcome(article("two", [*TEXT, "Reprinted."]))
    run(dump, state, first)
    run(dump, state, reprint)
    again = run(dump, state, first, reprint)

    assert again.rows.records == 0
    assert len(rows(dump)) == 2


def test_stories_of_one_page_know_each_other(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    page = [article("one", TEXT), replace(article("two", TEXT[:9]), url=article("one", TEXT).url)]
    run(dump, tmp_path / "state", outcome(*page))

    found = clusters(dump)["THE TWO STORY"]
    assert found is not None
    assert found["id"] == page[0].id


def test_a_serial_that_repeats_itself_a_year_later_is_no_group(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    years = [outcome(article(f"y{year}", TEXT, f"{year}-02-28")) for year in (2024, 2025, 2026)]
    run(dump, tmp_path / "state", *years)

    assert set(clusters(dump).values()) == {None}


def test_a_new_revision_stays_in_its_group(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    run(dump, state, outcome(article("one", TEXT)), outcome(article("two", [*TEXT, "Reprinted."])))
    run(dump, state, outcome(article("three", [*TEXT[:8], *OTHER[:5]])))
    run(dump, state, outcome(article("two", [*TEXT[:10], "Reprinted and cut."])))
    run(dump, state, outcome(article("one", [*TEXT, "Corrected."])))

    group = article("one", TEXT).id
    found = clusters(dump)
    assert [each["id"] for each in (found["THE TWO STORY"], found["THE ONE STORY"]) if each] == [
        group,
        group,
    ]


# --- one story at two addresses ---------------------------------------------------------------


def test_the_same_words_of_the_same_day_are_one_story(tmp_path: Path) -> None:
    """Whatever else of the page was read: here another agency and another headline."""
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    copy = article("copy", TEXT, source="mirror", headline="A COPY")
    with running(dump, state) as a_run:
        verdicts = crawl(a_run, outcome(article("one", TEXT)), outcome(copy))
        publish(a_run, counts(verdicts))

    assert verdicts == ["published", "duplicate"]
    later = run(dump, state, outcome(article("next", TEXT, "2026-03-01", headline="THE NEXT DAY")))
    assert later.rows.records == 1


@pytest.mark.parametrize("change", [{"story_number": "2-268698"}, {"corrected": True}])
def test_numbered_takes_and_corrections_are_not_copies(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    dump = str(tmp_path / "dump")
    with running(dump, tmp_path / "state") as a_run:
        copy = article("copy", TEXT, source="mirror", **change)
        verdicts = crawl(a_run, outcome(article("one", TEXT)), outcome(copy))
        publish(a_run, counts(verdicts))

    assert verdicts == ["published", "published"]


def test_a_file_of_the_same_name_with_much_the_same_text_is_the_same_story(
    dump_url: str, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    here = article("wmd/library/news/suvar/1999/990817-suvar", TEXT)
    there = article("news/suvar/1999/990817-suvar", ["Index", *TEXT], source="mirror")
    for _ in range(3):
        with running(dump_url, state) as a_run:
            first, second = crawl(a_run, outcome(here), outcome(there))
            publish(a_run, counts([first]) | counts([second], "mirror"))

    assert sorted((row["id"], row["revision"]) for row in rows(dump_url)) == [
        (here.id, 1),
        (here.id, 2),
    ]
    assert {row["cluster"] for row in rows(dump_url)} == {None}
    assert verify(dump_url).problems == ()


@pytest.mark.parametrize(
    "other",
    [
        article("mirror/990817-suvar", OTHER),  # another text
        article("mirror/990817-suvar", TEXT[1:], "2026-02-27"),  # of another day
        article("mirror/lead", TEXT[1:]),  # another name
    ],
)
def test_else_it_is_another_one(tmp_path: Path, other: Record) -> None:
    dump = str(tmp_path / "dump")
    run(dump, tmp_path / "state", outcome(article("990817-suvar", TEXT)), outcome(other))

    assert [row["id"] for row in rows(dump)] == [article("990817-suvar", TEXT).id, other.id]


def test_a_copy_that_changes_first_changes_the_story(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    after = [*TEXT, "The desk added a line."]
    run(dump, state, outcome(article("one", TEXT)), outcome(article("copy", TEXT)))
    changed = outcome(article("copy", after, headline="THE ONE STORY"))
    run(dump, state, outcome(article("one", TEXT)), changed)
    run(dump, state, outcome(article("one", after)), changed)

    ids = [(row["id"], row["revision"]) for row in rows(dump)]
    assert ids == [(article("one", TEXT).id, 1), (article("one", TEXT).id, 2)]
    assert verify(dump).problems == ()


# --- what is lost and comes back --------------------------------------------------------------


def pages() -> list[Record]:
    """Stories in several groups, in an order in which the original comes last."""
    made = []
    for number in range(12):
        text = prose(100 + number)
        made += [
            article(f"s{number}-reprint", [*text, "Reprinted."]),
            article(f"s{number}-short", text[:9]),
            article(f"s{number}", text, "2026-02-27"),
        ]
    return made


def test_a_lost_ledger_decides_as_the_old_one_would(tmp_path: Path) -> None:
    made = pages()
    found = []
    for lost in (False, True):
        dump, state = str(tmp_path / f"dump{lost}"), tmp_path / f"state{lost}"
        for batch in (made[:10], made[10:22], made[22:]):
            if lost:
                for file in state.glob("*/ledger.sqlite*"):
                    file.unlink()
            run(dump, state, *(outcome(each) for each in batch))
        found.append(clusters(dump))

    assert found[0] == found[1]
    assert sum(each is not None for each in found[0].values()) == 24


def test_spooled_records_are_grouped_again(tmp_path: Path) -> None:
    """The ledger is lost, and another machine has published the original in between."""
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    first, reprint = article("one", TEXT), article("two", [*TEXT, "Reprinted."])
    with running(dump, state, limits=PartLimits(rows=1)) as a_run:
        crawl(a_run, outcome(article("zero", [*TEXT, "A copy."])), outcome(reprint))
    run(dump, tmp_path / "elsewhere", outcome(first))
    run(dump, state)

    found = clusters(dump)
    assert found.pop("THE ONE STORY") is None
    assert [each["id"] for each in found.values() if each] == [first.id, first.id]


def test_a_page_that_is_not_sealed_leaves_nothing_behind(tmp_path: Path) -> None:
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    with running(dump, state) as a_run:
        crawl(a_run, outcome(article("one", TEXT)))
    run(dump, state, outcome(article("two", [*TEXT, "Reprinted."])))

    assert clusters(dump) == {"THE TWO STORY": None}


def test_a_thousand_copies_cost_no_more_than_some(tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    copies = [article(f"copy{number}", [*TEXT, f"Number {number}."]) for number in range(300)]
    run(dump, tmp_path / "state", *(outcome(copy) for copy in copies))

    found = list(clusters(dump).values())
    assert found.count(None) == 1
    assert {each["id"] for each in found if each} == {copies[0].id}
