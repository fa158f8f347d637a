"""The date policy: the order of evidence for a story's day (docs/dates.md)."""

import json
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from crawler.contract import Moment
from crawler.model import Hint, Page
from crawler.reading.page import read_page
from tests.support.pages import PROSE, html, page

HEADLINE = "Council keeps the night ferry"
URL = "https://www.calverra-post.example/town/ferry"
DATED = "https://www.calverra-post.example/2024/03/05/ferry"
TEXT = f"<p>{PROSE}</p>" * 3


def published(
    below: str = "",
    above: str = "",
    behind: str = "",
    head: str = "",
    url: str = URL,
    lang: str = "en",
    hint: str | None = None,
    fetched: datetime = datetime(2024, 6, 1, tzinfo=UTC),
    **stated: str,
) -> Moment:
    """Return when an article of today was published."""
    article = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, **stated})
    body = (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta name="viewport" content="width=100">'
        f"<title>{HEADLINE}</title>{head}"
        f'<script type="application/ld+json">{article}</script></head><body><main><article>{above}'
        f"<h1>{HEADLINE}</h1>{below}{TEXT}</article>{behind}</main></body></html>"
    )
    hinted = Hint("https://www.calverra-post.example/rss", hint) if hint else None
    outcome = read_page(Page(url, "post", body.encode(), fetched, hint=hinted))
    (record,) = outcome.records or [each.record for each in outcome.quarantined if each.record]
    return record.published


LINE = "<p>5 March 2024</p>"


def test_each_evidence_goes_before_the_next() -> None:
    evidence = [
        {"datePublished": "2024-02-01"},
        {"below": '<time datetime="2024-02-03"></time>'},
        {"above": "<p>5 February 2024</p>"},
        {"head": '<meta name="date" content="2024-02-07">'},
        {"url": "https://www.calverra-post.example/2024/02/09/ferry"},
        {"hint": "Sun, 11 Feb 2024 10:00:00 +0100"},
    ]
    for at in range(len(evidence)):
        given = {key: value for each in evidence[at:] for key, value in each.items()}
        if at < 4:
            given["url"] = URL  # a dated address goes before a later day that is stated
        assert published(**given).date == f"2024-02-{2 * at + 1:02}", evidence[at]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stated", "line", "day", "moment"),
    [
        ("2024-03-06T02:54:00Z", "March 5, 2024", "2024-03-05", "2024-03-06T02:54:00Z"),
        ("2024-03-04T22:30:00Z", "5 March 2024", "2024-03-05", "2024-03-04T22:30:00Z"),
        ("2024-03-05T23:40:00+01:00", "5 March 2024", "2024-03-05", "2024-03-05T22:40:00Z"),
        ("2024-03-05T10:00:00Z", "9 March 2024", "2024-03-05", "2024-03-05T10:00:00Z"),
        ("2024-03-05", "March 5, 2024, 9:54 PM EST", "2024-03-05", "2024-03-06T02:54:00Z"),
        ("2024-03-05", "9 March 2024, 9:54 PM EST", "2024-03-05", None),
    ],
)
def test_the_day_is_printed_and_the_moment_is_of_the_same_event(
    stated: str, line: str, day: str, moment: str | None
) -> None:
    found = published(below=f"<p>{line}</p>", datePublished=stated)

    assert (found.date, found.datetime) == (day, moment)


@pytest.mark.parametrize(
    ("stated", "line", "day", "moment", "conflict"),
    [
        ("2024-03-05T10:00:00Z", "", "2024-03-05", "2024-03-05T10:00:00Z", False),
        ("2024-03-06T03:10:00Z", "", "2024-03-05", "2024-03-06T03:10:00Z", False),
        ("2024-05-20T10:00:00Z", "", "2024-03-05", None, True),
        ("2024-05-20T10:00:00Z", LINE, "2024-03-05", None, True),
        ("2024-05-20T10:00:00Z", "<p>20 May 2024</p>", "2024-05-20", "2024-05-20T10:00:00Z", True),
        ("2024-02-20T10:00:00Z", "", "2024-02-20", "2024-02-20T10:00:00Z", True),
    ],
)
def test_a_dated_address_beside_what_the_page_states(
    stated: str, line: str, day: str, moment: str | None, conflict: bool
) -> None:
    found = published(below=line, datePublished=stated, url=DATED)

    assert (found.date, found.datetime, found.conflict) == (day, moment, conflict)


@pytest.mark.parametrize(
    ("lang", "url", "given", "day"),
    [
        ("en", URL, {}, None),
        ("en-GB", URL, {}, "2024-04-05"),
        ("en-US", URL, {}, "2024-05-04"),
        ("fr", URL, {}, "2024-04-05"),
        ("en", "https://www.post.example.ie/ferry", {}, "2024-04-05"),
        ("en-US", "https://www.post.de/ferry", {}, None),
        ("en", URL, {"hint": "2024-04-06"}, "2024-04-06"),
        ("en", URL, {"below": "<p>5 April 2024</p>"}, "2024-04-05"),
        ("en", URL, {"fetched": datetime(2024, 4, 20, tzinfo=UTC)}, "2024-04-05"),
    ],
)
def test_a_day_that_may_be_either_is_read_where_something_settles_it(
    lang: str, url: str, given: dict[str, object], day: str | None
) -> None:
    found = published(lang=lang, url=url, datePublished="05/04/2024", **given)  # type: ignore[arg-type]

    assert found.date == day


@pytest.mark.parametrize(
    "place",
    [
        {"below": "<p>By Ada Lund</p><p>5 March 2024</p>"},
        {"below": "<p>Ada Lund, 5 March 2024</p>"},
        {"below": "<p>Town | 5 March 2024 | 3 min read</p>"},
        {"below": "<p>jeudi 5 mars 2024, par Ada Lund</p>"},
        {"below": "<p>dpa am 5.3.2024</p>"},
        {"below": "<ul><li>Town</li><li>2024年3月5日</li></ul>"},
        {"above": "<p>Town // 05.03.2024</p>"},
        {"above": '<div class="meta"><span>Tuesday, 5 March 2024</span></div>'},
        {"behind": "<p>Published: 5 March 2024</p>"},
        {"behind": "<p>erstellt von Ada — veröffentlicht 05.03.2024 06:00</p>"},
        {"below": "<p>(05.03.2024) " + PROSE + "</p>"},
    ],
)
def test_where_a_day_is_printed(place: dict[str, str]) -> None:
    assert published(**place).date == "2024-03-05"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "place",
    [
        {"below": "<p>Updated 5 March 2024</p>"},
        {"below": "<p>The storm of 5 March 2024 tore the deck</p>"},
        {"below": "<p>Concert on 5 March 2024 in Kiel</p>"},
        {"above": "<p>3 March 2024 – 5 March 2024</p>"},
        {"behind": "<p>5 March 2024</p>"},
        {"behind": '<div class="comments"><p>Posted by Jo on 5 March 2024</p></div>'},
        {"behind": "<p>Published: 5 March 2024</p><p>Published: 9 March 2024</p>"},
        {"behind": "<p>© The Calverra Post 5 March 2024</p>"},
    ],
)
def test_days_that_are_not_the_storys(place: dict[str, str]) -> None:
    assert published(**place).date is None  # type: ignore[arg-type]


def test_a_feeds_moment_comes_with_its_day_alone() -> None:
    hint = "Wed, 06 Mar 2024 00:30:00 +0200"

    assert published(hint=hint).date == "2024-03-06"
    assert published(hint=hint).datetime == "2024-03-05T22:30:00Z"
    assert published(hint=hint).raw == hint
    assert published(hint=hint, below=LINE).datetime is None
    assert published(hint="Wed, 06 Mar 2024 00:30:00 XYZ").datetime is None


def test_on_a_wire_archive_the_address_decides() -> None:
    script = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": '
        '"2016-03-08T12:00:05Z"}</script>'
    )
    moved = page(html("Kelm Talks End", f"KELM, Dec. 17 (AP) -- {PROSE}").replace("<body>", script))
    (record,) = read_page(moved).records

    assert (record.published.date, record.published.datetime) == ("2001-12-17", None)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("5. März 2004", "2004-03-05"),
        ("Geschrieben von Mira am 05.03.2004 um 22:30", "2004-03-05"),
        ("2004. 3. 5.", "2004-03-05"),
        ("5 mars 2004", "2004-03-05"),
        ("5 марта 2004 г.", "2004-03-05"),
        ("2004年3月5日", "2004-03-05"),
        ("Friday, Esfand 15, 1382 / March 5, 2004", "2004-03-05"),
        ("051031Z MAR 04", "2004-03-05"),
        ("Von Max Muster, 05.03.2004", "2004-03-05"),
        ("By Ada Lund - 03/05/2004 10:31 EST", None),
        ("By Ada Lund - 5 March 2004", "2004-03-05"),
        ("14 Muharram 1425 / 5 March 2004", "2004-03-05"),
        ("2004-03-05 10:30:00 来源：新华社", "2004-03-05"),
    ],
)
def test_old_pages_print_their_day_in_any_language(line: str, day: str | None) -> None:
    old = page(
        html("<b>Kelm Talks End</b>", line, PROSE, PROSE, PROSE), "https://post.example/a.htm"
    )
    outcome = read_page(replace(old, language="en"))
    (record,) = outcome.records or [each.record for each in outcome.quarantined if each.record]

    assert record.published.date == day


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Ada Lund, 5 March 2024", "Ada Lund"),
        ("Мира Олсен, 05.03.2024, 10:30", "Мира Олсен"),
        ("New York, 5 March 2024", None),
        ("KIEL NORD, 5 March 2024", None),
        ("Local News, 5 March 2024", None),
        ("Ada Lund | 5 March 2024", None),
        ("Kiel, 5 March 2024", None),
    ],
)
def test_a_name_a_comma_and_a_day_name_the_writer(line: str, byline: str | None) -> None:
    body = (
        '<html lang="en"><head><meta name="viewport" content="width=100"></head><body><main>'
        f"<article><h1>{HEADLINE}</h1><p>{line}</p>{TEXT}</article></main></body></html>"
    )
    outcome = read_page(Page(URL, "post", body.encode(), datetime(2024, 6, 1, tzinfo=UTC)))
    (record,) = outcome.records

    assert (record.byline, record.published.date) == (byline, "2024-03-05")
