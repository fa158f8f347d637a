"""Charset detection, for every way of declaring a charset and any amount of markup."""

import json
import subprocess
import sys
import zlib
from contextlib import suppress
from itertools import product
from pathlib import Path

import chardet
import pytest
import webencodings.labels
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import msgpack

from benchmarks.latin_models import latin_models
from crawler.base.faults import Fault
from crawler.reading.page import read_page
from crawler.reading.parse.intake import latin
from crawler.reading.parse.intake.charset import to_text
from crawler.reading.parse.intake.labels import codec_of
from crawler.reading.parse.intake.letters import LATIN
from crawler.reading.parse.intake.utf8 import decode_nearly, is_nearly_utf8
from crawler.reading.parse.intake.visible_bytes import shown_bytes
from tests.support.pages import page

ROWS = json.loads((Path(__file__).parent / "languages.json").read_text("utf-8"))
WRITTEN = [(row["text"], charset) for row in ROWS for charset in row["charsets"]]
MENU = "".join(
    f'<td><a href="/{at}.htm"><font size="1">Section {at}</font></a>' for at in range(200)
)
SCRIPT = "<script>if (a<b) { document.write('<b>" + "Größe " * 50 + "</b>') }</script>"
NAMES = {"cp1251": "windows-1251", "cp1252": "windows-1252", "mac-cyrillic": "x-mac-cyrillic"}
FALSE = ("x-none", "utf-8", "utf-16", "shift_jis", "euc-kr", "gb2312")
"""Labels that the letters of no text above may be taken for."""


def markup(text: str, charset: str | None, around: str) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    head = f"<head>{meta if charset else ''}<title>{text[:20]}</title></head>"
    return f"<html>{head}<body>{around}<h1>{text[:20]}</h1><p>{text}</p><p>{text}</p></body></html>"


def readable(text: str, charset: str) -> str:
    """The text as far as the charset has its letters."""
    return text.encode(charset, "ignore").decode(charset)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([*WRITTEN, *[(row["text"], "utf-8") for row in ROWS]]),
    st.sampled_from(["nowhere", "in the header", "in the page"]),
    st.sampled_from(["right", *FALSE]),
    st.sampled_from(["", MENU]),
)
def test_a_page_reads_in_its_charset(
    written: tuple[str, str], where: str, label: str, around: str
) -> None:
    text, charset = written
    declared = NAMES.get(charset, charset) if label == "right" else label
    body = markup(readable(text, charset), declared if where == "in the page" else None, around)
    header = f"text/html; charset={declared}" if where == "in the header" else "text/html"

    read = to_text(header, body.encode(charset)).text

    assert read == body


@pytest.mark.parametrize(("written", "script"), [*product(WRITTEN, ["", SCRIPT])])
def test_letters_inside_scripts_are_not_evidence(written: tuple[str, str], script: str) -> None:
    text, charset = written
    head, tail = markup(readable(text, charset), None, "*").split("*", 1)
    body = head.encode(charset) + script.encode("cp1252") + tail.encode(charset)

    assert to_text(None, body)[0].endswith(tail)


@pytest.mark.parametrize("label", sorted(webencodings.labels.LABELS))
def test_every_label_of_the_web_is_known(label: str) -> None:
    name = webencodings.labels.LABELS[label]
    retired = {"iso-2022-cn", "iso-2022-cn-ext", "replacement"}

    assert (codec_of(label) is None) == (label in retired or name == "x-user-defined")


@pytest.mark.parametrize("label", ["rot13", "hex", "zlib", "idna", "utf-7", "none", ""])
def test_what_is_no_charset_has_no_codec(label: str) -> None:
    assert codec_of(label) is None


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["language"])
def test_utf_16_needs_no_mark(charset: str, row: dict[str, str]) -> None:
    body = markup(row["text"], None, "")

    assert to_text(None, body.encode(charset))[:2] == (body, charset)
    assert to_text("text/plain; charset=utf-16", row["text"].encode("utf-16-le"))[0] == row["text"]


def test_a_few_nuls_make_no_utf_16() -> None:
    body = b"<p>The ferry of Kelm" + b"\0" * 7 + b" runs again.</p>" + b"<p>More.</p>" * 20

    assert to_text(None, body)[1] == "utf-8"


@pytest.mark.parametrize(
    ("charset", "label"),
    [
        ("iso2022_jp", "iso-2022-jp"),
        ("iso2022_jp", None),
        ("iso2022_kr", "iso-2022-kr"),
        ("iso2022_kr", None),
        ("hz", "hz-gb-2312"),
    ],
)
def test_charsets_that_look_like_ascii(charset: str, label: str | None) -> None:
    language = {"iso2022_jp": "ja", "iso2022_kr": "ko", "hz": "zh"}[charset]
    text = next(row["text"] for row in ROWS if row["language"] == language)
    body = markup(text, label, "")

    assert to_text("text/html", body.encode(charset))[0] == body


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["language"])
@pytest.mark.parametrize("declared", ["utf-8", None, "iso-8859-1"])
@pytest.mark.parametrize(
    ("stray", "read"),
    [
        (b" \xa9 Kelm", " © Kelm"),
        (b" the council\x92s ", " the council’s "),
        (b" caf\xe9 ", " café "),
        ("…".encode()[:2] + b'"', '�"'),
        (b" \xd0 ", " � "),
    ],
)
def test_one_stray_byte_spoils_no_page(
    row: dict[str, str], declared: str | None, stray: bytes, read: str
) -> None:
    head, tail = markup(row["text"], declared, "*").split("*", 1)

    text, charset = to_text(None, head.encode() + stray + tail.encode())[:2]

    assert (text, charset) == (head + read + tail, "utf-8")


@pytest.mark.parametrize(("text", "charset"), WRITTEN)
def test_text_of_another_charset_is_not_nearly_utf_8(text: str, charset: str) -> None:
    assert not is_nearly_utf8(readable(text, charset).encode(charset), declared=True)


@given(st.binary(max_size=300))
def test_stray_bytes_never_fail(body: bytes) -> None:
    decode_nearly(body)


@settings(deadline=None)
@given(st.binary(max_size=2000), st.sampled_from([None, "text/html; charset=gbk", "x; charset="]))
def test_any_bytes_are_text_or_a_fault(body: bytes, content_type: str | None) -> None:
    with suppress(Fault):
        text, charset = to_text(content_type, body)[:2]
        assert isinstance(text, str)
        assert charset


@pytest.mark.slow
def test_the_record_names_the_charset() -> None:
    text = next(row["text"] for row in ROWS if row["language"] == "ru")
    url = "http://kelm.example/news/2004/03/07/a.htm"

    (record,) = read_page(page(markup(text, None, MENU).encode("koi8-r"), url)).records

    assert record.raw.charset == "koi8-r"
    assert record.body == f"{text}\n\n{text}"


FOREIGN_NAMES = (
    "<p>910 Divers Cross River Into Fíádüuna</p>"
    "<p>910 Divers Cross River Into Fíádüuna</p>"
    "<p>FORT HIALFORD (Sputnik) - Greater Ríáldistan has told Fíádüuna that it will "
    "reopen the Brüngrad radio mast if the grain quota talks begin by May. </p>"
    "<p>The fine was set at 443,922 crowns, payable by August 3. Dr. Adela B. Suell "
    "of St. Maren's College says the levels are falling. One crate in ten was opened,"
    " weighed and sealed again. Witnesses in Brüngrad said they saw smoke over the "
    "radio mast for ten days. </p>"
    "",
    "<p>Report: New Fevianteria Moves Helicopters Toward Vöürnburg - Archive</p>"
    "<p>Report: New Fevianteria Moves Helicopters Toward Vöürnburg</p>"
    "<p>(Náèland-New Fevianteria overflight session set for Sialdmouth, National "
    "Ferry Union says) (4729)</p>"
    "<p>Of the 384 shepherds who applied, 28 were given papers. Dröüdrorovia, which "
    "has no coast, sent two observers and a cook.</p>"
    "<p>What happens after Saturday is anyone's guess. The plan -- if it is a plan --"
    " would move 331 shepherds to Vöürnburg. The old fort on the hill above Vöürnburg"
    " has changed hands 28 times since 1952. The National Ferry Union was founded in "
    "1977, dissolved in 1982 and founded again.</p>"
    "<p>Opposition deputy Wilmer B. Briaskman said the letter had been read, but not "
    "answered. The overflight file was closed in 1966 and opened again two years "
    "later. One crate in ten was opened, weighed and sealed again. The price of lamp "
    "oil rose by a third in Sialdmouth and by half in Vöürnburg. Source after source "
    "in Vöürnburg told the same story of the weather station.</p>",
)


@pytest.mark.parametrize("text", FOREIGN_NAMES)
@pytest.mark.parametrize("blank", [" ", "\xa0"])
def test_a_few_foreign_names_do_not_make_a_page_of_dos(text: str, blank: str) -> None:
    text = text.replace(" the ", f"{blank}the{blank}").replace("'s", "’s")
    assert to_text(None, text.encode("cp1252"))[:2] == (text, "cp1252")


def test_the_latin_models_are_those_of_chardet() -> None:
    data = (Path(latin.__file__).parent / latin.FILE).read_bytes()

    shipped = msgpack.decode(zlib.decompress(data), type=latin.LatinModels)

    assert shipped == latin_models(), "run: python -m benchmarks.latin_models"


@pytest.mark.parametrize("text", [row["text"] for row in ROWS], ids=[r["language"] for r in ROWS])
@pytest.mark.parametrize("charset", ["cp1252", "cp1250", "iso8859-2", "cp1254", "mac-roman"])
def test_a_latin_score_is_chardets_confidence(text: str, charset: str) -> None:
    sample = f"{text} \r\n\n{text} “Kelm’s  café”".encode(charset, "ignore")

    found = chardet.detect_all(
        sample, ignore_threshold=True, compat_names=False, include_encodings=LATIN
    )
    scores = latin.latin_scores(sample)

    # chardet corrects the ranks: one encoding rises to the best, cp1254 may fall behind all.
    assert {each["encoding"] for each in found} == {*scores}
    risen = [
        each["confidence"]
        for each in found
        if scores[str(each["encoding"])] != each["confidence"] and each["encoding"] != "cp1254"
    ]
    assert risen in ([], [max(scores.values())])


@pytest.mark.parametrize("declared", [None, "iso-8859-1"])
@pytest.mark.parametrize("language", ["fr", "de", "es", "sv"])
def test_a_western_page_does_not_load_chardet(language: str, declared: str | None) -> None:
    text = next(row["text"] for row in ROWS if row["language"] == language)
    script = (
        "import sys\n"
        "from crawler.reading.parse.intake.charset import to_text\n"
        "text, charset, _ = to_text(None, sys.stdin.buffer.read())\n"
        "print(charset, 'chardet' in sys.modules)"
    )
    body = markup(text, declared, MENU).encode("cp1252")

    done = subprocess.run([sys.executable, "-c", script], input=body, capture_output=True)

    assert done.stdout.split() == [b"cp1252", b"False"]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("é<p>è</p>ê<b>e</b>", ["é", "è", "ê"]),
        ("<Script>é<p>é</SCRIPT x>è<style>é</style>ê<span é>ì", ["è", "ê", "ì"]),
        (
            "<!-- é > é -->è<!-->ê<!-- <p>é</p> -->ì<script>é<!-- </script>ò --> ù",
            ["è", "ê", "ì", "ò --> ù"],
        ),
        ("è<script>é</script", ["è"]),
        ("è<!-- é <p>é", ["è"]),
        ("è</script>ê</script <p>ì<p é", ["è", "ê", "ì"]),
    ],
)
def test_only_shown_text_is_evidence(markup: str, shown: list[str]) -> None:
    assert shown_bytes(markup.encode("cp1252")) == "\n".join(shown).encode("cp1252")
