"""The day printed in, near or below an article, and days of other things."""

from datetime import UTC, datetime

import pytest

from crawler.contract import Record
from crawler.model import Page
from crawler.reading.page import read_page

HEADLINE = "Lighthouse keeper retires after forty years"
TEXT = (
    "The last keeper of the Sund light handed over his keys on Monday, forty years to the week "
    "after he had first climbed its stairs.",
    "The harbour office will run the lamp from the town from now on, it said in a statement, and "
    "the cottage beside it is to be let to visitors.",
    "His wife, who kept the log, said that she would miss the quiet most of all in the winter.",
)
MODERN = '<meta name="viewport" content="width=device-width">'


def read(
    above: str = "",
    below: str = "",
    within: str = "",
    behind: str = "",
    h1: str = f"<h1>{HEADLINE}</h1>",
    head: str = MODERN,
    language: str = "de",
) -> Record | None:
    first, *rest = (f"<p>{each}</p>" for each in TEXT)
    body = (
        f'<!DOCTYPE html><html lang="{language}"><head>{head}<title>{HEADLINE} | Sund Bote</title>'
        f'</head><body><div class="site"><div class="content">{above}{h1}{below}'
        f"{first}{within}{''.join(rest)}{behind}</div></div></body></html>"
    )
    page = Page(
        "https://www.sund.example/hafen/leuchtturm",
        "sund",
        body.encode(),
        datetime(2024, 6, 1, tzinfo=UTC),
    )
    records = read_page(page).records
    return records[0] if records else None


@pytest.mark.parametrize(
    ("h1", "language"),
    [
        (f'<h1><span class="top">05.03.2024</span> {HEADLINE}</h1>', "de"),
        (f'<h1><time datetime="2024-03-05">5. März 2024</time> {HEADLINE}</h1>', "de"),
        (f"<h1>{HEADLINE}<br><small>05.03.2024 • Hafen, Presse</small></h1>", "de"),
        (f"<h2>{HEADLINE} <small>5 mars 2024</small></h2>", "fr"),
        (f"<h1>{HEADLINE}<br>2024年3月5日</h1>", "ja"),
    ],
)
def test_a_day_in_the_heading_is_no_part_of_the_headline(h1: str, language: str) -> None:
    record = read(h1=h1, language=language)

    assert record is not None
    assert (record.published.date, record.headline) == ("2024-03-05", HEADLINE)


@pytest.mark.parametrize(
    ("below", "language"),
    [
        ('<p class="post-meta">5. März 2024 admin Hafen 0</p>', "de"),
        ('<div class="entry_meta"><a>jl</a> <a>March 5, 2024</a> <a>3 comments</a></div>', "en"),
        ('<div class="date"><b>Mar</b><b>05</b><b>2024</b></div>', "en"),
        ('<p class="info">Aktualisiert am 7. März 2024<br>Erschienen am 5. März 2024<br>'
         "Gelesen: 61 mal, gedruckt: 7 mal, an Freunde verschickt: 3 mal</p>", "de"),
        ("<p>Geschrieben von Olsen am 05.03.2024 22:30 (1599 x gelesen)</p>", "de"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", [MODERN, ""])
def test_a_line_under_the_headline_that_markup_alone_parts(
    below: str, language: str, head: str
) -> None:
    record = read(below=below, language=language, head=head)

    assert record is not None
    assert record.published.date == "2024-03-05"
    assert not head or record.body == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    ("behind", "language"),
    [
        ("<dl><dt>Publicado</dt><dd>5 de marzo de 2024</dd></dl>", "es"),
        ('<ul><li><p class="t">Mise en ligne</p><p class="v">5 mars 2024</p></li></ul>', "fr"),
        ("<table><tr><td>公開日</td><td>2024/03/05</td></tr></table>", "ja"),
        ('<ul class="list"><li><strong>Datum</strong> 05.03.2024</li></ul>', "de"),
        ("<p>Von Mira Olsen am 05.03.2024, 11:51 Uhr</p>", "de"),
        ('<p class="postmetadata"><small>This entry was posted on Tuesday, March 5th, 2024 at 9:14 '
         "am and is filed under <a>Harbour</a>. You can follow any responses to this entry through "
         "the feed. Both comments and pings are currently closed, as they are every winter.</small>"
         "</p>", "en"),
        ("<p>Dieser Beitrag wurde am 5. März 2024 um 9:14 von Mira veröffentlicht.</p>", "de"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", [MODERN, ""])
def test_a_labelled_day_below_the_text(behind: str, language: str, head: str) -> None:
    record = read(behind=behind, language=language, head=head)

    assert record is not None
    assert record.published.date == "2024-03-05"


@pytest.mark.parametrize(
    "parts",
    [
        {"below": "<dl><dt>Geboren</dt><dd>5. März 1961</dd></dl>"},
        {"below": "<p>Zuletzt geändert:</p><p>5. März 2024</p>"},
        {"within": "<dl><dt>Born</dt><dd>5 March 1961</dd></dl>"},
        {"behind": '<p class="info">Aktualisiert: 05.03.2024</p>'},
        {"behind": "<p>Dieser Artikel wurde zuletzt am 5. März 2024 geändert.</p>"},
        {"behind": '<div class="comment">Von Mira Olsen am 05.03.2024</div>'},
        {"below": '<div class="picture"><p>Der Turm im Sturm, 5. März 2024</p></div>'},
    ],
)
def test_a_day_of_something_else_dates_no_story(parts: dict[str, str]) -> None:
    record = read(**parts)

    assert record is None or record.published.date is None


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("5. März 2024. Der Wärter geht.", "2024-03-05"),
        ("05.03.2024 · Der Wärter geht.", "2024-03-05"),
        ("Er kam am 5. März 2024. Der Wärter geht.", None),
    ],
)
def test_a_day_that_opens_the_text_is_a_sentence_of_its_own(opening: str, day: str | None) -> None:
    record = read(below=f"<p>{opening} Der letzte Mann am Sund gibt seine Schlüssel ab.</p>")

    assert (record.published.date if record else None) == day
