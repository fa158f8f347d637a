"""Hostile input: records, a verdict or a named fault, in bounded time.

Pages are drawn by Hypothesis, or made of one thing again and again (`shapes`).
"""

import random
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.base.faults import Fault
from crawler.model import Outcome
from crawler.reading.page import read_page
from crawler.reading.parse.intake import MAX_BYTES
from tests.support.cpu import within
from tests.support.pages import FETCHED, PROSE, page
from tests.support.shapes import UNITS

pytestmark = pytest.mark.slow

SITE = Path(__file__).parent.parent / "crawler" / "sample" / "site"
LARGEST_SECONDS = 40.0

fuzzing = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(body: bytes) -> Outcome | Fault:
    try:
        return read_page(page(body))
    except Fault as fault:
        return fault


def check(body: bytes) -> None:
    """Read bytes; what comes of it must be a fault, or an outcome that a reader can rely on."""
    with within(5.0):
        outcome = read(body)
    if isinstance(outcome, Fault):
        assert outcome.kind
        assert "\n" not in outcome.reason
        return
    assert outcome.records or outcome.verdict
    assert outcome.reason if outcome.verdict == "not_a_story" else True
    for record in outcome.records:
        assert record.body.strip()
        assert "\n\n\n" not in record.body
        assert not controls(record.body.replace("\n\n", ""))
        assert not controls(record.headline or "")
        latest = FETCHED.date() + timedelta(days=1)
        assert record.published.date
        assert date.fromisoformat(record.published.date) <= latest


def controls(text: str) -> list[str]:
    """The control characters of a text; a newline is one."""
    return [each for each in text if unicodedata.category(each) == "Cc"]


# --- drawn pages ------------------------------------------------------------------------------

PIECES = (
    *("<p>", "</p>", "<br>", "<br/>", "<pre>", "</pre>", "<div>", "</div>", "<table>", "<tr>"),
    *("<td>", "</td>", "</tr>", "</table>", "<b>", "</b>", "<font size=1>", "</font>", "<h1>"),
    *("</h1>", "<li>", "<ul>", "<hr>", "<a href=x>", "</a>", "<title>", "</title>", "<script>"),
    *("</script>", "<style>", "<!--", "-->", "<![CDATA[", "]]>", "<body>", "</html>", "<p hidden>"),
    *("<meta charset=utf-8>", "<meta charset=nope>", '<html lang="en">', "<", ">", "&", "&nbsp;"),
    *("&#0;", "&#x110000;", "&#55296;", "&amp;lt;", "\n", "\n\n", "\t", "\r", "\f", "\v", "\x00"),
    *("\x01", "\x08", "\x7f", "\x9f", "&#1;", "&#127;"),
    *("\x1b", "\x85", "\u2028", "\u00ad", "\u200b", "\ufeff", "\ufffd", "\u0130", "  ", "    "),
    *("SLUG: 2-12345 A / B", "DATE=1/1/01", "TITLE=A", "BYLINE=B", "NUMBER=2-1", "DATELINE=KELM"),
    *("INTRO: ", "TEXT: ", "// OPT //", "/// ACT ///", "(SIGNED)", "NEB/JO", "NNNN", "[01] A BY B"),
    *("KELM, Oct. 17, 2000 --", "KELM (AP) _", "KELM, Dec 31, 9999 -", "KELM, Feb 29 (IRNA) --"),
    *("By A. Writer", "Q: ", "(end)", "###", "(pron. ", "Copyright", "January 1, 0001", "31/12/99"),
    *(PROSE, "Story.", "A", "- ", "* ", '"', "'", "(", ")", "[", "]", "caf\u00c3\u00a9"),
)
ENCODINGS = ("utf-8", "utf-16", "utf-7", "cp1252", "koi8-r", "shift_jis", "gb18030")
soups = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join)
files = st.sampled_from(sorted(SITE.rglob("*.htm*"))).map(Path.read_bytes)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A page of the sample archive, cut and spliced at drawn places."""
    body = draw(files)
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted(draw(st.integers(0, len(body))) for _ in range(2))
        head, middle, tail = body[:start], body[start:end], body[end:]
        change = draw(st.integers(0, 5))
        if change == 0:
            body = head + tail
        elif change == 1:
            body = head + middle + middle + tail
        elif change == 2:
            body = head + draw(st.binary(max_size=20)) + middle + tail
        elif change == 3:
            body = head + draw(st.sampled_from(PIECES)).encode() + middle + tail
        elif change == 4:
            body = head + draw(files)[start:end] + tail
        else:
            body = tail + middle + head
    return body


@fuzzing
@given(st.binary(max_size=400))
def test_any_bytes(body: bytes) -> None:
    check(body)


@fuzzing
@given(soups, st.sampled_from(ENCODINGS))
@example(f"<p>{PROSE}\x08", "utf-8")
@example(f"<p>{PROSE}&#127;x", "utf-8")
@example(f"<p>{PROSE}\x9d", "utf-8")
@example("<div>&#1;<br hidden>b</div>", "utf-8")
def test_any_soup(soup: str, encoding: str) -> None:
    check(soup.encode(encoding, "replace"))


@fuzzing
@given(mutated())
def test_damaged_pages(body: bytes) -> None:
    check(body)


CHARSETS = (
    *("nope", "undefined", "rot13", "zlib", "bz2", "hex", "base64", "uu", "quopri", "idna", "mbcs"),
    *("punycode", "unicode_escape", "utf-7", "utf-16", "utf-32", "x-user-defined", '"', "%", "é"),
)


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("where", ["header", "meta"])
def test_any_charset_may_be_declared(charset: str, where: str) -> None:
    meta = f"<meta charset={charset}>" if where == "meta" else ""
    header = f"text/html; charset={charset}" if where == "header" else None
    body = f"{meta}<p>KELM (AP) _ {PROSE} caf".encode("cp1252") + b"\xe9\xff +AB- \xed\xb0\x80"
    with suppress(Fault):
        read_page(page(body, content_type=header))


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_pages_of_one_thing_are_read_right(unit: str) -> None:
    check((unit * (2_000 // len(unit.encode()))).encode())


LARGEST = {
    "prose": lambda: f"<p>{PROSE}\n".encode() * (MAX_BYTES // 150),
    "one-word": lambda: b"a" * MAX_BYTES,
    "noise": lambda: random.Random(1).randbytes(MAX_BYTES // 4),  # noqa: S311
}


@pytest.mark.parametrize("body", LARGEST.values(), ids=LARGEST)
def test_largest_pages_end(body: Callable[[], bytes]) -> None:
    with within(LARGEST_SECONDS):
        read(body())


def test_a_larger_page_is_refused() -> None:
    with pytest.raises(Fault, match="size"):
        read_page(page(b"a" * (MAX_BYTES + 1)))
