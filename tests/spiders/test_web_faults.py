"""Faults of web hosts in one crawl: retried where that helps, logged, never fatal."""

import gzip
import re
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import brotli
import pytest

from crawler.tools.verify import verify
from tests.support.archive import STORY, Answer, Archive, served, serving
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow


def page(name: str) -> bytes:
    first = f"The committee met over the matter of {name} and adjourned after an hour."
    second = f"Its members, \u201ctired but content\u201d, will meet again, a clerk said of {name}."
    return STORY.format(headline=f"On {name}", first=first, second=second).encode()


UNTOLD = -1
"""The length of an answer that ends with its connection."""


class Faulty(BaseHTTPRequestHandler):
    """Answers each path `/DAY/NAME-irna` as the method of that name does; `asked` counts."""

    protocol_version = "HTTP/1.1"
    asked: Counter[str]
    listing: bytes

    def do_GET(self) -> None:
        name = self.path.split("/")[-1].removesuffix("-irna")
        self.asked[name] += 1
        self.close_connection = True
        getattr(self, name or "front")(page(name), self.asked[name] == 1)

    def answer(
        self, body: bytes, status: int = 200, length: int | None = None, **headers: str
    ) -> None:
        self.send_response(status)
        headers = {"Content_Type": "text/html", **headers}
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        if length != UNTOLD:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def front(self, _: bytes, __: bool) -> None:
        self.answer(self.listing)

    def __getattr__(self, name: str) -> object:
        if name == "robots.txt":
            return lambda *_: self.answer(b"", 404)
        raise AttributeError(name)

    # --- what comes right when it is asked for again ---

    def flaky(self, body: bytes, first: bool) -> None:
        self.answer(b"oops", 500) if first else self.answer(body)

    def reset_once(self, body: bytes, first: bool) -> None:
        self.resets(body, first) if first else self.answer(body)

    def without_length(self, body: bytes, _: bool) -> None:
        self.answer(body, length=UNTOLD)

    def half_once(self, body: bytes, first: bool) -> None:
        self.answer(body[:-150] if first else body, length=UNTOLD)

    def endless(self, body: bytes, _: bool) -> None:
        """It has no end, so it is asked for again, and comes again as it was."""
        self.answer(body.replace(b"</body></html>", b""), length=UNTOLD)

    # --- what does not ---

    def halves(self, body: bytes, first: bool) -> None:
        self.answer(body[: -150 if first else -120], length=UNTOLD)

    def escapes(self, _: bytes, __: bool) -> None:
        self.answer(b"", 302, Location="ht\ttp://me:hunter2@a.example/\x1b]0;owned\x07")

    def down(self, body: bytes, _: bool) -> None:
        self.answer(body, 502)

    def resets(self, _: bytes, __: bool) -> None:
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()
        self.wfile = open("/dev/null", "wb")  # noqa: PTH123, SIM115  # closed by the handler

    def drips(self, body: bytes, _: bool) -> None:
        self.answer(b"", length=len(body))
        for byte in body[:60]:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.3)

    def short(self, body: bytes, _: bool) -> None:
        self.answer(body[:-40], length=len(body))

    def cut_gzip(self, body: bytes, _: bool) -> None:
        self.answer(gzip.compress(body)[:-20], Content_Encoding="gzip")

    def no_gzip(self, body: bytes, _: bool) -> None:
        self.answer(body, Content_Encoding="gzip")

    def bomb(self, _: bytes, __: bool) -> None:
        self.answer(gzip.compress(bytes(40_000_000), 1), Content_Encoding="gzip")

    def nested(self, body: bytes, _: bool) -> None:
        packed = gzip.compress(gzip.compress(gzip.compress(body)))
        self.answer(packed, Content_Encoding="gzip, gzip, gzip")

    def huge(self, _: bytes, __: bool) -> None:
        self.answer(b"x" * 1000, length=20_000_000)

    def long_head(self, body: bytes, _: bool) -> None:
        self.send_response(200)
        for number in range(100_000):
            self.send_header(f"X-{number}", "of no use")
        with suppress(OSError):  # we are not listened to
            self.end_headers()
            self.wfile.write(body)

    def circle(self, _: bytes, __: bool) -> None:
        self.answer(b"", 302, Location=self.path.replace("circle", "round"))

    def round(self, _: bytes, __: bool) -> None:
        self.answer(b"", 302, Location=self.path.replace("round", "circle"))

    def to_front(self, _: bytes, __: bool) -> None:
        self.answer(b"", 302, Location="/")

    # --- pages, of a sort ---

    def brotli(self, body: bytes, _: bool) -> None:
        self.answer(brotli.compress(body), Content_Encoding="br", Content_Type="text/html")

    def charset(self, body: bytes, _: bool) -> None:
        western = body.decode().encode("cp1252")
        self.answer(western, Content_Encoding="iso-8859-1", Content_Type="text/html; charset=utf-8")

    def soft(self, _: bytes, __: bool) -> None:
        self.answer(b"<title>Ledger</title><h1>Page not found</h1><p>Sorry, it is not here.</p>")

    def pdf(self, _: bytes, __: bool) -> None:
        self.answer(b"%PDF-1.4\n%\xe2\xe3")

    def jpeg(self, _: bytes, __: bool) -> None:
        self.answer(b"\xff\xd8\xff\xe0\x00\x10JFIF")

    def as_pdf(self, body: bytes, _: bool) -> None:
        self.answer(body, Content_Type="application/pdf")

    def log_message(self, *_: object) -> None:
        pass


# The log line of each, by name.
GOOD = ("flaky", "reset_once", "without_length", "half_once", "endless", "brotli", "charset")
LOST = {
    "down": "http: HTTP 502",
    "resets": "fetch: DownloadFailedError: ",
    "drips": "fetch: DownloadTimeoutError: ",
    "halves": "fetch: truncated: ",
    "escapes": "http: redirected to http://a.example/ ]0;…",
    "short": "fetch: ResponseDataLossError",
    "cut_gzip": "encoding: truncated gzip",
    "no_gzip": "encoding: invalid gzip: ",
    "bomb": "size: ",
    "nested": "encoding: 3 nested content encodings",
    "huge": "fetch: DownloadCancelledError: ",
    "long_head": "size: more than 262144 bytes of headers",
    "circle": "http: redirect loop at",
    "to_front": "http: redirected to ",
}
PUT_ASIDE = {"pdf": "media-type: ", "jpeg": "media-type: ", "as_pdf": "media-type: "}


@pytest.fixture
def faulty(crawl: Crawl) -> Iterator[str]:
    names = (*GOOD, *LOST, *PUT_ASIDE, "soft")
    # The one that drips is the oldest, so that it comes last and slows nobody down.
    days = {name: f"20{n:02}-05-01" for n, name in enumerate(names, 3)} | {"drips": "2001-05-01"}
    links = "".join(f'<a href="/{days[name]}/{name}-irna">{name}</a>' for name in names)
    handler = type("Handler", (Faulty,), {"asked": Counter(), "listing": links.encode()})
    with serving(handler) as base:
        crawl.source("faulty", base, "story = ['-irna$']\nstart.index = ['/']\n")
        yield base


def test_faults_of_the_web(faulty: str, crawl: Crawl) -> None:
    ended = crawl("source=faulty", "RETRY_TIMES=1", "DOWNLOAD_TIMEOUT=10")

    assert ended.code == 1, ended.log
    bodies = {name_in(row["url"]): row["body"] for row in crawl.rows("records")}
    assert bodies.keys() == {*GOOD}, ended.log
    assert "\u201ctired but content\u201d" in bodies["charset"]
    assert all("will meet again" in body for body in bodies.values())
    logged = {name_in(line): line for line in ended.warnings}
    assert len(logged) == len(ended.warnings) == len(LOST) + len(PUT_ASIDE), ended.log
    for name, cause in LOST.items():
        assert logged[name].startswith(f"failed: faulty: {faulty}/"), logged[name]
        assert f"-irna: {cause}" in logged[name]
    for name, cause in PUT_ASIDE.items():
        assert logged[name].startswith(f"quarantined: faulty: {faulty}/"), logged[name]
        assert f"-irna: {cause}" in logged[name]
    assert {name_in(row["url"]) for row in crawl.rows("quarantine")} == {*LOST, *PUT_ASIDE}
    counts = crawl.manifest()["counts"]
    assert counts["discovered"] == counts["failed"] + counts["fetched"]
    assert (counts["failed"], counts["not_a_story"]) == (len(LOST), 1)
    assert "Traceback" not in ended.log
    assert verify(str(crawl.dump)).problems == ()


def test_a_host_that_fails_and_fails_is_left_alone(
    archive: Archive, crawl: Crawl, tmp_path: Path
) -> None:
    with served("127.0.0.2") as broken:
        paths = [f"/2003-04-{day:02}/irna.html" for day in range(1, 31)]
        broken.page("/robots.txt", "User-agent: *\nDisallow:\n")
        broken.answers |= {path: Answer(b"", 500) for path in paths}
        archive.story("/2003-04-01/other-irna.html")
        urls = [f"{broken.base}{path}" for path in paths]
        (tmp_path / "urls.txt").write_text(
            "\n".join([*urls, f"{archive.base}/2003-04-01/other-irna.html"])
        )

        ended = crawl(f"urls={tmp_path / 'urls.txt'}", "RETRY_TIMES=0")

    host = broken.base.removeprefix("http://")
    opened = f"circuit open: {host}: 5 consecutive failures, last: HTTP 500"
    assert ended.code == 1, ended.log
    assert [line for line in ended.warnings if "circuit" in line] == [opened]
    assert 5 <= sum(broken.asked[path] for path in paths) <= 5 + 8
    assert len(ended.warnings) == 1 + sum(broken.asked[path] for path in paths)
    assert "failed 30), fetched 1 (published 1" in ended.out
    assert len(crawl.rows("quarantine")) == 30


def name_in(line: str) -> str:
    """The name of the page that a line or an address is about."""
    found = re.search(r"/(\w+)-irna", line)
    return {"round": "circle"}.get(found[1], found[1]) if found else line
