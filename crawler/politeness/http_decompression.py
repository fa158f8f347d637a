"""Decompression of HTTP bodies within a size limit; truncated bodies are rejected."""

import zlib

import brotli

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault

ACCEPTED = "gzip, deflate, br"
"""The Accept-Encoding header; no other encoding is decoded."""

MOST_LAYERS = 2
"""Maximum nested content encodings."""

_KNOWN = ("gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress")

_PIECE = 65536
_GZIP, _ZLIB, _RAW = 31, 15, -15
"""Window bits by which zlib distinguishes the formats."""


def content_encodings(header: str) -> list[str]:
    """Return the encodings in a `Content-Encoding` header, the outermost first.

    Unknown values are ignored: servers write charsets there.

    >>> content_encodings("GZIP, iso-8859-1, br")
    ['br', 'gzip']

    Raises Fault `encoding` for more than two.
    """
    named = [name.strip().lower() for name in header.split(",")]
    layers = [name for name in reversed(named) if name in _KNOWN]
    if len(layers) > MOST_LAYERS:
        raise Fault(FaultKind.ENCODING, f"{len(layers)} nested content encodings")
    return layers


def decompress(body: bytes, encoding: str, most: int) -> bytes:
    """Return a body with one content encoding removed (RFC 9110, 8.4.1).

    Raises Fault `size` beyond `most` bytes; `encoding` if damaged, truncated or unknown.
    """
    text, whole = _unpack(body, encoding, most)
    if len(text) > most:
        raise Fault(
            FaultKind.SIZE, f"{len(body)} bytes of {encoding} decompress to more than {most} bytes"
        )
    if not whole:
        raise Fault(FaultKind.ENCODING, f"truncated {encoding}")
    return text


def decompress_beginning(body: bytes, encoding: str, most: int) -> bytes:
    """Return the first `most` decoded bytes of a body, which may be truncated.

    Raises Fault `encoding` if it is damaged or not accepted.
    """
    return _unpack(body, encoding, most)[0][:most]


def _unpack(body: bytes, encoding: str, most: int) -> tuple[bytes, bool]:
    """Return the decoded bytes, up to slightly over `most`, and whether they are complete."""
    if not body:
        return body, True
    try:
        match encoding:
            case "gzip" | "x-gzip":
                return _of_zlib(body, _GZIP, most)
            case "deflate":
                return _deflated(body, most)
            case "br":
                return _of_brotli(body, most)
            case _:
                raise Fault(FaultKind.ENCODING, f"unexpected content encoding {encoding}")
    except (zlib.error, brotli.error) as error:
        raise Fault(FaultKind.ENCODING, f"invalid {encoding}: {error}") from None


def _of_zlib(body: bytes, form: int, most: int) -> tuple[bytes, bool]:
    """Return the decoded bytes, at most `most` + 1, and whether they are complete.

    A gzip may have several members; trailing data that is not gzip is ignored, as in browsers.
    """
    unpacker, view, at = zlib.decompressobj(form), memoryview(body), 0
    pieces, size = [], 0
    while at < len(body) and size <= most:
        if unpacker.eof:
            if form != _GZIP or body[at : at + 2] != b"\x1f\x8b":
                break
            unpacker = zlib.decompressobj(form)
        # In pieces, because zlib copies the unused rest, for each member of a gzip.
        packed = view[at : at + _PIECE]
        pieces.append(unpacker.decompress(packed, most + 1 - size))
        size += len(pieces[-1])
        at += len(packed) - len(unpacker.unused_data) - len(unpacker.unconsumed_tail)
    return b"".join(pieces), unpacker.eof


def _deflated(body: bytes, most: int) -> tuple[bytes, bool]:
    """Decode deflate with or without the zlib header, which some servers omit."""
    try:
        return _of_zlib(body, _ZLIB, most)
    except zlib.error:
        return _of_zlib(body, _RAW, most)


def _of_brotli(body: bytes, most: int) -> tuple[bytes, bool]:
    unpacker = brotli.Decompressor()
    pieces = [unpacker.process(body, output_buffer_limit=_PIECE)]
    size = len(pieces[0])
    while size <= most and not unpacker.is_finished():
        piece = unpacker.process(b"", output_buffer_limit=_PIECE)
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces), unpacker.is_finished()
