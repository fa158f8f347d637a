"""Read the encodings declared in the HTTP header and in the markup."""

import re
from collections.abc import Iterator
from email.message import Message
from functools import lru_cache

import webencodings
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

_DECLARATION = re.compile(rb"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_CODE_PAGE = re.compile(r"(?:windows|win|cp|dos|ms|ibm)[-_ ]?(\d{3,4})")
_HEAD = 4096
"""Size of the page's start, in bytes, searched for a declaration."""
_WIDER = {
    "gbk": "gb18030",
    "iso2022_jp": "iso2022_jp_ext",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
}
"""Superset codecs: pages labelled with the narrower name often use the wider one."""
_RETIRED = {
    "hz-gb-2312": "hz",
    "iso-2022-kr": "iso2022_kr",
    "csiso2022kr": "iso2022_kr",
}
"""Labels that the Encoding Standard lists but no longer decodes."""
STATEFUL = frozenset(("hz", "iso2022_kr", "iso2022_jp_ext"))
"""Codecs whose encoded text uses only ASCII bytes."""
UNICODE = frozenset(("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))


@lru_cache(maxsize=64)  # pages of a site share one header
def http_label(content_type: str | None) -> str | None:
    """Return the label in the HTTP header."""
    if not content_type:
        return None
    header = Message()
    header["content-type"] = content_type
    label = header.get_param("charset")
    return label.strip() if isinstance(label, str) else None


def page_label(body: bytes) -> str | None:
    """Return the label in the page's own `<meta>` or XML declaration."""
    head = body[:_HEAD]
    if known := html_body_declared_encoding(head):
        return known
    unknown = _DECLARATION.search(head)
    return unknown[1].decode("ascii", "replace") if unknown else None


def labels(content_type: str | None, body: bytes) -> Iterator[str]:
    """Yield the declared labels, the HTTP header's before the page's."""
    for label in (http_label(content_type), page_label(body)):
        if label:
            yield label


def codec_of(label: str) -> str | None:
    """Return Python's codec for a label, by the Encoding Standard (encoding.spec.whatwg.org), else
    by Python's own names; null if neither knows the label.

    >>> codec_of("ISO-8859-1"), codec_of("x-gbk"), codec_of("iso-8859-8-i"), codec_of("x-none")
    ('cp1252', 'gb18030', 'iso8859-8', None)
    """
    plain = label.strip("\t\n\f\r \"'").lower()
    if plain in _RETIRED:
        return _RETIRED[plain]
    known = webencodings.lookup(plain) if plain.isascii() else None
    name = known.codec_info.name if known else resolve_encoding(_CODE_PAGE.sub(r"cp\1", plain))
    if name is None or name in ("replacement", "x-user-defined") or not _is_of_text(name):
        return None
    return _WIDER.get(name, name)


def widened(codec: str) -> str:
    """Return the superset codec, or the codec itself."""
    return _WIDER.get(codec, codec)


def _is_of_text(name: str) -> bool:
    """Return whether a Python codec decodes text, unlike `rot13` and `hex`."""
    try:
        b"a\0\0\0".decode(name)
    except (LookupError, UnicodeError):
        return False
    return name not in ("unicode_escape", "raw_unicode_escape", "punycode", "idna", "utf-7")
