"""Decode UTF-8 with a few invalid bytes: pasted from windows-1252, or truncated characters."""

import codecs
import re

_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")
"""Start of half a UTF-16 pair, which UTF-8 does not allow."""
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_BLANK_ASCII = b" " * 0x80 + _BEYOND_ASCII
"""Translation of ASCII to spaces."""
_ERRORS = "wirecrawl-stray-bytes"
_ABOVE_DECLARED, _ABOVE = 1, 2
"""Minimum well-formed characters per stray byte, if the page declares UTF-8 and if it does not.
Text in other encodings has one per three stray bytes."""


def is_nearly_utf8(body: bytes, declared: bool) -> bool:
    """Return whether nearly all non-ASCII characters are well-formed UTF-8."""
    if not _has_surrogates(body) and body.decode("utf-8", "ignore").isascii():
        return False  # none is, as in most pages of other encodings
    beyond = b" ".join(body.translate(_BLANK_ASCII).split())  # a hundredth of the body
    rest, letters = _LETTER.subn(b"", beyond)
    if not letters:
        return False
    stray = len(rest) - len(rest.translate(None, _BEYOND_ASCII))
    return letters >= stray * (_ABOVE_DECLARED if declared else _ABOVE)


def _has_surrogates(body: bytes) -> bool:
    return b"\xed" in body and _SURROGATE.search(body) is not None


def decode_nearly(body: bytes) -> str:
    """Return the text; decode a lone stray byte as windows-1252, others as U+FFFD."""
    return body.decode("utf-8", _ERRORS)


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Replace bytes that are not UTF-8. Next to non-ASCII characters a stray byte is part of a
    broken character; alone it is a pasted windows-1252 character."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start, end, body = error.start, error.end, error.object
    around = body[max(0, start - 1) : start] + body[end : end + 1]
    if end - start > 1 or not around.isascii():
        return "\ufffd", end
    sign = body[start:end].decode("cp1252", "replace")
    # A stray letter is plausible only next to another letter.
    return sign if not sign.isalpha() or any(
        chr(byte).isalpha() for byte in around
    ) else "\ufffd", end


codecs.register_error(_ERRORS, _stray)
