"""Sources as bytes, for other processes of the same crawl."""

import re
from functools import lru_cache
from typing import Any

import msgspec

from crawler.sources.source import Source


def _encoded(value: Any) -> Any:
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    raise NotImplementedError(type(value).__name__)


def _decoded(_: type, value: Any) -> Any:
    pattern, flags = value
    return re.compile(pattern, flags)


encode_source = msgspec.msgpack.Encoder(enc_hook=_encoded).encode
_decoder = msgspec.msgpack.Decoder(Source, dec_hook=_decoded)


@lru_cache(maxsize=64)
def decode_source(encoded: bytes) -> Source:
    """Return a source; equal bytes give the same one, whose patterns are compiled once.

    >>> source = Source("a", "A", "https://a.example", (re.compile("x", re.IGNORECASE),))
    >>> decode_source(encode_source(source)) == source
    True
    """
    return _decoder.decode(encoded)
