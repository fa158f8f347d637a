"""Separation of possible story text from boilerplate by structure, not by words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.base.faults import Fault
from crawler.reading.clean import clean
from tests.support.pages import PROSE, html, page


def kept(body: str | bytes) -> list[str]:
    return [block.text for block in clean(page(body)).blocks]


def removed(body: str) -> dict[str, str]:
    return {text.rule: text.text for text in clean(page(body)).removed}


def test_the_mailing_list_in_a_sentence_stays_and_the_box_goes() -> None:
    sentence = '"Join the mailing list," said a clerk at the ferry office. "It costs nothing."'
    body = html(PROSE, sentence) + (
        "<table><tr><td><b>NEWSLETTER</b></td></tr>"
        "<tr><td>|</td><td>Join the GlobalSecurity.org mailing list</td></tr></table>"
    )

    assert kept(body) == [PROSE, sentence]


@pytest.mark.parametrize(
    "box",
    [
        '<ul class="nav"><li><a href="/wmd/">WMD</a></li><li><a href="/jobs/">Jobs</a></li></ul>',
        '<div class="signup"><form><label>Get our letter</label><input></form></div>',
        '<center><a href="/go/1">The best lamps of the coast, now cheaper</a></center>',
        "<footer>Contact. About.</footer>",
        "<p>Join the mailing list</p>",
        '<p><font size="1">Printed on the quay.</font></p>',
        "<script>document.write('<p>Join now</p>')</script>",
        '<div style="display:none">Hidden words that nobody sees</div>',
    ],
)
def test_boilerplate_is_removed(box: str) -> None:
    assert kept(html(PROSE) + box) == [PROSE]


def test_boxes_are_found_by_role_class_id_and_tag_in_page_order() -> None:
    boxes = [
        '<div role="banner">Lamps of the coast</div>',
        '<div class="box promo" id="n7"><a href="/1">Lamps</a></div>',
        '<div class="box" id="cookie-notice">Your visit is counted.</div>',
        "<amp-ad>Lamps of the quay</amp-ad>",
        '<div hidden class="promo"><div class="promo"><a href="/2">Unseen</a></div></div>',
        '<div class="promo"><a href="/3">Oil</a><div id="share"><a href="/4">More</a></div></div>',
    ]
    rules = [text.rule for text in clean(page(html(PROSE) + "".join(boxes))).removed]

    assert rules == ["advertisement", "side", "consent", "advertisement", "side"]


LINKS = "".join(f'<li><a href="/{at}">Berth number {at} was let again</a></li>' for at in range(9))


@pytest.mark.parametrize(
    "name",
    [
        "layout--has-sidebar",
        "page with-newsletter",
        "page--no-footer",
        "col-2 without-sidebar",
        "seite mit-sidebar",
        "grid_has_related has-promo",
        "related story",
        "col sidebar-right",
    ],
)
def test_an_element_that_holds_the_story_is_no_box(name: str) -> None:
    """The class names what is beside the story, which has a class of its own."""
    side = f'<div class="sidebar"><ul>{LINKS}</ul></div>'
    body = f'<div class="{name}">{html(PROSE)}<ul>{LINKS}</ul>{side}</div><p>Kelm, 1998</p>'

    assert PROSE in kept(body)
    assert {text.rule for text in clean(page(body)).removed} >= {"side"}


@pytest.mark.parametrize(
    "name", ["sidebar sidebar--no-ads", "has-icon related", "widget-with-icon"]
)
def test_a_box_that_has_something_is_one(name: str) -> None:
    body = html(PROSE) + f'<div class="{name}"><ul>{LINKS}</ul></div>'

    assert {text.rule for text in clean(page(body)).removed} & {"side", "related"}


def test_teasers_may_be_longer_than_the_story() -> None:
    link = (
        '<a href="/1">A berth of the old fish harbor of Kelm was let again, to nine men of Kelm</a>'
    )
    teasers = f"<h4>{link}</h4><p>Nobody on the quay of Kelm had seen as many lamps before.</p>" * 4
    body = html(PROSE) + f'<div class="related">{teasers}</div>'

    assert kept(body) == [PROSE]


OFFER = "<center><font color=red><b>{}</b></font></center>"


@pytest.mark.parametrize(
    "offer",
    [
        "Sail maps of every coast - 30% off",
        "Tide tables for the year, free delivery",
        "Web space for small guilds: order now!",
    ],
)
def test_an_offer_is_removed_at_any_place(offer: str) -> None:
    box = OFFER.format(offer)
    for body in (box + html(PROSE, PROSE), html(PROSE) + box + html(PROSE)):
        assert offer not in kept(body)


def test_a_headline_that_reads_like_an_offer_stays() -> None:
    headline = "Ferry guild answers rivals with free shipping"
    title = f"<html><head><title>{headline} - Tidewatch</title></head><body>"
    assert headline in kept(f"{title}<h1>{headline}</h1><p>{PROSE}</p></body></html>")


def test_removed_text_has_its_rule_and_place() -> None:
    document = clean(page(html("Military", PROSE, "Join the mailing list")))

    assert {(text.rule, text.text, text.place) for text in document.removed} == {
        ("gs-section", "Military", "html/body/p"),
        ("gs-mailing-list", "Join the mailing list", "html/body/p"),
    }


def test_a_section_word_inside_the_story_stays() -> None:
    assert "Military" in kept(html(PROSE, "Military", PROSE))


def test_line_breaks_and_empty_lines_are_distinguished() -> None:
    document = clean(page(f"<p>one<br>two<br><br>{PROSE}</p>"))

    assert [block.lines for block in document.blocks] == [("one", "two"), (PROSE,)]


def test_indents_of_preformatted_text_are_kept() -> None:
    document = clean(page(f"<pre>head\n     first line\nsecond line\n\n{PROSE}</pre>"))

    assert document.blocks[0].lines == ("head", "     first line", "second line")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>the ques&shy;tion of&nbsp;the caf\u00e9\u200b &amp;quot;Lamp&amp;quot;</p>".encode(),
         'the question of the caf\u00e9 "Lamp"'),
        (b'<meta charset="utf-8"><p>caf\xe9 \x93Lamp\x94 on the quay of Kelm, it is said</p>',
         "caf\u00e9 \u201cLamp\u201d on the quay of Kelm, it is said"),
        (b"<p>it&#39;s &#150; &#x2019; &#8212; &#1;&#31;&#x1F;x &#127;</p>",
         "it's \u2013 \u2019 \u2014 x"),
        ('<meta charset="iso-8859-1"><p>caf\u00e9</p>'.encode(), "caf\u00e9"),
        ("<p>caf\u00c3\u00a9 and \u00e2\u20ac\u0153Lamp\u00e2\u20ac\u009d</p>".encode(),
         "caf\u00e9 and \u201cLamp\u201d"),
        ("\u017b\u00f3\u0142w".encode("utf-16"), "\u017b\u00f3\u0142w"),
        (b'<meta charset="koi8-r"><p>' + "\u041c\u043e\u0441\u043a\u0432\u0430".encode("koi8-r"),
         "\u041c\u043e\u0441\u043a\u0432\u0430"),
    ],
)  # fmt: skip
def test_characters_are_mended(body: bytes, text: str) -> None:
    assert kept(body) == [text]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"%PDF-1.4 ...", "media-type"),
        (b"\x89PNG\r\n\x1a\n", "media-type"),
        (b'<meta charset="x-martian"><p>' + bytes(range(128, 256)) * 9, "charset"),
        (b"a" * 10_000_001, "size"),
    ],
)
def test_what_cannot_be_read_is_a_fault(body: bytes, kind: str) -> None:
    with pytest.raises(Fault) as fault:
        clean(page(body))

    assert fault.value.kind == kind


def test_another_media_type_is_a_fault() -> None:
    with pytest.raises(Fault, match="application/pdf"):
        clean(page(b"whatever", content_type="application/pdf; q=1"))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=3000), st.text(alphabet="<>/&;abp =\"'\n!-", max_size=600)))
def test_any_bytes_give_a_document_or_a_fault(body: bytes | str) -> None:
    try:
        document = clean(page(body))
    except Fault:
        return
    assert all(block.text for block in document.blocks)


def test_a_box_inside_a_hidden_one_is_not_listed_as_removed() -> None:
    footer = "<footer>Contact. About.</footer>"

    assert removed(html(PROSE) + footer)
    assert not removed(html(PROSE) + f'<div style="display:none">{footer}</div>')
