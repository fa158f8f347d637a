"""Guarantees of the record beyond printed fields: ids, dates, evidence, the schema."""

import json

import jsonschema_rs
import pytest
from msgspec.structs import replace

from crawler.contract import Infosource, Record, encode, sources_by_field
from crawler.dump.schemas.json_schema import schema
from crawler.model import Hint, Page
from crawler.reading.page import read_page
from tests.support.pages import ADDRESS, PROSE, html, page

STORY = html("Kelm Talks End", f"KELM, Dec. 17 (AP) -- {PROSE}")
ELSEWHERE = "https://archive.example/stories/talks.htm"
DATED = "https://archive.example/2001/12/18/talks.htm"


def read(given: Page) -> Record:
    (record,) = read_page(given).records
    return record


def dated(line: str, url: str = ADDRESS) -> Record:
    return read(page(html("Kelm Talks End", line, f"KELM (AP) -- {PROSE}"), url))


def test_a_record_satisfies_the_published_schema() -> None:
    line = json.loads(encode(read(page(STORY))))

    assert list(line) == schema()["required"]
    assert jsonschema_rs.validator_for(schema()).is_valid(line)


@pytest.mark.parametrize(
    "url",
    [
        ADDRESS.replace("https", "http"),
        ADDRESS.replace("archive.example", "www.archive.example"),
        ADDRESS.replace("archive.example", "127.0.0.1:8642"),
        f"{ADDRESS}#top",
    ],
)
def test_the_id_holds_across_schemes_and_hosts(url: str) -> None:
    assert read(page(STORY, url)).id == read(page(STORY)).id


def test_ids_differ_by_story_and_source() -> None:
    other = ADDRESS.replace("ap01", "ap02")
    ids = {
        read(page(STORY)).id,
        read(page(STORY, other)).id,
        read(replace(page(STORY), source="another")).id,
    }

    assert len(ids) == 3


@pytest.mark.parametrize(
    ("body", "url", "infosource", "evidence"),
    [
        (STORY, DATED, ("ap", "Associated Press"), "dateline"),
        (STORY.replace("(AP)", "(KELM-TV)"), ADDRESS, ("ap", "Associated Press"), "url"),
        (html("Kelm Talks End", PROSE, PROSE), DATED, ("kelm", "Kelm Courier"), "source"),
    ],
)
def test_the_source_is_the_agency_of_pages_that_name_none(
    body: str, url: str, infosource: tuple[str, str], evidence: str
) -> None:
    record = read(replace(page(body, url), infosource=Infosource("kelm", "Kelm Courier")))

    assert (record.infosource.code, record.infosource.name) == infosource
    assert sources_by_field(record.evidence)["infosource"] == evidence


@pytest.mark.parametrize(
    ("stated", "subjects"),
    [
        ({"articleSection": "World", "keywords": "Sill, ferries , WORLD"}, "World|Sill|ferries"),
        ({"articleSection": ["Wereld", "Politiek"]}, "Wereld|Politiek"),
        ({"keywords": [{"@type": "DefinedTerm", "name": "Sill &amp; Kelm"}, "War, the"]},
         "Sill & Kelm|War, the"),
        ({"keywords": "凯尔姆，渡轮、战争"}, "凯尔姆|渡轮|战争"),
        ({"keywords": ["", None, 7, ["x"], {"url": "/tag"}, "x" * 101]}, "Nieuws"),
        ({}, "Nieuws"),
    ],
)  # fmt: skip
def test_sections_and_keywords_are_subjects(stated: dict[str, object], subjects: str) -> None:
    """Of the article's JSON-LD, else of OpenGraph; behind section and topic of the archive."""
    json_ld = json.dumps({"@type": "NewsArticle", "headline": "Kelm Talks End", **stated})
    head = (
        '<meta property="og:type" content="article">'
        f'<script type="application/ld+json">{json_ld}</script>'
    )
    if subjects == "Nieuws":
        head += '<meta property="article:section" content="Nieuws">'
    body = html(PROSE, PROSE).replace("<body>", f"<head>{head}</head><body><h1>Kelm Talks End</h1>")

    assert "|".join(read(page(body, DATED)).subjects) == subjects
    assert read(page(body)).subjects == ("wmd", "kelm", *subjects.split("|"))


def test_the_digest_follows_the_content_alone() -> None:
    later = replace(page(STORY), fetched_at=page(STORY).fetched_at.replace(year=2027))

    assert read(later).digest == read(page(STORY)).digest
    assert read(page(STORY.replace("same train", "night train"))).digest != read(later).digest


@pytest.mark.parametrize(
    ("line", "day", "conflict"),
    [
        ("December 17, 2001", "2001-12-17", False),
        ("18 December 2001", "2001-12-18", False),
        ("12/15/2001", "2001-12-15", False),
        ("August 3, 2001", "2001-12-17", True),
        ("Thursday, 15 January 2026", "2001-12-17", False),
        ("Updated: 14 Jan 2003", "2001-12-17", False),
    ],
)
def test_the_printed_day_is_believed_near_the_address(line: str, day: str, conflict: bool) -> None:
    published = dated(line).published

    assert (published.date, published.conflict) == (day, conflict)


def test_without_a_day_in_the_address_the_printed_day_holds() -> None:
    published = dated("December 17, 2001", ELSEWHERE).published

    assert (published.date, published.evidence) == ("2001-12-17", "date line")
    assert (published.datetime, published.precision) == (None, "day")


def test_a_hint_is_the_last_resort_and_named_as_evidence() -> None:
    hinted = replace(
        page(html("Kelm Talks End", f"KELM (AP) -- {PROSE}"), ELSEWHERE),
        hint=Hint("https://archive.example/feed.xml", "2001-12-16T08:00:00Z"),
    )

    assert (read(hinted).published.date, read(hinted).published.evidence) == ("2001-12-16", "feed")


def test_a_story_without_any_day_is_quarantined() -> None:
    outcome = read_page(page(html("Kelm Talks End", f"KELM (AP) -- {PROSE}"), ELSEWHERE))

    assert outcome.verdict == "quarantined"
    assert outcome.records == ()
    assert [unfit.kind for unfit in outcome.quarantined] == ["no-date"]


def test_the_future_is_never_published() -> None:
    assert dated("May 3, 2031").published.date == "2001-12-17"
    assert all(each.date < "2026-02" for each in dated("May 3, 2031").published.candidates)


def test_an_address_in_the_future_gives_no_day() -> None:
    ahead = ADDRESS.replace("2001/kelm-011217", "2031/kelm-310503")
    outcome = read_page(page(html("Kelm Talks End", f"KELM (AP) -- {PROSE}"), ahead))

    assert [unfit.kind for unfit in outcome.quarantined] == ["no-date"]


def test_a_json_ld_moment_sets_the_clock_and_not_the_day() -> None:
    script = (
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        '"datePublished": "2001-12-18 01:30:00Z", "author": "John Pike"}</script>'
    )
    published = read(page(STORY.replace("<body>", f"<head>{script}</head><body>"))).published

    assert (published.date, published.datetime) == ("2001-12-17", "2001-12-18T01:30:00Z")


@pytest.mark.parametrize(
    ("url", "code", "name"),
    [
        (ADDRESS, "ap", "Associated Press"),
        (ADDRESS.replace("ap01", "kcna02"), "kcna", "Korean Central News Agency"),
        (ADDRESS.replace("ap01", "wh1"), "whitehouse", "The White House"),
        (ADDRESS.replace("ap01", "prc-mnd01"), "prc-mnd", None),
    ],
)
def test_the_agency_is_the_address_s(url: str, code: str, name: str | None) -> None:
    infosource = read(page(STORY, url)).infosource

    assert (infosource.code, infosource.name) == (code, name)


@pytest.mark.parametrize(
    "body",
    [
        html("Not Found", "The page you asked for could not be found on this server."),
        html("Contact Us", "Write to the archive, or call at any hour of the working day, please."),
        "<ul>" + "".join(f'<li><a href="/{n}">Story {n} of the day</a></li>' for n in range(9)),
    ],
)
def test_a_page_without_story_has_a_reason(body: str) -> None:
    outcome = read_page(page(body))

    assert outcome.verdict == "not_a_story"
    assert outcome.reason


def test_a_time_that_was_read_elsewhere_than_the_day_has_its_own_evidence() -> None:
    data = '{"@type": "NewsArticle", "datePublished": "%sT09:30:00Z"}'
    stated = f'<script type="application/ld+json">{data}</script>'
    day = read(page(STORY)).published.date
    timed = read(page(STORY.replace("<body>", f"<head>{stated % day}</head><body>")))

    assert timed.published.datetime == f"{day}T09:30:00Z"
    assert timed.published.evidence != "meta"
    evidence = sources_by_field(timed.evidence)
    assert evidence["published"] == timed.published.evidence
    assert evidence["published.datetime"] == "meta"
    assert "published.datetime" not in sources_by_field(read(page(STORY)).evidence)


@pytest.mark.parametrize(("url", "title"), [(ADDRESS, None), (ELSEWHERE, "Kelm Talks End")])
def test_the_title_of_an_archived_page_names_the_archive(url: str, title: str | None) -> None:
    """So it is not kept as a headline that may replace a repeated one."""
    titled = f"<title>Kelm Talks End</title>{STORY}"
    assert read_page(page(titled, url)).title == title
