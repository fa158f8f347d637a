"""HTTP responses in archives: chunked or not, compressed or not, complete or truncated."""

import re
from dataclasses import dataclass

import zstandard

from crawler.archive.grammars import header_lines
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.politeness.http_decompression import content_encodings, decompress

MOST_BYTES = 20 << 20
"""Maximum bytes of a decompressed body."""
MOST_HEADER = 256 << 10
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/[\d.]+[ \t]+(\d{3})\b")
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of a response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    size: int
    """Bytes up to the body."""

    def header(self, name: str) -> str:
        """Return the last header of this name, in lower case; empty without one."""
        lines = [value for key, value in self.headers if key.lower() == name]
        return lines[-1] if lines else ""


def parse_head(block: bytes) -> Head:
    """Parse the start of an HTTP response. Raises Fault `warc` if it is not one."""
    status = _STATUS.match(block)
    if status is None:
        raise Fault(FaultKind.WARC, "no HTTP status line")
    end = _HEADER_END.search(block, 0, MOST_HEADER)
    if end is None:
        raise Fault(FaultKind.WARC, "HTTP header is not terminated")
    headers = tuple(header_lines(block[: end.start()], "latin-1"))
    return Head(int(status[1]), headers, end.end())


def decode_body(body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Remove the encodings that headers name, as far as the body has them.

    Many archives keep the headers of an answer and store its body decoded.
    """
    named = {name.lower(): value for name, value in headers}
    if "chunked" in named.get("transfer-encoding", "").lower():
        body = dechunk(body)
    for layer in content_encodings(named.get("content-encoding", "")):
        body = _decode(body, layer)
    return body


def _decode(body: bytes, encoding: str) -> bytes:
    if encoding == "zstd" and body.startswith(zstandard.FRAME_HEADER[:4]):
        try:
            reader = zstandard.ZstdDecompressor().stream_reader(body)
            text = reader.read(MOST_BYTES + 1)
        except zstandard.ZstdError as error:
            raise Fault(FaultKind.ENCODING, f"invalid zstd: {error}") from None
        if len(text) > MOST_BYTES:
            raise Fault(FaultKind.SIZE, f"zstd decompresses to more than {MOST_BYTES} bytes")
        return text
    try:
        return decompress(body, encoding, MOST_BYTES)
    except Fault as fault:
        if fault.kind == "encoding" and _is_text(body):
            return body
        raise


def _is_text(body: bytes) -> bool:
    """Return whether a body is markup or text, whatever encoding its headers name."""
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<") or (bool(start) and b"\0" not in start and start.isascii())


def dechunk(body: bytes) -> bytes:
    """Remove the chunked transfer encoding (RFC 9112, 7.1); a truncated last chunk is kept.

    A body that is not chunked, in spite of its header, is returned unchanged.

    >>> dechunk(b"3\\r\\nabc\\r\\n2;x=1\\r\\nde\\r\\n0\\r\\n\\r\\n"), dechunk(b"<p>")
    (b'abcde', b'<p>')
    """
    chunks: list[bytes] = []
    at = 0
    while (line := _CHUNK.match(body, at)) is not None:
        size = int(line[1], 16)
        if not size:
            return b"".join(chunks)
        chunk = body[line.end() : line.end() + size]
        chunks.append(chunk)
        at = line.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    if at < len(body) and not chunks:
        return body
    return b"".join(chunks) if at >= len(body) else b"".join([*chunks, body[at:]])
