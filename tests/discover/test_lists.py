"""Lists of URLs in every format that archives use."""

import gzip
import zlib

import pytest

from crawler.base.faults import Fault
from crawler.discover import kind_of, read_links
from crawler.model import Hint
from tests.support.warc import record, response

URL = "http://a.example/list"
PAGES = ["http://a.example/1.htm", "http://a.example/2.htm"]
KEY = "example,a)/1.htm 20030731101500"
SHA = "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def urls(body: str | bytes) -> list[str]:
    raw = body if isinstance(body, bytes) else body.encode()
    for packed in (raw, gzip.compress(raw), gzip.compress(raw[:90]) + gzip.compress(raw[90:])):
        assert kind_of(packed, URL) == "list"
        links = read_links(packed, URL)
        assert {link.hint for link in links} <= {Hint(URL)}  # a capture's time is not the story's
        assert not any(link.leads_on for link in links)
    return [link.url for link in links]


def cdx(*columns: int, header: str = "") -> str:
    """A CDX of some of its columns: two pages, one of them twice, and what is no page."""
    rows = [
        ("1.htm", "text/html", "200"),
        ("1.htm", "warc/revisit", "-"),
        ("1.htm", "text/html; charset=x", "200"),
        ("3.htm", "text/html", "404"),
        ("4.htm", "text/html", "302"),
        ("5.png", "image/png", "200"),
        ("7.htm", "unk", "-"),
        ("8.png", "image/png", "-"),
        ("2.htm", "text/html", "-"),
    ]
    lines = [header] if header else []
    for name, mime, status in rows:
        url = f"http://a.example/{name}"
        whole = [KEY.split()[0], KEY.split()[1], url, mime.replace(" ", ""), status, SHA]
        whole += ["-", "-", "812", "533", "a-001.warc.gz"]
        lines.append(" ".join(whole[column] for column in columns))
    return "\n".join([*lines, "example,a)/6 20030731101500 dns:a.example text/dns 200 x 1", ""])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("\ufeff# ours\n\n http://a.example/1.htm\r\nhttp://A.example/2.htm#x\nno\n"),
        pytest.param(cdx(*range(11), header=" CDX N b a m s k r M S V g"), id="cdx"),
        pytest.param(cdx(1, 2, 3, 4, 10, header=" CDX b a m s g"), id="cdx other columns"),
        pytest.param(cdx(*range(11)), id="cdx 11"),
        pytest.param(cdx(0, 1, 2, 3, 4, 5, 6, 9, 10), id="cdx 9"),
        pytest.param(cdx(0, 1, 2, 3, 4, 5, 8), id="cdx of the wayback's server"),
        pytest.param(
            f'!OpenWayback-CDXJ 1.0\n{KEY} {{"url":"{PAGES[0]}","status":"200","mime":"text/html"}}'
            f'\n{KEY} {{"url":"http://a.example/3","status":"200","mime":"warc/revisit"}}'
            f'\n{KEY} response {{"uri":"{PAGES[1]}","hsc":200,"mct":"text/html"}}',
            id="cdxj",
        ),
        pytest.param(
            f'{{"urlkey":"x","timestamp":"2003","url":"{PAGES[0]}","mime":"unk","status":"200"}}\n'
            '{"url":"http://a.example/3.htm","status":"404","mime":"text/html"}\n'
            '{"url":"http://a.example/r","status":"200","mime":"image/gif","mime-detected":"x/y"}\n'
            f'{{"url":"{PAGES[1]}","status":"200","mime":"x/y","mime-detected":"text/html"}}\n',
            id="json lines",
        ),
        pytest.param(
            '[["urlkey","timestamp","original","mimetype","statuscode"],\n'
            f'["x","20030731101500","{PAGES[0]}","text/html","200"],\n'
            f'["x","20030731101500","{PAGES[0]}","text/html","200"],\n'
            '["x","20030731101500","http://a.example/3.htm","text/html","404"],\n'
            f'["x","20030731101500","{PAGES[1]}","text/html","200"], [], ["resume"]]',
            id="json arrays",
        ),
        pytest.param(f"{PAGES[0]}\r{PAGES[1]}\r", id="text of an old Macintosh"),
        pytest.param(f"20040101 {PAGES[0]}\n20040102 {PAGES[1]}\n", id="a time before"),
        pytest.param(f"[2/Jan/2004:1 +0] {PAGES[0]}\n[3/Jan] {PAGES[1]}", id="a time in brackets"),
        pytest.param(f"{PAGES[0]} Ferry sails\n{PAGES[1]} Bridge", id="a title behind"),
        pytest.param(f'n;at;t\n1;{PAGES[0]};"A; B"\n2;"{PAGES[1]}";C\n', id="semicolons"),
        pytest.param(f'url,title\n{PAGES[0]},"A, B"\n{PAGES[1]},C\n', id="commas"),
        pytest.param(f"1\t{PAGES[0]}\tA B\n2\t{PAGES[1]}\tC\n", id="tabulators"),
        pytest.param(f"| 1 | {PAGES[0]} | A |\n| 2 | {PAGES[1]} | B |\n", id="bars"),
        pytest.param(
            '{"format": "json-pages-1.0", "id": "pages", "title": "All"}\n'
            f'{{"id": "1", "url": "{PAGES[0]}", "ts": "2004"}}\n{{"id": "2", "url": "{PAGES[1]}"}}',
            id="pages of a wacz",
        ),
        pytest.param(f'["{PAGES[0]}", "{PAGES[1]}", "no"]', id="json strings"),
        pytest.param(
            f'{{"link": "http://a.example/", "posts": [\n {{"link": "{PAGES[0]}", "images": '
            f'[{{"url": "http://a.example/i.png"}}]}},\n{{"href": "{PAGES[1]}"}}]}}',
            id="a json document",
        ),
    ],
)  # fmt: skip
def test_the_pages_of_a_list(body: str) -> None:
    assert urls(body) == PAGES


WARC = [
    record("warcinfo", "", b"software: x", "application/warc-fields"),
    record("response", "dns:a.example", b"20030731 a.example", "text/dns"),
    record("request", "http://a.example/0.htm", b"GET / HTTP/1.1\r\n\r\n", "application/http"),
    response("<http://a.example/1.htm>"),
    response("http://a.example/3.htm", status=404),
    response("http://a.example/3.png", media_type="image/png"),
    record("revisit", "http://a.example/3.htm", b"HTTP/1.1 200 x\r\n\r\n", "application/http"),
    record("resource", "http://a.example/2.htm", b"<html>", "text/html"),
    record("resource", "http://a.example/4.png", b"GIF89a", "image/gif"),
]


def test_the_pages_of_a_warc() -> None:
    assert urls(b"".join(WARC)) == PAGES
    assert [link.url for link in read_links(b"".join(map(gzip.compress, WARC)), URL)] == PAGES


def bomb(head: bytes, padding: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    mass = b"".join(packer.compress(padding * (1 << 20)) for _ in range(51))
    return gzip.compress(head) + mass + packer.flush()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (gzip.compress(cdx(*range(11)).encode())[:-9], "gzip"),
        (b"".join(map(gzip.compress, WARC))[:-9], "gzip"),
        (b'[["original"], ["http://a.example/\xb7"]]', "list"),
        (gzip.compress(b"".join(WARC)) + b"\x1f\x8b\x08\x00junk", "gzip"),
        (bomb(b"http://a.example/1.htm\n", b"x"), "size"),
        (bomb(b"http://a.example/1.htm\n", b"\n"), "size"),
        (bomb(response("http://a.example/1.htm"), b"\0"), "warc"),
        (b'{"url": "http://a.example/1.htm"}\n{"url": ', "list"),
        (b'{"url": ' + b"[" * 100_000, "list"),
        (b'[["original"], ["http://a.example/1.htm"', "list"),
        (b" CDX N b m s\nx 2003 text/html 200\n", "list"),
        (b"http://a.example/1.htm" + b"x" * 1_000_000, "size"),
        (b"%PDF-1.4\xff\xfe", "listing"),
        (b"<?xml version='1.0'?><opml><outline xmlUrl='http://a.example/'/></opml>", "listing"),
        (b"see http://a.example/1.htm for more", "listing"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "list"),
    ],
)
def test_a_list_that_cannot_be_read_completely_is_reported(body: bytes, kind: str) -> None:
    with pytest.raises(Fault) as fault:
        read_links(body, URL)
    assert fault.value.kind == kind
    assert URL in fault.value.reason


@pytest.mark.parametrize("body", [b"[]", b"[]\n"])
def test_an_answer_that_names_nothing(body: bytes) -> None:
    assert kind_of(body, URL) == "list"
    assert read_links(body, URL) == []


def test_a_json_feed() -> None:
    feed = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "L", "next_url": "?page=2",
      "home_page_url": "http://a.example/", "items": [
      {"id": "1", "url": "/1.htm", "title": "A  B", "date_published": "2004-01-02T03:04:05+02:00",
       "date_modified": "2004-01-03"}, {"id": "http://a.example/2.htm"}, {"id": "3"}, 4]}"""

    assert kind_of(feed, URL) == "json-feed"
    first, second, following = read_links(feed, URL)
    assert (first.url, second.url) == tuple(PAGES)
    assert first.hint == Hint(URL, "2004-01-02T03:04:05+02:00", "A B", "2004-01-03")
    assert (following.url, following.leads_on) == ("http://a.example/list?page=2", True)
