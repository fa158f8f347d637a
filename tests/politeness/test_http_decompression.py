"""Compressed bodies are decompressed completely or not at all."""

import gzip
import zlib

import brotli
import pytest

from crawler.base.faults import Fault
from crawler.politeness.http_decompression import decompress

TEXT = b"The committee met. " * 20_000


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT[:7]) + gzip.compress(TEXT[7:]) + b"\0\0", "x-gzip"),
        (zlib.compress(TEXT), "deflate"),
        (zlib.compress(TEXT)[2:-4], "deflate"),
        (brotli.compress(TEXT), "br"),
    ],
)
def test_what_is_whole_and_what_is_cut(body: bytes, encoding: str) -> None:
    assert decompress(body, encoding, len(TEXT)) == TEXT
    with pytest.raises(Fault, match=r"^size"):
        decompress(body, encoding, len(TEXT) - 1)
    with pytest.raises(Fault, match=r"^encoding"):
        decompress(body[:-30], encoding, len(TEXT))


def test_members_without_number_take_no_time_without_end() -> None:
    """Were the rest copied for each of them, it would be minutes."""
    assert decompress(gzip.compress(b"") * 400_000, "gzip", 100) == b""
    with pytest.raises(Fault, match=r"^size"):
        decompress(gzip.compress(b"x") * 1000, "gzip", 100)
