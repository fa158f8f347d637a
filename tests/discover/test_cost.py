"""Reading a listing takes linear time, whatever its shape."""

from functools import partial

import pytest

from crawler.discover import read_links
from tests.support.cpu import growth, seconds, slowness
from tests.support.shapes import make

pytestmark = pytest.mark.slow

SIZES = (12_000, 48_000, 192_000, 768_000)
GROWTH, SURE = 7.0, 0.01
SHAPES = {
    "attributes": ("<p ", "a%d=x ", "><a href=/1>1</a>"),
    "links": ("", "<a href=/s/%d>Port %d</a>", ""),
    "links-open": ("", "<a href=/s/%d>Port ", ""),
    "nested": ("", "<div>", "<a href=/1>1</a>"),
    "comments": ("", "<!-- a", ""),
    "scripts": ("", "<script>a", ""),
    "href": ("", "href=", ""),
    "quotes": ("", "<a href='", ""),
    "blank": ("<a href=", " ", ">"),
    "text": ("", "https://a.example/%d\n", ""),
    "feed": ("<rss><channel>", "<item><link>https://a.example/%d</link></item>", ""),
    "sitemap": ("<urlset>", "<url><loc>https://a.example/%d</loc></url>", "</urlset>"),
    "json": ('{"items":[', '{"url":"https://a.example/%d"},', "{}]}"),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_time_grows_with_size(shape: tuple[str, ...]) -> None:
    smaller, before = None, 0.0
    for size in SIZES:
        act = partial(_read, make(shape, size).encode())
        took = seconds(act, 2 * slowness())
        if smaller and before > SURE:
            grown = took / before if took <= GROWTH * before else growth(smaller, act, GROWTH)
            assert grown <= GROWTH, f"{size} bytes: {grown:.1f} times a quarter of them"
            break
        smaller, before = act, took


def _read(body: bytes) -> None:
    for _ in read_links(body, "https://a.example/", "text/html"):
        pass
