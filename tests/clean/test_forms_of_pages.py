"""Pages that are not plain HTML: text, saved pages, frames, preformatted lines."""

import base64
import hashlib
import quopri
from collections.abc import Callable

import pytest

from crawler.base.faults import Fault
from crawler.model import Document, Page
from crawler.reading.clean import clean
from crawler.reading.page import read_page
from crawler.reading.parse.intake import decode
from tests.support.pages import PROSE, html, page

SCRIPT = """DATE=12/17/2001
TYPE=CORRESPONDENT REPORT
NUMBER=2-284417
TITLE=KELM TALKS
BYLINE=ANNA ORR
DATELINE=KELM

INTRO: The talks on the Sill River have broken up.

TEXT: The two delegations left Kelm on Sunday without a date for
the next round, a spokesman said & nobody knows <for now> when
they will meet.

   The bridge stays closed until then. Its guard of twelve is
to be doubled, the mayor says.   (SIGNED)

NEB/AO/MM

17-Dec-2001 03:02 PM EST (17-Dec-2001 2002 UTC)
NNNN
"""
BODY = [
    "The two delegations left Kelm on Sunday without a date for the next round, a spokesman said "
    "& nobody knows <for now> when they will meet.",
    "The bridge stays closed until then. Its guard of twelve is to be doubled, the mayor says.",
]
URL = "http://kelm.example/news/2001/12/17/talks.txt"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("content_type", ["text/plain", "text/html", None])
def test_text_without_markup_is_read_as_it_is_printed(
    end: str, charset: str, content_type: str | None
) -> None:
    body = SCRIPT.replace("\n", end).encode(charset)

    (record,) = read_page(page(body, URL, content_type)).records

    assert record.body.split("\n\n") == BODY
    assert record.headline == "KELM TALKS"
    assert record.published.datetime == "2001-12-17T20:02:00Z"


def test_tags_in_what_is_served_as_plain_text_are_words() -> None:
    text = f"{PROSE}\n\nThe <b> of the editor stays & so does &amp; here."

    assert texts(clean(page(text, content_type="text/plain; charset=utf-8")))[1] == (
        "The <b> of the editor stays & so does & here."
    )


@pytest.mark.parametrize("start", ["<!DOCTYPE html>\n", "<!-- saved -->\n<html>", "\n <HTML>"])
def test_html_is_html_whatever_its_server_calls_it(start: str) -> None:
    assert texts(clean(page(start + html(PROSE), content_type="text/plain"))) == [PROSE]


def saved(encoding: str, charset: str = "utf-8", **headers: str) -> bytes:
    """A page as a browser saves it, with a picture and the page of a frame."""
    raw = f"<html><body><h1>Café of Kelm</h1><p>{PROSE}</p></body></html>".encode(charset)
    encoders: dict[str, Callable[[bytes], bytes]] = {
        "quoted-printable": quopri.encodestring,
        "base64": base64.encodebytes,
        "8bit": bytes,
    }
    encoded = encoders[encoding](raw)
    head = {
        "From": "<Saved by a browser>",
        "Subject": "Talks",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/related;\n\ttype="text/html";\n\tboundary="--=_Next_00"',
        **headers,
    }
    lines = [f"{name}: {value}" for name, value in head.items()]
    return b"\n".join(
        [
            *(line.encode() for line in lines),
            b"\nThis is a multi-part message in MIME format.\n",
            b"----=_Next_00",
            f'Content-Type: text/html;\n\tcharset="{charset}"'.encode(),
            f"Content-Transfer-Encoding: {encoding}".encode(),
            b"Content-ID: <main@kelm>",
            b"Content-Location: http://kelm.example/a.htm\n",
            encoded,
            b"----=_Next_00",
            b"Content-Type: text/html",
            b"Content-ID: <frame@kelm>",
            b"Content-Location: http://kelm.example/frame.htm\n",
            b"<p>Menu of the frame</p>",
            b"----=_Next_00",
            b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n",
            b"iVBORw0KGgo=",
            b"----=_Next_00--\n",
        ]
    )


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("content_type", [None, "multipart/related", "message/rfc822"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_saved_page_is_its_main_part(
    encoding: str, charset: str, content_type: str | None, end: bytes
) -> None:
    body = saved(encoding, charset).replace(b"\n", end)

    assert texts(clean(page(body, content_type=content_type))) == ["Café of Kelm", PROSE]


@pytest.mark.parametrize(
    "header",
    [
        {"Content-Type": 'multipart/related; boundary="--=_Next_00"; start="<frame@kelm>"'},
        {"Snapshot-Content-Location": "http://kelm.example/frame.htm"},
    ],
)
def test_the_main_part_is_the_one_that_the_header_names(header: dict[str, str]) -> None:
    assert "Menu of the frame" in decode(page(saved("8bit", **header)))[0]


@pytest.mark.parametrize(
    "body",
    [
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--\n",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nOnly text\n--x--",
    ],
)
def test_a_saved_page_without_html_is_refused(body: bytes) -> None:
    with pytest.raises(Fault) as fault:
        decode(page(body))

    assert fault.value.kind == "media-type"


def test_text_that_speaks_of_mime_is_no_saved_page() -> None:
    text = f"MIME-Version: 1.0 is a header, says the manual.\n\n{PROSE}"

    assert texts(clean(page(text)))[-1] == PROSE


@pytest.mark.parametrize("inside", ["{}", "<body bgcolor=white>{}</body>", "<html><body>{}"])
def test_the_inside_of_noframes_is_markup(inside: str) -> None:
    story = inside.format(f"<h1>Talks in Kelm</h1><p>{PROSE}<p>{PROSE}")
    frames = "<html><frameset cols='20%,*'><frame src=menu.htm><noframes>{}</noframes></frameset>"

    document = clean(page(frames.format(story)))

    assert texts(document) == ["Talks in Kelm", PROSE, PROSE]
    assert document.blocks[0].heading
    assert texts(clean(page(frames.format("") + html(PROSE)))) == [PROSE]


@pytest.mark.parametrize("value", ["pre", "pre-wrap", "PRE-LINE", "break-spaces"])
@pytest.mark.parametrize("style", ["white-space:{}", "color: red; White-Space : {} ;margin:0"])
@pytest.mark.parametrize("tag", ["div", "p", "td", "span", "font"])
def test_a_style_that_keeps_lines_is_a_pre(value: str, style: str, tag: str) -> None:
    styled = f'<{tag} style="{style.format(value)}">'
    text = SCRIPT.replace("&", "&amp;").replace("<", "&lt;")
    table = ("<table><tr>", "</tr></table>") if tag == "td" else ("<div>", "</div>")
    body = f"<html><body>{table[0]}{styled}\n{text}</{tag}>{table[1]}</body></html>"

    (record,) = read_page(page(body, URL)).records

    assert record.body.split("\n\n") == BODY


@pytest.mark.parametrize("value", ["normal", "nowrap", "pre; white-space: normal"])
def test_other_styles_keep_no_lines(value: str) -> None:
    document = clean(page(f'<p style="white-space:{value}">{PROSE}\n{PROSE}</p>'))

    assert [block.lines for block in document.blocks] == [(f"{PROSE} {PROSE}",)]


def test_a_style_ends_with_its_element() -> None:
    body = f'<p><span style="white-space:pre">one\ntwo</span>, three\nfour</p><p>{PROSE}\nfive</p>'

    assert [block.lines for block in clean(page(body)).blocks] == [
        ("one", "two, three four"),
        (f"{PROSE} five",),
    ]


def test_a_line_break_between_ideographs_is_no_blank() -> None:
    text = "石の橋が月曜日、\n歩行者に再び開放された。\nKELM\nの職人は石を\n取り替えた。"
    body = f"<html><body><h1>石の橋が再び開通</h1><p>{text}</p></body></html>"

    assert texts(clean(page(body)))[1] == text.replace("、\n", "、").replace("を\n", "を").replace(
        "\n", " "
    )


def test_wrapped_lines_of_ideographs_are_joined_without_blanks() -> None:
    text = (
        "市政府星期一宣布，经过两个冬天的修缮，城里最古老的\n"
        "石桥重新向行人开放，工匠们更换了四百块被霜冻裂开的\n"
        "石头。马车和汽车还要等待，因为中间的桥拱仍然靠木架\n"
        "支撑，工程师想看看它怎样经受春天的洪水和夏天的大雨\n"
        "测量员说，工程的费用比计划的少。\n"
    )
    body = f"<html><body><h1>旧石桥重新开放</h1><p>2004-03-07</p><pre>{text}</pre></body></html>"
    fetched = page(body, "http://kelm.example/news/2004/03/07/a.htm")

    outcome = read_page(fetched)

    assert outcome.records[0].body == text.replace("\n", "")
    assert [each.text for each in outcome.removed] == []


def test_a_saved_page_counts_by_its_bytes_as_fetched() -> None:
    fetched: Page = page(saved("8bit"))

    assert read_page(fetched).sha256 == hashlib.sha256(fetched.body).hexdigest()
