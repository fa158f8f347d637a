"""Bytes of a listing, as text."""

from w3lib.encoding import html_to_unicode, read_bom

_WIDE = {0: "utf-16-le", 1: "utf-16-be"}
"""UTF-16 by which byte of ASCII's first letters is the one that is not NUL."""


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Return the text of a listing, and the name of its charset.

    What reads as UTF-8, but for a few bytes, is UTF-8, whatever header and page declare: text in
    another charset hardly ever does so by accident.
    """
    bom, mark = read_bom(body)
    if bom and mark:
        return body[len(mark) :].decode(bom, "replace"), bom
    if wide := _wide(body[:64]):
        return body.decode(wide, "replace"), wide
    text = body.decode("utf-8", "replace")
    spoilt = text.count("\ufffd")
    if not spoilt or spoilt < _beyond_ascii(text) - spoilt:
        return text, "utf-8"
    charset, text = html_to_unicode(content_type, body, default_encoding="cp1252")
    return (text, charset) if charset != "utf-8" else (body.decode("cp1252", "replace"), "cp1252")


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _wide(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of markup is NUL, or nearly so."""
    for place, charset in _WIDE.items():
        high, low = head[1 - place :: 2], head[place::2]
        if len(head) >= 8 and 4 * high.count(0) >= 3 * len(high) and not low.count(0):
            return charset
    return None
