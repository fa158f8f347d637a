"""Main text of pages without rules, and the list of all text that was removed."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.rendering.corpus import pages
from crawler.base.faults import Fault
from crawler.model import Page
from crawler.reading.classifier import story_trees
from crawler.reading.classifier.extract import extract, main_text
from crawler.reading.classifier.traits import TRAITS
from crawler.reading.parse.blocks import blocks
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse
from crawler.reading.parse.visible import prune
from crawler.reading.rules import read_rules
from crawler.run.alarms.proposals import propose
from crawler.run.repeats import Repeated
from tests.support.modern import MODERN, STORY


def page(markup: str | bytes) -> Page:
    body = markup.encode() if isinstance(markup, str) else markup
    return Page("http://ledger.example/1", "test", body, datetime(2026, 1, 1, tzinfo=UTC))


def test_the_trees_were_grown_on_the_traits_that_are_measured() -> None:
    assert story_trees.TRAITS == TRAITS


def test_the_text_of_a_modern_page_is_its_story() -> None:
    kept, removed = extract(page(MODERN))
    texts = [block.text for block in kept]

    assert [text for text in texts if text in STORY] == list(STORY)
    assert not {"Home", "Eels are late", "Subscribe to our newsletter"} & set(texts)
    assert any("All rights reserved" in each.text for each in removed)


def test_a_heading_of_nothing_is_no_text() -> None:
    """What it headed was taken: links, a form, a writer's box."""
    heading = '<h3>About the author</h3><ul><li><a href="/a">Hanno Meien</a></li></ul>'
    kept, removed = extract(page(MODERN.replace("</article>", f"{heading}</article>")))

    assert kept[-1].text == STORY[-1]
    assert "About the author" in [each.text for each in removed]


def test_an_appeal_to_the_reader_is_recognised_by_its_words() -> None:
    plea = "Sign up for our newsletter and get the harbor news to your inbox every Friday."
    story = f"<p>{STORY[-1]}</p>"
    kept, _ = extract(page(MODERN.replace(story, f"{story}<p>{plea}</p>")))

    assert [block.text for block in kept][-1] == STORY[-1]


def test_a_pasted_rule_has_the_last_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A rule as proposed by the manifest, for text that has the structure of a story."""
    plea = STORY[3]
    file = tmp_path / "ledger.toml"
    file.write_text(propose("ledger", [Repeated(plea, 9, 9)], []))
    assert plea in [block.text for block in extract(page(MODERN))[0]]

    monkeypatch.setattr("crawler.reading.classifier.extract.load_rules", lambda: read_rules(file))
    kept, removed = extract(page(MODERN))

    assert [each.text for each in kept if each.text in STORY] == [*STORY[:3], *STORY[4:]]
    assert [each.rule for each in removed if each.text == plea] == ["ledger-the-bell-is-to-hang-in"]


@pytest.mark.parametrize("body", [each.data for each in pages(40, 20261124)])
def test_nothing_vanishes(body: bytes) -> None:
    """What is kept and what is removed is all that the page shows."""
    root = parse(decode(page(body)).utf8)
    prune(root)
    shown = Counter((block.place, block.text) for block in blocks(root))

    kept, removed = extract(page(body))

    listed = [(block.place, block.text) for block in kept]
    listed += [(each.place, each.text) for each in removed]
    assert Counter(listed) == shown
    assert all(each.rule for each in removed)


@pytest.mark.parametrize(
    "html",
    [
        MODERN.encode(),
        b"<",
        b"plain words and no tag at all",
        b"<html><frameset><frame src='a'></frameset></html>",
        b"<html><body><script>1</script></body></html>",
        b"<p>" * 5000 + b"deep",
        b"<div>" * 400
        + b"A paragraph that stands deep in the page, and says so."
        + b"</div>" * 400,
        b"<table><p>In <tr>the <td>wrong<tr></table> place &#0; &#xD800; &bogus;",
        "<p>\x00\x01 Käse für die Gäste</p>".encode("utf-16"),
        MODERN.encode()[:700],
    ],
)
def test_the_main_text_of_any_readable_page(html: bytes) -> None:
    text = main_text(html, "http://ledger.example/1")

    assert text == "\n\n".join(block.text for block in extract(page(html))[0])


@pytest.mark.parametrize("html", [b"", b" \n", b"<!doctype html>", b"%PDF-1.4 ...", b"\x89PNG\r\n"])
def test_what_is_no_page_is_a_fault(html: bytes) -> None:
    with pytest.raises(Fault):
        main_text(html, "http://ledger.example/1")


OTHER = (
    "Eels came late to the Emmel this year, and the smokehouses stood cold until the end of May.",
    "Nobody knows why they waited, said the warden, who counts them at the weir every night.",
    "The first basket went to the harbor inn, as it has for as long as there has been an inn.",
)


def texts_of(markup: str) -> list[str]:
    return [block.text for block in extract(page(markup))[0]]


def test_a_second_story_on_the_page_is_not_its_text() -> None:
    other = "".join(f"<p>{each}</p>" for each in OTHER)
    second = f"<section><article><h1>Eels are late</h1>{other}</article></section>"
    story = "".join(f"<p>{each}</p>" for each in (*STORY, *(f"{e} So it was said." for e in STORY)))
    markup = MODERN.replace(f"<p>{STORY[0]}</p>", story).replace("</main>", f"{second}</main>")

    assert not set(OTHER) & set(texts_of(markup))
    assert set(STORY) <= set(texts_of(markup))


@pytest.mark.parametrize(
    "row",
    [
        '<li><a href="/{n}">Eels came late to the Emmel</a><p>{text}</p></li>',
        '<dt><a href="/{n}">Eels came late to the Emmel</a></dt><dd>{text}</dd>',
    ],
)
def test_text_below_links_to_other_stories_is_removed(row: str) -> None:
    rows = "".join(row.format(n=n, text=text) for n, text in enumerate(OTHER))
    tag = "dl" if row.startswith("<dt") else "ul"
    markup = MODERN.replace("</main>", f"<h3>More</h3><{tag}>{rows}</{tag}></main>")

    assert not set(OTHER) & set(texts_of(markup))


@pytest.mark.parametrize(
    "hidden", ['<p class="sr-only">', '<p aria-hidden="true">', '<div class="visually-hidden">']
)
def test_what_no_reader_sees_is_not_text(hidden: str) -> None:
    end = "</div>" if hidden.startswith("<div") else "</p>"
    markup = MODERN.replace(f"<p>{STORY[2]}</p>", f"{hidden}{STORY[2]}{end}")

    assert STORY[2] not in texts_of(markup)
    assert STORY[3] in texts_of(markup)


@pytest.mark.parametrize(
    "appeal",
    [
        "Jetzt abonnieren: Melden Sie sich für unseren Newsletter an.",
        "Suscríbete y recibe en tu correo las noticias de la semana.",
        "Iscriviti e ricevi la newsletter: clicca qui.",
    ],
)
def test_an_appeal_in_other_languages_is_not_text(appeal: str) -> None:
    markup = MODERN.replace(f"<p>{STORY[2]}</p>", f"<p>{STORY[2]}</p><p>{appeal}</p>")

    assert appeal not in texts_of(markup)
