"""Determine a page's encoding. The evidence, in order of precedence:

1. a byte order mark;
2. UTF-16, detected by its NULs or declared in the HTTP header;
3. a stateful encoding (ISO-2022-JP), whose text uses only ASCII bytes;
4. UTF-8, if the bytes are valid or nearly so: old archives re-saved their pages but kept the
   outdated `<meta>`, and text in another encoding is almost never valid UTF-8 by accident;
5. the HTTP header's declaration, then the page's, unless the letters contradict it;
6. the encoding detected from the letters of the visible text.
"""

import re
from typing import NamedTuple

from w3lib.encoding import read_bom

from crawler.base.fault_kinds import FaultKind
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
"""Escape sequences unique to one encoding, and the codec they select."""
_HZ = re.compile(rb"\bhz\b")
_HEAD = 4096
_UTF_16 = frozenset(("utf-16-le", "utf-16-be"))
_TAG = re.compile(rb"</?[a-zA-Z]")
_WIDER = {
    "euc_jp": "euc_jis_2004",
    "iso2022_jp_ext": "iso2022_jp_3",
    "big5hkscs": "cp950",
}
"""Fallback codecs for text labelled with a narrower codec's name."""


class Decoded(NamedTuple):
    """Text of a page."""

    text: str
    charset: str
    """Codec used to decode it."""
    is_utf8: bool = False
    """Whether the body is the UTF-8 of the text, byte for byte."""


def to_text(content_type: str | None, body: bytes) -> Decoded:
    """Return the text of a page.

    Raises `Fault` if the encoding cannot be determined.
    """
    bom, mark = read_bom(body)
    if bom:
        rest = body[len(mark or b"") :]
        text = decode_nearly(rest) if bom == "utf-8" else rest.decode(bom, "replace")
        return Decoded(text, bom)
    if wide := _utf16(content_type, body):
        return Decoded(body.decode(wide, "replace"), wide)
    if stateful := _stateful(content_type, body):
        return Decoded(_decode(body, stateful), stateful)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", is_utf8=True)
    except UnicodeDecodeError:
        declared = list(labels(content_type, body))
    named = [codec for label in declared if (codec := codec_of(label))]
    if is_nearly_utf8(body, declared="utf-8" in named):
        return Decoded(decode_nearly(body), "utf-8")
    codec = _eight_bit(named, body)
    if codec is None:
        raise Fault(
            FaultKind.CHARSET, f"in no known encoding (declared: {', '.join(declared) or 'none'})"
        )
    return Decoded(_decode(body, codec), codec)


def _utf16(content_type: str | None, body: bytes) -> str | None:
    """Return the UTF-16 codec: from the NUL bytes, else from the HTTP header. A declaration in the
    page itself would be unreadable."""
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
    """Return the stateful encoding that is declared or implied by escape sequences."""
    escapes = b"\x1b" in body and b"\x1b$" in body
    if not escapes and not (b"~" in body and _names_hz(content_type, body)):
        return None
    for label in labels(content_type, body):
        codec = codec_of(label)
        if (b"~{" in body) if codec == "hz" else (escapes and codec in STATEFUL):
            return codec
    return next((codec for form, codec in _ESCAPES if form.search(body)), None)


def _names_hz(content_type: str | None, body: bytes) -> bool:
    head = body[:_HEAD].lower() + (content_type or "").lower().encode()
    return b"hz" in head and _HZ.search(head) is not None


def _eight_bit(named: list[str], body: bytes) -> str | None:
    """Return the first declared encoding consistent with the letters, else the detected one."""
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
    """Return whether bytes may be 8-bit text, which rarely contains control characters."""
    sample = body[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= len(sample) // 500
