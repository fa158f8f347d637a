"""UTF-8 with a few bytes that are none: pasted from windows-1252, or letters cut in the middle."""

import codecs
import re

_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_ERRORS = "wirecrawl-stray-bytes"
_ABOVE_DECLARED, _ABOVE = 1, 2
"""How many well-formed letters stand against each stray byte, where the page declares
UTF-8 and where it does not. Text of other encodings has one for three."""


def is_nearly_utf8(body: bytes, declared: bool) -> bool:
    """Return whether nearly all letters beyond ASCII are well-formed UTF-8."""
    rest, letters = _LETTER.subn(b"", body)
    if not letters:
        return False
    stray = len(rest) - len(rest.translate(None, _BEYOND_ASCII))
    return letters >= stray * (_ABOVE_DECLARED if declared else _ABOVE)


def decode_nearly(body: bytes) -> str:
    """Return the text, a lone stray byte as windows-1252 has it, others as U+FFFD."""
    return body.decode("utf-8", _ERRORS)


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Replace what is not UTF-8. Among letters beyond ASCII it is the half of one; alone it is
    a sign that was pasted in."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start, end, body = error.start, error.end, error.object
    around = body[max(0, start - 1) : start] + body[end : end + 1]
    if end - start > 1 or not around.isascii():
        return "\ufffd", end
    sign = body[start:end].decode("cp1252", "replace")
    # A letter belongs to a word.
    return sign if not sign.isalpha() or any(
        chr(byte).isalpha() for byte in around
    ) else "\ufffd", end


codecs.register_error(_ERRORS, _stray)
