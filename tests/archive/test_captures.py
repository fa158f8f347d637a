"""Pages are found in archives of other writers: warcio, wget, FastWARC, browsers."""

import gzip
import io
import json
import subprocess
import threading
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path

import brotli
import pytest
import zstandard
from fastwarc.stream_io import ZstdWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive.captures import postponed_revisits
from crawler.archive.opening import entries_of, find_archives
from crawler.archive.originals import Originals
from crawler.archive.records import FEW
from crawler.archive.values import Capture, SkippedRecord, UnreadableRecord
from crawler.base.faults import UsageFault

PAGE = "<html><p>The ferry of Kelm sails again, säys the harbour.</p></html>".encode()
URL = "http://kelm.example/ferry"


def read(*places: str | Path) -> tuple[list[Capture], list[str], list[str]]:
    """Return the captures, the reasons of passed records, and the causes of unread ones."""
    captures, passed, unread = [], [], []
    with Originals() as originals:
        archives = chain.from_iterable(find_archives(str(place)) for place in places)
        entries = (entries_of(archive, originals) for archive in archives)
        for found in chain(chain.from_iterable(entries), postponed_revisits(originals)):
            match found:
                case Capture():
                    captures.append(found)
                case SkippedRecord():
                    passed.append(found.reason)
                case UnreadableRecord():
                    unread.append(found.cause)
    return captures, passed, unread


def chunked(body: bytes, size: int = 20) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def write(
    path: Path, body: bytes = PAGE, *headers: tuple[str, str], status: str = "200 OK", **more: str
) -> Path:
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=path.name.endswith(".gz"))
        line = StatusAndHeaders(
            status, [("Content-Type", "text/html; charset=utf-8"), *headers], protocol="HTTP/1.1"
        )
        dated = {"WARC-Date": "2020-02-03T04:05:06Z"} | more
        record = writer.create_warc_record(
            URL, "response", payload=io.BytesIO(body), http_headers=line, warc_headers_dict=dated
        )
        writer.write_record(record)
    return path


ENCODINGS = {
    "plain": (PAGE, ()),
    "chunked": (chunked(PAGE), (("Transfer-Encoding", "chunked"),)),
    "chunked by its header only": (PAGE, (("transfer-encoding", "Chunked"),)),
    "chunked, cut off": (chunked(PAGE)[:-9], (("Transfer-Encoding", "chunked"),)),
    "gzip": (gzip.compress(PAGE), (("Content-Encoding", "gzip"),)),
    "gzip by its header only": (PAGE, (("Content-Encoding", "gzip"),)),
    "deflate": (zlib.compress(PAGE), (("Content-Encoding", "deflate"),)),
    "br": (brotli.compress(PAGE), (("Content-Encoding", "br"),)),
    "zstd": (zstandard.compress(PAGE), (("Content-Encoding", "zstd"),)),
    "both": (
        chunked(gzip.compress(PAGE)),
        (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")),
    ),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_bodies_are_decoded(name: str, tmp_path: Path) -> None:
    body, headers = ENCODINGS[name]

    (capture,), _, unread = read(write(tmp_path / "a.warc.gz", body, *headers))

    assert capture.url == URL
    assert capture.fetched_at == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert capture.header("content-type") == "text/html; charset=utf-8"
    if "cut off" in name:
        assert PAGE.startswith(capture.body[:40])
    else:
        assert capture.body == PAGE
    assert unread == []


def test_other_answers_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", status="404 Not Found")
    write(path, b"\x89PNG", ("X", "y"))
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=True)
        line = StatusAndHeaders("200 OK", [("Content-Type", "image/png")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(URL, "response", io.BytesIO(b"\x89"), http_headers=line)
        )

    captures, passed, unread = read(path)

    assert len(captures) == 1
    assert passed == ["status", "media-type"]
    assert unread == []


def test_a_damaged_body_costs_its_page_only(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", b"\x1f\x8b\x00\xff" * 9, ("Content-Encoding", "gzip"))
    write(path)

    captures, _, (cause,) = read(path)

    assert len(captures) == 1
    assert cause.startswith("encoding: ")


def test_resources_and_conversions_are_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        for kind, media in (("resource", "text/html"), ("conversion", "text/plain")):
            writer.write_record(
                writer.create_warc_record(
                    URL, kind, io.BytesIO(PAGE), warc_content_type=media,
                    warc_headers_dict={"WARC-Date": "2020-02-03T04:05:06Z"},
                )
            )  # fmt: skip

    captures, _, _ = read(path)

    assert [capture.header("content-type") for capture in captures] == ["text/html", "text/plain"]
    assert {capture.body for capture in captures} == {PAGE}


@pytest.mark.parametrize("name", ["0.warc.gz", "2.warc.gz"])
def test_a_revisit_has_the_body_of_its_original(name: str, tmp_path: Path) -> None:
    """Also if the file with its original comes later by name."""
    first = write(tmp_path / "1.warc.gz")
    second = tmp_path / name
    with second.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        original = WARCWriter(io.BytesIO()).create_warc_record(URL, "resource", io.BytesIO(PAGE))
        WARCWriter(io.BytesIO()).ensure_digest(original, payload=True)
        digest = original.rec_headers.get_header("WARC-Payload-Digest")
        line = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        revisit = writer.create_revisit_record(
            f"{URL}?again", digest, URL, "2020-02-03T04:05:06Z", http_headers=line
        )
        writer.write_record(revisit)

    captures, _, unread = read(tmp_path)

    assert [capture.url for capture in captures] == [URL, f"{URL}?again"]
    assert captures[1].body == PAGE
    assert captures[1].fetched_at.year > 2020
    assert unread == []

    captures, _, unread = read(second)

    assert captures == []
    assert unread == ["warc: revisit of a capture that is in none of these archives"]
    assert first.exists()


def test_zstd_of_fastwarc(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.zst"
    with path.open("wb") as file:
        writer = ZstdWriter(file)
        for _ in range(3):
            record = WarcRecord()
            record.init_headers(WarcRecordType.response)
            record.is_http = True
            record.headers["WARC-Target-URI"] = URL
            record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
            record.write(writer)
            writer.finish()
        writer.close()

    captures, _, unread = read(path)

    assert [capture.body for capture in captures] == [PAGE] * 3
    assert len({capture.offset for capture in captures}) == 3
    assert unread == []


@pytest.mark.parametrize("form", ["a.arc", "a.arc.gz"])
@pytest.mark.parametrize("off", [0, -7, 2, 90, 5000])
def test_arc(tmp_path: Path, form: str, off: int) -> None:
    http = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    info = b"1 0 test\nURL IP-address Archive-date Content-type Archive-length\n"
    rows = [
        b"filedesc://a.arc 0.0.0.0 20010203040506 text/plain %d\n%s\n" % (len(info), info),
        b"%s 127.0.0.1 20010203040507 text/html %d\n%s\n" % (URL.encode(), len(http) + off, http),
        b"%s 127.0.0.1 20010203040508 text/html 200 - - 9 a.arc %d\n%s\n"
        % (URL.encode(), len(http), http),
    ]
    pack = gzip.compress if form.endswith("gz") else bytes
    (tmp_path / form).write_bytes(b"".join(map(pack, rows)))

    captures, _, unread = read(tmp_path / form)

    assert [capture.body.strip() for capture in captures] == [PAGE, PAGE]
    assert captures[0].fetched_at == datetime(2001, 2, 3, 4, 5, 7, tzinfo=UTC)
    assert captures[1].offset == sum(len(pack(row)) for row in rows[:2])
    assert len(unread) == (off > FEW and form == "a.arc.gz")


def test_wacz(tmp_path: Path) -> None:
    warc = write(tmp_path / "data.warc.gz")
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as packed:
        packed.write(warc, "archive/data.warc.gz")
        packed.writestr("pages/pages.jsonl", json.dumps({"url": URL}))

    (capture,), _, unread = read(tmp_path / "a.wacz")

    assert capture.body == PAGE
    assert capture.place == "a.wacz/data.warc.gz#0"
    assert unread == []
    (tmp_path / "b.wacz").write_bytes((tmp_path / "a.wacz").read_bytes()[:-40])
    assert read(tmp_path / "b.wacz")[2] == ["damaged WACZ: File is not a zip file"]


def test_a_folder_of_saved_pages(tmp_path: Path) -> None:
    (tmp_path / "a.htm").write_bytes(PAGE)
    lines = [
        {
            "path": "a.htm", "url": URL, "fetched_at": "2020-02-03T04:05:06Z",
            "hint": {"found_on": "http://kelm.example/feed", "date": "2001-12-17"},
        },
        {"path": "../b.htm", "url": URL, "fetched_at": "2020-02-03T04:05:06Z"},
        {"path": "c.htm", "url": URL, "fetched_at": "2020-02-03T04:05:06Z"},
    ]  # fmt: skip
    (tmp_path / "pages.jsonl").write_text("\n".join(map(json.dumps, lines)))

    (capture,), _, unread = read(tmp_path)

    assert capture.body == PAGE
    assert capture.fields["hint-date"] == "2001-12-17"
    assert len(unread) == 2


def test_mhtml(tmp_path: Path) -> None:
    saved = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: %s\r\nSubject: Ferry\r\n"
        b"Date: Mon, 3 Feb 2020 04:05:06 -0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/html\r\nContent-Location: %s\r\n\r\n%s\r\n--b--\r\n"
    ) % (URL.encode(), URL.encode(), PAGE)
    (tmp_path / "a.mhtml").write_bytes(saved)

    (capture,), _, _ = read(tmp_path)

    assert (capture.url, capture.body) == (URL, saved)
    assert capture.fetched_at == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_wget(tmp_path: Path, server: str) -> None:
    command = ["wget", "-q", "--no-proxy", "--delete-after", f"--warc-file={tmp_path}/w"]
    subprocess.run([*command, f"{server}/1", f"{server}/2"], check=True, cwd=tmp_path)

    captures, passed, unread = read(tmp_path / "w.warc.gz")

    assert [capture.url for capture in captures] == [f"{server}/1", f"{server}/2"]
    assert {capture.body for capture in captures} == {PAGE}
    assert unread == []
    assert passed == ["no-url"] * len(passed)


def test_no_archive_is_a_usage_fault(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="no archives found"):
        find_archives(str(tmp_path / "*.warc.gz"))
    (tmp_path / "a.txt").write_text("no archive")
    assert read(tmp_path / "a.txt")[2] == ["not a WARC, ARC, WACZ or MHTML file"]


def test_captures_that_are_not_read_again_are_originals_of_revisits(tmp_path: Path) -> None:
    first = write(tmp_path / "1.warc")
    with (tmp_path / "2.warc").open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        line = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        with first.open("rb") as original:
            record = next(iter(ArchiveIterator(original)))
        date = record.rec_headers.get_header("WARC-Date")
        more = writer.create_revisit_record(URL, "sha1:OTHER", URL, date, http_headers=line)
        writer.write_record(more)

    with Originals() as originals:
        entries = [
            found
            for archive in find_archives(str(tmp_path))
            for found in entries_of(archive, originals, lambda place: place.startswith("2."))
        ]

    (revisit,) = [found for found in entries if isinstance(found, Capture)]
    assert (revisit.file, revisit.body) == ("2.warc", PAGE)
