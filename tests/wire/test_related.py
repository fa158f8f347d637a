"""Titles of other stories inside a text, after a line that introduces them, in any language."""

from datetime import UTC, datetime

import pytest

from crawler.model import Page
from crawler.reading.article.related import Heading, is_related, load_headings
from crawler.reading.page import read_page
from tests.support.pages import ARTICLE, HEADLINE

TEXT = (
    *ARTICLE,
    "The shipping line did not answer at first; its contract ends in the autumn of next year, and "
    "no new vessels are on order.",
)
TITLES = (
    "Mill burns for the second time this year",
    "New bridge across the sound to cost more than planned",
    "Schools on the coast short of teachers in summer, too",
)
ITEMS = "".join(f'<li><a href="/town/{at}">{title}</a></li>' for at, title in enumerate(TITLES))
TOLD = "".join(
    f'<li><a href="/town/{at}">{title}</a><br>The dispute took two years and ended in spring.</li>'
    for at, title in enumerate(TITLES)
)
PLAIN = "".join(f"<li>{title}</li>" for title in TITLES)


def body_of(between: str, at: int = 2) -> list[str]:
    shown = [f"<p>{each}</p>" for each in TEXT]
    shown.insert(at, between)
    page = (
        '<!DOCTYPE html><html><head><meta name="viewport" content="width=device-width">'
        f'<title>{HEADLINE} | Calverra Post</title><meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head><body>'
        f"<main><article><h1>{HEADLINE}</h1>{''.join(shown)}</article></main></body></html>"
    )
    url = "https://www.calverra-post.example/town/ferry"
    outcome = read_page(Page(url, "post", page.encode(), datetime(2024, 6, 1, tzinfo=UTC)))
    return outcome.records[0].body.split("\n\n")


@pytest.mark.parametrize("heading", load_headings(), ids=lambda heading: heading.language)
def test_a_list_of_titles_is_no_text(heading: Heading) -> None:
    for example in heading.examples:
        assert is_related(example)
        for between in (
            f"<h3>{example}</h3><ul>{TOLD}</ul>",
            f"<p><b>{example}</b></p><ul>{ITEMS}</ul>",
            f"<p>{example}</p><ol>{PLAIN}</ol>",
            f'<div class="x"><div>{example}</div><ul><li>{TITLES[0]}</li></ul></div>',
            f'<p>{example.rstrip("：:")}: <a href="/town/1">{TITLES[0]}</a></p>',
        ):
            assert body_of(between) == list(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "Read the report also",
        "What applies from now on",
        "Mehr Geld für die Fähre",
        "Related costs",
        "Lire est aussi un plaisir",
        "Más sobre rieles",
        "",
    ],
)
def test_other_lines_introduce_text(line: str) -> None:
    assert not is_related(line)


def test_a_list_of_the_story_stays() -> None:
    items = (
        "The ferry sails at ten, midnight and two, every night of the year.",
        "Tickets cost forty crowns, and half of that for children.",
        "Bicycles travel free until the end of the winter season.",
    )
    shown = "".join(f"<li>{item}</li>" for item in items)
    body = body_of(f"<h3>What applies from now on</h3><ul>{shown}</ul>")

    assert [line for line in body if line in items] == list(items)
