"""Reading takes linear time for every shape of page, and less than a second for 100 kB.

Each shape is read at sizes four times apart until it takes a time that can be compared.
"""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

import pytest

from crawler.base.faults import Fault
from crawler.reading.page import read_page
from tests.support.cpu import growth, seconds, slowness, slowness_now
from tests.support.pages import ADDRESS, PROSE, page
from tests.support.shapes import UNITS, WHOLE, make

pytestmark = pytest.mark.slow

SIZES = (3_000, 12_000, 48_000, 192_000, 768_000)
GROWTH = 7.0
"""By how much the time may grow at a step: 4 would be linear, 16 quadratic."""
SURE = 0.008
"""Seconds; shorter times are noise."""
MOST = 1.0
"""Seconds for 100 kB, on a machine of 2026."""

MODERN = (
    "<!DOCTYPE html><html lang=en><head><meta name=viewport content=x>"
    "<title>Port opens again | Paper</title><meta property='og:type' content=article>"
    "<meta property='og:title' content='Port opens again'></head><body><main><article>"
    f"<h1>Port opens again</h1><p>{PROSE}<p>{PROSE}"
)
READINGS = {
    "archive": (ADDRESS, "", ""),
    "script": (
        ADDRESS,
        f"<pre>\nSLUG: 2-12345 A\n\nTEXT: {PROSE}\n\n",
        f"\n\n{PROSE}\n</pre>",
    ),
    "article": ("https://paper.example/2020/01/02/port-opens-again", MODERN, ""),
}
"""URL, text before and text after the repeated part: each is read by other code."""


def shapes() -> Iterator[object]:
    """Markup is read as a page of an archive and as one of today; words in a script, too."""
    for name, unit in UNITS.items():
        readings = ("archive", "article") if "<" in unit else ("archive", "script")
        for reading in readings:
            yield pytest.param(reading, ("", unit, ""), id=f"{name}-{reading}")
    for name, shape in WHOLE.items():
        reading = "archive" if name.startswith(("text", "saved")) else "article"
        yield pytest.param(reading, shape, id=f"{name}-{reading}")


def read(body: bytes, url: str) -> None:
    with suppress(Fault):
        read_page(page(body, url))


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """What is loaded once is on nobody's clock."""
    for url, head, tail in READINGS.values():
        read(f"{head}{PROSE} caf\u00c3\u00a9 <p class=a><a href=x>y</a>{tail}".encode(), url)


@pytest.mark.parametrize(("reading", "shape"), [*shapes()])
def test_time_grows_with_size(reading: str, shape: tuple[str, ...]) -> None:
    url, head, tail = READINGS[reading]
    smaller, before = None, 0.0
    for size in SIZES:
        body = f"{head}{make(shape, size)}{tail}".encode("utf-8", "replace")
        act = partial(read, body, url)
        most = slowness() * MOST * size / 100_000 + SURE
        took = seconds(act, most)
        if took > most:
            most = slowness_now() * MOST * size / 100_000 + SURE
            took = seconds(act, most)
        assert took <= most, f"{size} bytes: {took:.3f} s"
        if smaller and before > SURE:
            grown = took / before if took <= GROWTH * before else growth(smaller, act, GROWTH)
            assert grown <= GROWTH, f"{size} bytes: {grown:.1f} times a quarter of them"
            break
        smaller, before = act, took
