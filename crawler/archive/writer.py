"""WARC 1.1 records of what a crawl fetched, each in a compressed member of its own.

An exchange is three records: `request`, `metadata` with what the crawl knew besides the answer, and
`response`, or `revisit` if a page with the same bytes is archived already. The metadata come before
the response, so that a reader of the stream knows them in time.
"""

import io
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import zstandard
from fastwarc.warc import WarcRecord, WarcRecordType
from isal import isal_zlib

from crawler import EXTRACTOR
from crawler.archive.exchange import Exchange, Original, WarcCompression, digest_of
from crawler.archive.http import parse_head
from crawler.archive.values import SOFTWARE

GZIP_LEVEL = 2
ZSTD_LEVEL = 3
PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_LINE_END = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Written:
    """An exchange as records, and what an index says of it."""

    data: bytes
    offset: int
    """Of the response in `data`, and its length in the next field."""
    length: int
    record_id: str
    url: str
    date: str
    digest: str
    status: str
    mime: str
    is_revisit: bool

    @property
    def original(self) -> Original | None:
        """Return what later revisits refer to; None for a revisit."""
        return None if self.is_revisit else Original(self.record_id, self.url, self.date)


class WarcEncoder:
    """Encodes the records of one WARC file."""

    def __init__(self, name: str, compression: WarcCompression, started: datetime) -> None:
        self._name = name
        self._started = started
        self._compression = compression
        self._zstd = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
        self._info_id = _new_id()

    def info(self) -> bytes:
        """Return the warcinfo record, with which a file begins."""
        fields = {
            "software": f"{SOFTWARE} (extractor {EXTRACTOR})",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        }
        headers = {
            "WARC-Record-ID": self._info_id,
            "WARC-Date": _date(self._started),
            "WARC-Filename": self._name,
            "Content-Type": "application/warc-fields",
        }
        return self._record(WarcRecordType.warcinfo, headers, _fields(fields))

    def exchange(self, exchange: Exchange, earlier: Original | None = None) -> Written:
        """Return the records of an exchange; with the `earlier` response that has the same payload,
        its own is a revisit. Raises Fault `warc` if the response has no HTTP header."""
        head = parse_head(exchange.response)
        payload = exchange.response[head.size :]
        digest, date = digest_of(payload), _date(exchange.fetched_at)
        response_id = _new_id()
        common = {
            "WARC-Target-URI": exchange.url,
            "WARC-Date": date,
            "WARC-Warcinfo-ID": self._info_id,
        }
        concurrent = common | {"WARC-Record-ID": _new_id(), "WARC-Concurrent-To": response_id}
        before = self._record(
            WarcRecordType.request,
            concurrent | {"Content-Type": "application/http; msgtype=request"},
            exchange.request,
            exchange.protocols,
        )
        if exchange.fields:
            about = {"WARC-Record-ID": _new_id(), "Content-Type": "application/warc-fields"}
            before += self._record(
                WarcRecordType.metadata, concurrent | about, _fields(exchange.fields)
            )
        answer = common | {
            "WARC-Record-ID": response_id,
            "Content-Type": "application/http; msgtype=response",
            "WARC-Payload-Digest": digest,
        }
        if exchange.ip:
            answer["WARC-IP-Address"] = exchange.ip
        if exchange.is_truncated:
            answer["WARC-Truncated"] = "length"
        block, kind = exchange.response, WarcRecordType.response
        if earlier is not None:
            block, kind = exchange.response[: head.size], WarcRecordType.revisit
            answer |= {
                "WARC-Profile": PROFILE,
                "WARC-Refers-To": earlier.record_id,
                "WARC-Refers-To-Target-URI": earlier.url,
                "WARC-Refers-To-Date": earlier.date,
            }
        answer["WARC-Block-Digest"] = digest_of(block)
        record = self._record(kind, answer, block, exchange.protocols)
        mime = head.header("content-type").partition(";")[0].strip().lower() or "unk"
        return Written(
            *(before + record, len(before), len(record), response_id, exchange.url, date, digest),
            *(str(head.status), "warc/revisit" if earlier else mime, earlier is not None),
        )

    def _record(
        self,
        kind: WarcRecordType,
        headers: Mapping[str, str],
        block: bytes,
        protocols: tuple[str, ...] = (),
    ) -> bytes:
        record = WarcRecord()
        record.init_headers(kind, content_length=len(block))
        for name, value in headers.items():
            record.headers[name] = value
        for protocol in protocols:
            record.headers.append("WARC-Protocol", protocol)
        record.set_bytes_content(block)
        plain = io.BytesIO()
        record.write(plain, chunk_size=1 << 20)
        if self._compression == "zstd":
            return self._zstd.compress(plain.getbuffer())
        packer = isal_zlib.compressobj(GZIP_LEVEL, isal_zlib.DEFLATED, 31)
        return packer.compress(plain.getbuffer()) + packer.flush()


def _fields(fields: Mapping[str, str]) -> bytes:
    lines = (f"{name}: {_LINE_END.sub(' ', value)}\r\n" for name, value in fields.items())
    return "".join(lines).encode()


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"
