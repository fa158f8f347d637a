"""Bad input: whatever the bytes, the reading gives records, a verdict or a named fault, in time.

Pages are drawn by Hypothesis, or made to be dear: one sign again and again, at sizes four times
apart. Time is CPU time; a guard stops what would not end.
"""

import gc
import random
import signal
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.clean.intake import MAX_BYTES
from crawler.faults import Fault
from crawler.model import Outcome
from crawler.reading import read_page
from tests.pages import FETCHED, PROSE, page

SITE = Path(__file__).parent.parent / "crawler" / "sample" / "site"
STEP = 4
"""How much larger each page of a maker is than the one before."""
GROWTH = 7.0
"""By how much the time may grow at a step: 4 would be linear, 16 quadratic."""
SURE = 0.02
"""Seconds; shorter times are noise."""
MEGABYTE = 1_000_000
MEGABYTE_SECONDS = 6.0
DOUBTFUL = 0.4
"""Seconds; where a quarter of a megabyte takes less, the whole is not read."""
LARGEST_SECONDS = 20.0

fuzzing = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TooSlow(Exception):
    """The reading took more CPU time than it was given."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the block once it has used so much CPU time."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


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


# --- dear pages -------------------------------------------------------------------------------

REPEATED = {
    "less-than": "<",
    "open-tag": "<a ",
    "open-comment": "<!--",
    "ampersand": "&",
    "entity": "&quot;",
    "double-entity": "&amp;quot; ",
    "div": "<div>a ",
    "div-closed": "<div>a</div>",
    "div-class": "<div class=nav><a href=x>y</a>",
    "table": "<table><tr><td>",
    "cell": "<tr><td>a b c",
    "br": "a<br>",
    "br-only": "<br>",
    "p": "<p>",
    "p-item": "<p>- ",
    "p-prose": f"<p>{PROSE}",
    "p-short": "<p>Aaa bbb",
    "p-wrapped": "<p>The talks with Kelm went on for all of the day and no",
    "p-gap": "<p>&nbsp;</p><p>Story.",
    "h1": "<h1>Aaa</h1>",
    "li": "<li><a href=x>y</a> and some words",
    "a": "<a href=x>y</a>",
    "a-open": "<a href=x>y",
    "b": "<b>",
    "b-closed": "<b>a</b> b ",
    "font": "<font size=1>a",
    "pre": "<pre>a\n\n",
    "hidden": "<p style='display:none'>a",
    "script": "<script>a",
    "image": '<img alt="A Logo" src="images/a">',
    "meta": "<meta name=a content=b>",
    "form": "<form><input>",
    "slash": "/ ",
    "slashes": "/// ",
    "cue": "/// ACT 1 ///\n",
    "pronouncer": "(pron. ",
    "label": "DATE=1/1/01 ",
    "label-lines": "TITLE=A\nBYLINE=B\n",
    "slug-lines": "SLUG: 2-12345 A\n",
    "intro": "INTRO: ",
    "intro-lines": "INTRO: a\nTEXT: b\n",
    "digest": "[01] A BY B ",
    "digest-lines": "[01] A BY B (KELM)\n",
    "place": "Aaa, ",
    "places": "Aaa Bbb ",
    "dateline": "KELM, Oct. 17, 2000 -- ",
    "dateline-p": "<p>KELM, Oct. 17, 2000 -- ",
    "dateline-cut": "WASHINGTON (",
    "month": "January 1, ",
    "letters": "A. ",
    "byline": "By ",
    "byline-p": "<p>By A. Writer",
    "speaker": "Q: x\n",
    "speaker-br": "Q: x<br>",
    "sign-off": "NEB/JO\n",
    "end": "(end) ",
    "quote": '"',
    "bracket": "(",
    "square": "[",
    "dash": "- ",
    "dashes": "-",
    "dots": ". ",
    "hashes": "# ",
    "word": "a",
    "prose": f"{PROSE} ",
    "prose-lines": f"{PROSE}\n",
    "blank": "a     ",
    "blank-line": "   \n",
    "nbsp": "&nbsp;",
    "tab": "\t",
    "tab-word": "a\t",
    "form-feed": "a\f",
    "return": "a\r",
    "soft-hyphen": "a\u00ad",
    "zero-width": "\u200b",
    "mojibake": "\u00c3\u00a9",
    "replacement": "\ufffd",
    "null": "\x00",
    "control": "a\x01",
    "surrogate": "&#55296;",
}
FRAMES = {
    "bare": ("", ""),
    "script": (f"<pre>\nSLUG: 2-12345 A\n\nTEXT: {PROSE}\n\n", f"\n\n{PROSE}\n</pre>"),
}
SIZES = (4_000, 16_000, 64_000, 256_000)
MAKERS = [
    pytest.param(frame, unit, id=f"{name}-{frame}")
    for name, unit in REPEATED.items()
    for frame in (FRAMES if "<" not in unit or name in ("br", "p-short") else ("bare",))
]
"""Marks are framed by a bare page; words by a script too, whose grammar is its own."""


def make(frame: str, unit: str, size: int) -> bytes:
    """A page of about so many bytes."""
    head, tail = FRAMES[frame]
    return (head + unit * (size // len(unit.encode())) + tail).encode()


def seconds(body: bytes, limit: float) -> float:
    """The CPU seconds of one reading; a second try, on a busy machine, before it is too many."""
    for last in (False, True):
        gc.collect()
        start = time.thread_time()
        try:
            with within(2 * limit):
                read(body)
        except TooSlow:
            raise AssertionError(f"{len(body)} bytes: more than {2 * limit:.2f} s") from None
        took = time.thread_time() - start
        if took <= limit or last:
            break
    return took


@pytest.fixture(scope="module", autouse=True)
def warm() -> Iterator[None]:
    """What is loaded once is on nobody's clock, nor is the search of it for garbage."""
    for frame in FRAMES:
        read(make(frame, f"{PROSE} caf\u00c3\u00a9 <p class=a><a href=x>y</a>", 4_000))
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.parametrize(("frame", "unit"), MAKERS)
def test_time_grows_with_size(frame: str, unit: str) -> None:
    """And a megabyte ends soon, on a busy machine too."""
    before = SURE
    for size in SIZES:
        limit = GROWTH * before
        took = seconds(make(frame, unit, size), limit)
        assert took <= limit, f"{size} bytes: {took:.2f} s, a quarter of it: {before:.2f} s"
        before = max(took, SURE)
    if before > DOUBTFUL:
        took = seconds(make(frame, unit, MEGABYTE), MEGABYTE_SECONDS)
        assert took <= MEGABYTE_SECONDS, f"a megabyte: {took:.2f} s, a quarter: {before:.2f} s"


@pytest.mark.parametrize(("frame", "unit"), MAKERS)
def test_dear_pages_are_read_right(frame: str, unit: str) -> None:
    check(make(frame, unit, 2_000))


LARGEST = {
    "prose": lambda: make("bare", f"<p>{PROSE}\n", MAX_BYTES),
    "one-word": lambda: make("bare", "a", MAX_BYTES),
    "noise": lambda: random.Random(1).randbytes(MAX_BYTES),  # noqa: S311
}


@pytest.mark.parametrize("body", LARGEST.values(), ids=LARGEST)
def test_largest_pages_end(body: Callable[[], bytes]) -> None:
    with within(LARGEST_SECONDS):
        read(body())


def test_a_larger_page_is_refused() -> None:
    with pytest.raises(Fault, match="size"):
        read_page(page(b"a" * (MAX_BYTES + 1)))
