"""Modern pages: article header, metadata and printed fields."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.contract import Record, sources_by_field
from crawler.model import Page
from crawler.reading.page import read_page
from tests.support.pages import ARTICLE as TEXT
from tests.support.pages import HEADLINE

SITE = "The Calverra Post"
URL = "https://www.calverra-post.example/town/ferry"


def read(**page: object) -> Record:
    """The record of a page, with the story and nothing else in its body."""
    record = record_of(**page)  # type: ignore[arg-type]
    assert record.body == "\n\n".join(TEXT)
    return record


def record_of(
    head: str = "",
    above: str = "",
    below: str = "",
    title: str = f"{HEADLINE} | {SITE}",
    url: str = URL,
    h1: str = f"<h1>{HEADLINE}</h1>",
    last: str = "",
    behind: str = "",
    **stated: object,
) -> Record:
    article = {"@context": "https://schema.org", "@type": "NewsArticle", **stated}
    shown = "".join(f"<p>{each}</p>" for each in TEXT)
    body = (
        f'<!DOCTYPE html><html><head><meta name="viewport" content="width=device-width">'
        f'<title>{title}</title><meta property="og:site_name" content="{SITE}">{head}'
        f'<script type="application/ld+json">{json.dumps(article)}</script></head><body>'
        f'<header><a href="/">{SITE}</a></header><main><article>{above}{h1}{below}'
        f'<div class="text">{shown}{last}</div>{behind}</article></main></body></html>'
    )
    outcome = read_page(Page(url, "post", body.encode(), datetime(2024, 6, 1, tzinfo=UTC)))
    (record,) = outcome.records or [each.record for each in outcome.quarantined if each.record]
    return record


@pytest.mark.parametrize(
    ("stated", "h1"),
    [
        (HEADLINE, f"<h1>{HEADLINE}</h1>"),
        (f"{HEADLINE} - {SITE}", f"<h1>{HEADLINE}</h1>"),
        (f"{HEADLINE} - {SITE}", ""),
        ("Ferry stays: what the vote means for you", f"<h1>{HEADLINE}</h1>"),
        (HEADLINE, f'<h1 class="logo">{SITE}</h1><h2>{HEADLINE}</h2>'),
        (None, f"<h1>{HEADLINE}</h1>"),
    ],
)
def test_the_headline_is_the_one_that_is_printed(stated: str | None, h1: str) -> None:
    assert read(headline=stated, h1=h1).headline == HEADLINE


@pytest.mark.parametrize(
    ("line", "authors", "byline"),
    [
        ("By Ines Marlowe and Tom Aldous", ["Ines Marlowe", "Tom Aldous"], None),
        ("Ines Marlowe, harbour correspondent", ["Ines Marlowe"], "Ines Marlowe"),
        ("By Ines Marlowe | Published 5 March 2024", [], "Ines Marlowe"),
        ("Words by Ines Marlowe • 4 min read", [], "Ines Marlowe"),
        ("By Randy Thompson 5 March 2024", ["Randy Thompson"], "Randy Thompson"),
        ("By Ines Marlowe", ["webteam"], "Ines Marlowe"),
        ("", ["Ines Marlowe", "Tom Aldous"], "Ines Marlowe, Tom Aldous"),
        ("", [", USA"], "USA"),
    ],
)
def test_the_byline_is_the_printed_one(line: str, authors: list[str], byline: str | None) -> None:
    people = [{"@type": "Person", "name": name} for name in authors]
    record = read(below=f'<div class="byline">{line}</div>' if line else "", author=people)

    assert record.byline == (byline or "Ines Marlowe and Tom Aldous")


@pytest.mark.parametrize(
    ("stated", "day", "moment"),
    [
        ("2024-03-06T00:40:00+02:00", "2024-03-06", "2024-03-05T22:40:00Z"),
        ("2024-03-05T23:40:00Z", "2024-03-05", "2024-03-05T23:40:00Z"),
        ("20240305T234000-0500", "2024-03-05", "2024-03-06T04:40:00Z"),
        ("2024-03-05T23:40:00", "2024-03-05", None),
        ("March 5, 2024", "2024-03-05", None),
        ("soon", None, None),
        ("0001-01-01T00:00:00", None, None),
        ("0001-01-01T00:00:00+14:00", None, None),
        ("1970-01-01T00:00:00Z", None, None),
        ("9999-12-31T23:59:59-05:00", None, None),
        ("2024-13-45", None, None),
    ],
)
def test_the_day_is_that_of_the_place_where_it_was_written(
    stated: str, day: str | None, moment: str | None
) -> None:
    published = read(datePublished=stated).published

    assert (published.date, published.datetime) == (day, moment)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: 5 March 2024, 23:40", "2024-03-05"),
        ("March 5, 2024 · 4 min read", "2024-03-05"),
        ("By Ines Marlowe on March 5, 2024", "2024-03-05"),
        ("Last updated: March 5, 2024", None),
        ("03/05/2024", None),
        ("25/03/2024", "2024-03-25"),
        ("05/05/2024", "2024-05-05"),
    ],
)
def test_a_printed_day_counts_where_none_is_stated(line: str, day: str | None) -> None:
    assert read(below=f'<div class="meta">{line}</div>').published.date == day


def test_a_stated_day_goes_before_a_printed_one() -> None:
    record = read(below="<div>9 March 2024</div>", datePublished="2024-03-05")

    assert (record.published.date, record.published.evidence) == ("2024-03-05", "meta")


@pytest.mark.parametrize("url", [URL, "https://www.calverra-post.example/2024/03/05/ferry/"])
def test_words_under_the_headline_are_the_intro(url: str) -> None:
    words = "A two-year fight over a short crossing ends with a single vote of the council."
    for below in (
        f'<p class="article__standfirst">{words}</p>',
        f'<div class="top"><p>{words}</p></div>',
    ):
        record = read(below=below, description=words, url=url)
        assert (record.headline, record.intro) == (HEADLINE, words)


def test_a_summary_that_is_the_first_paragraph_stays_in_the_text() -> None:
    assert read(description=TEXT[0]).intro is None


def test_a_headline_that_is_printed_twice_is_no_text() -> None:
    long = "The council of the harbour keeps the night ferry for the islanders of both islands"
    record = read(
        headline=long, h1=f"<h1>{long}</h1>", below=f'<div class="text"><p>{long}</p></div>'
    )

    assert record.headline == long


def test_words_above_the_headline_are_no_text() -> None:
    record = read(above='<p class="kicker">Local politics</p>')

    assert record.headline == HEADLINE


def test_the_publisher_is_never_the_source() -> None:
    for name in (SITE, "Voice of America"):
        record = read(publisher={"@type": "Organization", "name": name})
        assert (record.infosource.code, record.infosource.name) == (None, None)
        assert "infosource" not in sources_by_field(record.evidence)


def test_what_a_line_under_the_headline_names_is_evidence_of_a_field() -> None:
    record = read(below="<div>By Ines Marlowe</div>", datePublished="2024-03-05")

    assert sources_by_field(record.evidence) == {
        "headline": "title",
        "byline": "byline",
        "published": "meta",
        "language": "detected",
    }


@pytest.mark.parametrize("line", ["on " * 60, "at on " * 30, "By " * 60, "Published: " * 15])
def test_a_hostile_line_costs_nothing(line: str) -> None:
    started = time.process_time()
    record = record_of(below=f"<div>{line}x 5 March 2024</div>")

    assert time.process_time() - started < 1
    assert record.body.endswith("\n\n".join(TEXT))


@pytest.mark.parametrize(
    "stated",
    [None, 7, [], {}, [None, 3], {"name": ["a"]}, [[["x"]]], " , ", "http://x", "X" * 9999],
)
def test_metadata_of_any_make_are_borne(stated: object) -> None:
    record = read(
        author=stated, publisher=stated, description=stated, datePublished=stated, headline=stated
    )

    assert record.headline == HEADLINE


@pytest.mark.parametrize(
    ("opening", "located"),
    [("SILL ISLANDS (AP) -- ", "SILL ISLANDS"), ("Note, May 6, 2024: ", None)],
)
def test_a_dateline_is_read_and_a_note_is_text(opening: str, located: str | None) -> None:
    html = f'<meta property="og:type" content="article"><h1>{HEADLINE}</h1>'
    html += "".join(f"<p>{each}</p>" for each in (opening + TEXT[0], *TEXT[1:]))
    outcome = read_page(Page(URL, "post", html.encode(), datetime(2024, 6, 1, tzinfo=UTC)))
    (record,) = outcome.records or [each.record for each in outcome.quarantined if each.record]

    assert record.located == located
    assert record.body.split("\n\n")[0] == (TEXT[0] if located else opening + TEXT[0])


AROUND = (
    '<div class="up-next"><h2>Up next</h2><p>A beekeeper on the hill has asked the parish for a'
    " wider lane, which would cost the village two elms.</p></div>"
    '<div id="choices"><h2>Your choices</h2><p>If you live in the valley, you may at any time ask'
    " a trader who keeps your data to delete all of it.</p></div>"
)
"""What a page of today prints around its story."""


def of_today(
    opening: str = "", lines: str = "", below: str = "", head: str = "", viewport: bool = True
) -> Record:
    """The record of a page of today: the same story, with an agency or without."""
    shown = "".join(f"<p>{each}</p>" for each in (opening + TEXT[0], *TEXT[1:]))
    view = '<meta name="viewport" content="width=device-width">' if viewport else ""
    stated = {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2024-03-05"}
    stated["author"] = {"@type": "Person", "name": "Ines Marlowe"}  # type: ignore[assignment]
    page = (
        f"<!DOCTYPE html><html><head>{view}<title>{HEADLINE} | {SITE}</title>{head}"
        f'<script type="application/ld+json">{json.dumps(stated)}</script></head><body>'
        f"<header><h2>Main menu</h2>{lines}</header><main><article><h1>{HEADLINE}</h1>{shown}"
        f"{below}</article></main>{AROUND}</body></html>"
    )
    outcome = read_page(Page(URL, "post", page.encode(), datetime(2024, 6, 1, tzinfo=UTC)))
    return outcome.records[0]


@pytest.mark.parametrize(
    ("agency", "code"),
    [
        ({"opening": "CALVERRA, March 5 (Reuters) - "}, "reuters"),
        ({"opening": "CALVERRA (AFP) — "}, "afp"),
        ({"lines": '<img alt="AP logo" src="/images/ap.png">'}, None),
        ({"below": "<p>(Xinhua)</p>"}, "xinhua"),
        ({"below": "<p>Source: AFP</p>"}, "afp"),
        ({"opening": "CALVERRA (AP) - ", "viewport": False}, "ap"),
        ({}, None),
    ],
)
def test_agency_copy_has_the_body_and_the_authors_that_it_has_without_the_agency(
    agency: dict[str, Any], code: str | None
) -> None:
    record = of_today(**agency)

    assert record.infosource.code == code
    assert record.headline == HEADLINE
    assert record.authors == ("Ines Marlowe",)
    assert record.body.split("\n\n")[: len(TEXT)] == list(TEXT)
    assert record.body == "\n\n".join(TEXT)


OLD = (
    "<HTML><HEAD><TITLE>{title}</TITLE></HEAD><BODY>{nameplate}{headline}<BR><I>By Ines Marlowe</I>"
    "<BR>March 5, 1998<P>{first}<P>{second}<P>{third}</BODY></HTML>"
)
"""A page of a paper of the nineties."""


@pytest.mark.parametrize(
    ("nameplate", "title"),
    [
        ("<TABLE><TR><TD>THE CALVERRA POST</TD></TR></TABLE>", "Calverra Post Online"),
        ("<H1>The Calverra Post</H1>", "The Calverra Post: COUNCIL KEEPS THE NIGHT FERRY"),
        ("<CENTER><B>Calverra Post</B></CENTER>", "Welcome to the Calverra Post Web Edition"),
        ("<H2>CALVERRA POST</H2>", "CALVERRA POST - EVERY MORNING SINCE 1871"),
        ("<P><B>Reklama</B></P><H3>Publicité</H3>", "Council keeps the night ferry"),
        ("<P><B>NEWS RELEASE</B></P>", "Harbour Council"),
        ("<H4>Weekly Digest</H4>", "COUNCIL KEEPS THE NIGHT FERRY"),
    ],
)
def test_a_nameplate_or_label_is_no_headline(nameplate: str, title: str) -> None:
    page = OLD.format(
        title=title,
        nameplate=nameplate,
        headline=f"<B>{HEADLINE}</B>",
        **dict(zip(("first", "second", "third"), TEXT, strict=True)),
    )
    url = "http://www.calverra-post.example/town/ferry.htm"
    outcome = read_page(Page(url, "post", page.encode(), datetime(2024, 6, 1, tzinfo=UTC)))
    (record,) = outcome.records

    assert record.headline == HEADLINE
    assert record.byline == "Ines Marlowe"
    assert record.infosource.name is None
    assert record.body == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    "label",
    ["FOR IMMEDIATE RELEASE", "Pressemitteilung 12/03", "EMBARGOED UNTIL NOON", "Nota de prensa"],
)
def test_a_label_of_a_release_is_no_headline(label: str) -> None:
    above = f"<p><b>{label}</b></p>"
    for order in (f"{above}<h2>{HEADLINE}</h2>", f"<h2>{HEADLINE}</h2>{above}"):
        html = f"<html><head><title>{HEADLINE}</title></head><body>{order}<p>March 5, 2003</p>"
        html += "".join(f"<p>{each}</p>" for each in TEXT)
        url = "http://www.harbour.example/press/7.html"
        outcome = read_page(Page(url, "post", html.encode(), datetime(2024, 6, 1, tzinfo=UTC)))
        assert outcome.records[0].headline == HEADLINE
        assert outcome.records[0].body == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    "h1",
    [
        f'<h1><span class="kicker">Night boats</span><span class="title">{HEADLINE}</span></h1>',
        f"<h1><span>Night boats</span>{HEADLINE}</h1>",
        f"<h1>Night boats<strong>{HEADLINE}</strong></h1>",
        f'<h1><a href="/boats">Night boats</a> <span>{HEADLINE}</span></h1>',
        f"<h1><small>Night boats</small><br>{HEADLINE}</h1>",
        f'<p class="kicker">Night boats</p><h1>: {HEADLINE}</h1>',
        f'<p class="kicker">Night boats</p><h1>| {HEADLINE}</h1>',
        f'<p class="kicker">Night boats</p><h1>– {HEADLINE}</h1>',
    ],
)
def test_a_kicker_is_parted_from_the_headline(h1: str) -> None:
    for title in (f"{HEADLINE} | {SITE}", SITE):
        assert read(h1=h1, title=title).headline in (HEADLINE, f"Night boats {HEADLINE}")


def test_letters_of_one_word_are_not_parted() -> None:
    assert read(h1="<h1><span>C</span>ouncil i<i>Boats</i> stay</h1>").headline == (
        "Council iBoats stay"
    )


WORDS = "A two-year fight over a short crossing ends with a single vote."


@pytest.mark.parametrize(
    "standfirst",
    [
        f'<div class="article-intro__text">{WORDS}</div>',
        f'<h2 class="sottotitolo">{WORDS}</h2>',
        f'<div class="chapo"><p>{WORDS}</p></div>',
        f'<p class="entradilla">{WORDS}</p>',
        f'<p class="Artikel_vorspann">{WORDS}</p>',
        f'<div class="leadIn"><p>{WORDS}</p></div>',
        f'<p class="article__teaser-text">{WORDS}</p>',
        f'<p class="ingress">{WORDS}</p>',
        f'<p id="perex">{WORDS}</p>',
        f'<h2 class="LeadText_lead-text__wd_PA">{WORDS}</h2>',
    ],
)
def test_a_standfirst_is_the_intro_and_the_byline_below_it_is_read(standfirst: str) -> None:
    record = read(below=f'{standfirst}<p class="author">By Ines Marlowe</p>')

    assert (record.intro, record.byline) == (WORDS, "Ines Marlowe")


def test_a_box_that_holds_the_whole_text_is_no_standfirst() -> None:
    shown = "".join(f"<p>{each}</p>" for each in TEXT)
    record = record_of(below=f'<div class="article-intro">{shown}</div>')

    assert record.intro is None
    assert record.body.startswith(TEXT[0])


MENU = "".join(f'<p><a href="/{name}">{name}</a></p>' for name in map(str, range(40)))


@pytest.mark.parametrize(
    ("line", "menu", "byline"),
    [
        ("Ines Marlowe | 5 March 2024", MENU, "Ines Marlowe"),
        ("<a>Ines Marlowe</a> • 5 March 2024", MENU, "Ines Marlowe"),
        ("Local Sport | 5 March 2024", f'{MENU}<p><a href="/s">Local Sport</a></p>', None),
        ("Ines Marlowe | 5 March 2024", "", None),
        ("New Harbour | 5 March 2024", MENU, None),
    ],
)
def test_a_name_beside_the_day_that_no_menu_has(line: str, menu: str, byline: str | None) -> None:
    record = record_of(above=f"<nav>{menu}</nav>", below=f'<div class="row">{line}</div>')

    assert record.byline == byline


@pytest.mark.parametrize(
    ("behind", "author", "names"),
    [
        ("<ul><li><b>Autorin/Autor</b> Ines Marlowe</li></ul>", SITE, ("Ines Marlowe",)),
        ("<ul><li><b>Autor:in</b> Ines Marlowe</li></ul>", "Town Radio", ("Ines Marlowe",)),
        ("<p>Datum: 05.03.2024<br>Autor: Ines Marlowe<br>Quelle: Post</p>", "", ("Ines Marlowe",)),
        ("<dl><dt>Auteur</dt><dd>Ines Marlowe</dd></dl>", "", ("Ines Marlowe",)),
        ("<p>作者：林晓月</p>", "", ("林晓月",)),
        ("<p>Author: Ines Marlowe</p><p>Author: Tom Aldous</p>", "", ()),
        ("<p>By Ines Marlowe</p><p>By Tom Aldous</p>", "", ()),
        ("<p>Author: Ines Marlowe</p>", "Tom Aldous", ("Tom Aldous",)),
        ('<div class="comments"><p>Author: Ines Marlowe</p></div>', "", ()),
    ],
)
def test_a_label_below_the_text_names_the_writer(
    behind: str, author: str, names: tuple[str, ...]
) -> None:
    page = record_of(author=author, datePublished="2024-03-05", behind=behind)

    assert page.authors == names


@pytest.mark.parametrize(
    ("last", "author", "names"),
    [
        ("Post-Redaktion", "", ("Post-Redaktion",)),
        ("<em>Editorial staff</em>", "webteam", ("Editorial staff",)),
        (f"{SITE} / Calverra Noon", "", ("Calverra Noon",)),
        ("Rédaction", "", ("Rédaction",)),
        ("Post-Redaktion", "Ines Marlowe", ("Ines Marlowe",)),
        ("Harbour Museum", "", ()),
    ],
)
def test_a_desk_signs_below_the_text(last: str, author: str, names: tuple[str, ...]) -> None:
    record = record_of(author=author, datePublished="2024-03-05", last=f"<p>{last}</p>")

    assert record.authors == names


@pytest.mark.parametrize(
    ("above", "h1", "stated", "headline"),
    [
        ("<div>After the storm</div>", HEADLINE, f"After the storm: {HEADLINE}", "stated"),
        ("<p>Nach dem Sturm</p>", HEADLINE, f"Nach dem Sturm – {HEADLINE}", "stated"),
        ("<p>After the storm</p>", HEADLINE, HEADLINE, HEADLINE),
        ("<p>Harbour</p>", HEADLINE, f"After the storm: {HEADLINE}", HEADLINE),
    ],
)
def test_a_kicker_above_is_parted_as_it_is_stated(
    above: str, h1: str, stated: str, headline: str
) -> None:
    record = read(above=above, h1=f"<h1>{h1}</h1>", headline=stated)

    assert record.headline == (stated if headline == "stated" else headline)


def test_a_kicker_in_the_heading_is_parted_as_og_title_has_it() -> None:
    stated = f"After the storm / {HEADLINE}"
    head = f'<meta property="og:title" content="{stated}">'
    h1 = f"<h1><span>After the storm</span><br>{HEADLINE}</h1>"

    assert read(head=head, h1=h1, headline=HEADLINE).headline == stated


@pytest.mark.parametrize(
    ("h1", "title", "og_title", "headline"),
    [
        ("– Vi venter her", "– Vi venter her", "- Vi venter her", None),
        ("- Vi venter her", "- Vi venter her", "- Vi venter her", None),
        ("– Vi venter her", "Vi venter her", "Vi venter her", "Vi venter her"),
        ("| Vi venter her", "| Vi venter her", "| Vi venter her", "Vi venter her"),
    ],
)  # fmt: skip
def test_a_dash_in_front_is_kept_where_somebody_speaks(
    h1: str, title: str, og_title: str, headline: str | None
) -> None:
    head = f'<meta property="og:title" content="{og_title}">'
    record = read(head=head, h1=f"<h1>{h1}</h1>", title=title)

    assert record.headline == (headline or h1)
