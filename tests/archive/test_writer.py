"""What we write is read by warcio, FastWARC and cdxj-indexer, byte for byte."""

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cdxj_indexer.main import CDXJIndexer
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from msgspec.structs import asdict
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.archive.cdxj import IndexEntry, index_of, read_line
from crawler.archive.exchange import SUFFIX, Exchange, WarcCompression
from crawler.archive.index_lines import index_line
from crawler.archive.opening import entries_of, find_archives
from crawler.archive.originals import Originals
from crawler.archive.pages import fields_of, page_of
from crawler.archive.records import Record, records
from crawler.archive.values import Capture
from crawler.archive.writer import WarcEncoder, Written
from crawler.model import Hint, Page
from crawler.sources import Source, load_sources

BODY = "<html><p>The ferry of Kelm sails again, säys the harbour.</p></html>\n".encode() * 40
ANSWER = (
    b"HTTP/1.1 200 Fine By Me\r\nserver: kelm\r\nX-CaSe:  two  blanks\r\nset-cookie: a=1\r\n"
    b'Content-Type: text/html; charset=utf-8\r\nset-cookie: b=2\r\nETag: "k\xe4lm"\r\n\r\n' + BODY
)
REQUEST = b"GET /ferry HTTP/1.1\r\nHost: kelm.example\r\nUser-Agent: wirecrawl/0.1\r\n\r\n"
NOW = datetime(2026, 11, 28, 3, 4, 5, 678901, tzinfo=UTC)
URL = "http://www.kelm.example/ferry?b=2&a=1"


def page(body: bytes = BODY) -> Page:
    return Page(
        url=URL,
        source="sample",
        body=body,
        fetched_at=NOW,
        content_type="text/html; charset=utf-8",
        robots="allowed",
        content_signal="search=yes, ai-train=no",
        tdm_policy="http://kelm.example/tdm: policy",
        hint=Hint("http://kelm.example/feed", "2001-12-17", "Fähre: Kelm", "2026-11-27"),
        requested_url="http://kelm.example/old",
    )


@pytest.fixture
def source() -> Source:
    return load_sources(None)["sample"]


def write(folder: Path, compression: WarcCompression) -> tuple[Path, list[Written], bytes]:
    path = folder / f"20261128T030405Z-abcdef-00001{SUFFIX[compression]}"
    encoder = WarcEncoder(path.name, compression, NOW)
    data = encoder.info()
    lines: list[bytes] = []
    written: list[Written] = []
    for number in range(3):
        answer = ANSWER.replace(b"\r\n\r\n", b"\r\nX-Number: %d\r\n\r\n" % number, 1)
        exchange = Exchange(URL, NOW, REQUEST, answer, ip="127.0.0.1", fields=fields_of(page()))
        earlier = written[0].original if number else None
        one = encoder.exchange(exchange, earlier)
        lines.append(index_line(one, len(data), path.name))
        data += one.data
        written.append(one)
    path.write_bytes(data)
    return path, written, index_of(lines)


def test_warcio_reads_the_bytes_that_came(tmp_path: Path) -> None:
    path, _, _ = write(tmp_path, "gzip")

    with path.open("rb") as file:
        kinds, blocks = [], []
        for record in ArchiveIterator(file, no_record_parse=True):
            kinds.append(record.rec_type)
            blocks.append(record.raw_stream.read())

    assert kinds == [
        "warcinfo",
        *["request", "metadata", "response"],
        *["request", "metadata", "revisit"] * 2,
    ]
    assert blocks[1] == REQUEST
    assert blocks[3] == ANSWER.replace(b"\r\n\r\n", b"\r\nX-Number: 0\r\n\r\n", 1)
    assert blocks[6] == blocks[3].replace(b"Number: 0", b"Number: 1").removesuffix(BODY)
    assert blocks[2].startswith(b"source: sample\r\nrobots: allowed\r\n")


def test_warcio_finds_all_digests_right(tmp_path: Path) -> None:
    path, _, _ = write(tmp_path, "gzip")
    command = type("Command", (), {"inputs": [str(path)], "verbose": True})()

    checker = Checker(command)
    checker.process_all()

    assert checker.exit_value == 0


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_fastwarc_reads_the_same(tmp_path: Path, compression: WarcCompression) -> None:
    path, _, index = write(tmp_path, compression)

    with path.open("rb") as file:
        found = [
            (r.stream_pos, r.headers.get("WARC-Protocol"), r.reader.read(), r.verify_block_digest())
            for r in FastIterator(file, record_types=WarcRecordType.response, parse_http=False)
        ]

    ((offset, protocol, block, _),) = found
    assert str(offset) in [read_line(line)[2].offset for line in index.splitlines()]
    assert protocol == "http/1.1"
    assert block.endswith(BODY)


def test_the_index_is_that_of_cdxj_indexer(tmp_path: Path) -> None:
    path, _, index = write(tmp_path, "gzip")
    theirs = io.StringIO()
    CDXJIndexer(theirs, [str(path)], sort=True, records="response,revisit").process_all()

    assert index.decode().splitlines() == [
        line.replace('": "', '":"').replace('", "', '","')
        for line in theirs.getvalue().splitlines()
    ]


def test_an_index_leads_to_its_responses(tmp_path: Path) -> None:
    path, _, index = write(tmp_path, "zstd")

    for line in index.splitlines():
        key, date, entry = read_line(line)
        assert key == "example,kelm)/ferry?a=1&b=2"
        assert date == "20261128030405"
        assert isinstance(entry, IndexEntry)
        with path.open("rb") as file:
            file.seek(int(entry.offset))
            only = [*records(io.BytesIO(file.read(int(entry.length))), int(entry.offset))]
        (record,) = only
        assert isinstance(record, Record)
        assert record.kind in ("response", "revisit")


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_page_comes_back_as_it_was(
    tmp_path: Path, compression: WarcCompression, source: Source
) -> None:
    path, written, _ = write(tmp_path, compression)

    with Originals() as originals:
        (archive,) = find_archives(str(path))
        found = [*entries_of(archive, originals)]

    assert len(found) == 3
    for capture in found:
        assert isinstance(capture, Capture)
        assert capture.is_ours
        again = page_of(capture, source, capture.url)
        assert again.archive == f"{path.name}#{capture.offset}"
        own = {
            "language": source.language,
            "licence": source.licence,
            "infosource": source.agency,
            "address_forms": source.address,
        }
        assert asdict(again) == asdict(page()) | own | {"archive": again.archive}
    assert hashlib.sha256(BODY).hexdigest() == hashlib.sha256(found[2].body).hexdigest()  # type: ignore[union-attr]
    assert [one.is_revisit for one in written] == [False, True, True]
