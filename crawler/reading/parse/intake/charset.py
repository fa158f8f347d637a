"""Bytes to characters: the evidence of a page's encoding, in the order in which it counts.

1. a byte order mark;
2. UTF-16 by its NULs, or where the HTTP header says so;
3. a stateful encoding (ISO-2022-JP), which is ASCII to look at;
4. UTF-8, where the bytes are, or nearly: old archives re-saved their pages and left the old
   `<meta>`, and text of another encoding hardly ever is UTF-8 by accident;
5. what the HTTP header declares, then what the page declares, unless its letters deny it;
6. what the letters of the visible text spell.
"""

import re

from w3lib.encoding import read_bom

from crawler.base.faults import Fault
from crawler.reading.parse.intake.labels import STATEFUL, UNICODE, codec_of, http_label, labels
from crawler.reading.parse.intake.letters import agrees, judge
from crawler.reading.parse.intake.utf8 import decode_nearly, is_nearly_utf8
from crawler.reading.parse.intake.utf16 import byte_order
from crawler.reading.parse.intake.visible_bytes import shown_bytes

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_SAMPLE = 100_000
_ESCAPES = (
    (re.compile(rb"\x1b\$[@B]"), "iso2022_jp_ext"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
)
"""Escape sequences that no other encoding has, and the encoding that they switch."""
_HZ = re.compile(rb"\bhz\b")
_HEAD = 4096
_UTF_16 = frozenset(("utf-16-le", "utf-16-be"))
_TAG = re.compile(rb"</?[a-zA-Z]")
_WIDER = {
    "euc_jp": "euc_jis_2004",
    "iso2022_jp_ext": "iso2022_jp_3",
    "big5hkscs": "cp950",
}
"""Where a codec knows not all that is sent under its name, another that may."""


def to_text(content_type: str | None, body: bytes) -> tuple[str, str]:
    """Return the text of a page and the codec it was read with.

    Raises `Fault` for bytes that are in no encoding that can be told.
    """
    bom, mark = read_bom(body)
    if bom:
        rest = body[len(mark or b"") :]
        return decode_nearly(rest) if bom == "utf-8" else rest.decode(bom, "replace"), bom
    if wide := _utf16(content_type, body):
        return body.decode(wide, "replace"), wide
    if stateful := _stateful(content_type, body):
        return _decode(body, stateful), stateful
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        declared = list(labels(content_type, body))
    named = [codec for label in declared if (codec := codec_of(label))]
    if is_nearly_utf8(body, declared="utf-8" in named):
        return decode_nearly(body), "utf-8"
    codec = _eight_bit(named, body)
    if codec is None:
        raise Fault("charset", f"in no known encoding (declared: {', '.join(declared) or 'none'})")
    return _decode(body, codec), codec


def _utf16(content_type: str | None, body: bytes) -> str | None:
    """Return the byte order of UTF-16: by the NULs, else as the HTTP header says. What the page
    itself says of it could not have been read."""
    if found := byte_order(body):
        return found
    label = http_label(content_type)
    codec = codec_of(label) if label else None
    if codec not in _UTF_16 or _TAG.search(body) or (_is_text(body) and _is_utf8(body)):
        return None
    return codec


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _stateful(content_type: str | None, body: bytes) -> str | None:
    """Return the stateful encoding that is declared, or that escape sequences tell."""
    escapes = b"\x1b" in body and b"\x1b$" in body
    head = body[:_HEAD].lower() + (content_type or "").lower().encode()
    if not escapes and not (b"hz" in head and _HZ.search(head)):
        return None
    for label in labels(content_type, body):
        codec = codec_of(label)
        if (b"~{" in body) if codec == "hz" else (escapes and codec in STATEFUL):
            return codec
    return next((codec for form, codec in _ESCAPES if form.search(body)), None)


def _eight_bit(named: list[str], body: bytes) -> str | None:
    """Return the declared encoding that the letters do not deny, else the one that they spell."""
    shown = shown_bytes(body)
    fit = [codec for codec in named if codec not in UNICODE | STATEFUL]
    for codec in fit:
        if agrees(codec, shown):
            return codec
    if not _is_text(body):
        return None
    return judge(shown) or next(iter(fit), None)


def _decode(body: bytes, codec: str) -> str:
    text = body.decode(codec, "w3lib_gb18030_replace" if codec == "gb18030" else "replace")
    if "\ufffd" in text and (wider := _WIDER.get(codec)):
        other = body.decode(wider, "replace")
        if other.count("\ufffd") < text.count("\ufffd"):
            return other
    return text


def _is_text(body: bytes) -> bool:
    """Return whether bytes may be text of an 8-bit encoding: control characters are rare in it."""
    sample = body[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= len(sample) // 500
