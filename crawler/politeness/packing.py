"""Bodies that travel packed: unpacked within a bound, and only if they are whole."""

import zlib

import brotli

from crawler.base.faults import Fault

ACCEPTED = "gzip, deflate, br"
"""What we ask for; nothing else is unpacked."""

MOST_LAYERS = 2
"""Encodings one inside the other."""

_KNOWN = ("gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress")

_PIECE = 65536
_GZIP, _ZLIB, _RAW = 31, 15, -15
"""How zlib is told which form it gets."""


def layers_of(header: str) -> list[str]:
    """The encodings that `Content-Encoding` names, the outermost first. What is none is left out:
    servers write charsets there.

    >>> layers_of("GZIP, iso-8859-1, br")
    ['br', 'gzip']

    Raises Fault `encoding` for more than two.
    """
    named = [name.strip().lower() for name in header.split(",")]
    layers = [name for name in reversed(named) if name in _KNOWN]
    if len(layers) > MOST_LAYERS:
        raise Fault("encoding", f"packed {len(layers)} times over")
    return layers


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """A body without one content encoding (RFC 9110, 8.4.1).

    Raises Fault: `size` beyond `most` bytes, `encoding` for what is damaged, cut short, or was not
    asked for.
    """
    text, whole = _unpack(body, encoding, most)
    if len(text) > most:
        raise Fault("size", f"{len(body)} bytes of {encoding} unpack to more than {most}")
    if not whole:
        raise Fault("encoding", f"{encoding} is cut short")
    return text


def unpacked_beginning(body: bytes, encoding: str, most: int) -> bytes:
    """The same of a body of which only the first `most` bytes are wanted; it may be cut short.

    Raises Fault `encoding` for what is damaged or was not asked for.
    """
    return _unpack(body, encoding, most)[0][:most]


def _unpack(body: bytes, encoding: str, most: int) -> tuple[bytes, bool]:
    """The text, at most some bytes beyond `most`, and whether it came to its end."""
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
                raise Fault("encoding", f"{encoding} was not asked for")
    except (zlib.error, brotli.error) as error:
        raise Fault("encoding", f"not {encoding}, or damaged: {error}") from None


def _of_zlib(body: bytes, form: int, most: int) -> tuple[bytes, bool]:
    """The text, at most a byte beyond `most`, and whether it came to its end. A gzip may have
    several members; what is no gzip behind the last one is left alone, as browsers do."""
    unpacker, view, at = zlib.decompressobj(form), memoryview(body), 0
    pieces, size = [], 0
    while at < len(body) and size <= most:
        if unpacker.eof:
            if form != _GZIP or body[at : at + 2] != b"\x1f\x8b":
                break
            unpacker = zlib.decompressobj(form)
        # In pieces, for zlib copies what it leaves: with many members, all of it for each.
        packed = view[at : at + _PIECE]
        pieces.append(unpacker.decompress(packed, most + 1 - size))
        size += len(pieces[-1])
        at += len(packed) - len(unpacker.unused_data) - len(unpacker.unconsumed_tail)
    return b"".join(pieces), unpacker.eof


def _deflated(body: bytes, most: int) -> tuple[bytes, bool]:
    """Some servers leave out zlib's own header."""
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
