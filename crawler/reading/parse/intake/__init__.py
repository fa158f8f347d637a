"""Decode a page's bytes to markup; reject pages that cannot be read."""

import re
from typing import NamedTuple

from msgspec.structs import replace

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.media_types import PAGE_TYPES
from crawler.model import Page
from crawler.reading.parse.intake.charset import to_text
from crawler.reading.parse.intake.mhtml import is_mhtml, main_part
from crawler.reading.parse.intake.plain import as_markup, is_plain

MAX_BYTES = 10_000_000
"""Maximum page size in bytes; wire stories are smaller."""
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
_FEW = 12
"""Number of `&` that are found faster one by one than by an expression."""
_UNSEEN_BYTES = bytes((*range(9), 11, 12, *range(14, 32), 127))
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# The lookahead gives `re` a single-character prefix to search for; with `&#` as the prefix it would
# advance character by character.
_UNSEEN_REFERENCE = re.compile(
    r"&(?=#)#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127)(?:;|(?![0-9]))"
    r"|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF])(?:;|(?![0-9a-fA-F])))"
)


class Markup(NamedTuple):
    """Decoded markup of a page."""

    text: str
    utf8: bytes
    """The text in UTF-8, for the parser."""
    charset: str
    """Codec used to decode the page."""


def decode(page: Page) -> Markup:
    """Return the page's markup. For MHTML this is the main part; plain text becomes the markup of
    one `<pre>`.

    Raises `Fault` if the page was not fetched, is empty, too large or not HTML, or if its encoding
    cannot be determined.
    """
    _check_size(page)
    if is_mhtml(page):
        content_type, body = main_part(page.body)
        page = replace(page, body=body, content_type=content_type)
    _check_type(page)
    decoded = to_text(page.content_type, page.body)
    if not decoded.text or decoded.text.isspace():
        raise Fault(FaultKind.EMPTY, "the page has no text")
    text = _without_unseen(decoded.text, page.body)
    if is_plain(page.content_type, text):
        text = as_markup(text)
    is_same = decoded.is_utf8 and text is decoded.text
    utf8 = page.body if is_same else text.encode("utf-8", "replace")
    return Markup(text, utf8, decoded.charset)


def _without_unseen(text: str, body: bytes) -> str:
    """Return the text without control characters, literal or as character references, which lxml
    rejects. Both substitutions are skipped for most pages."""
    if any(byte in body for byte in _UNSEEN_BYTES):
        text = _UNSEEN.sub(" ", text)
    return _UNSEEN_REFERENCE.sub(" ", text) if _may_have_references(text) else text


def _may_have_references(text: str) -> bool:
    """Return whether one of the first few `&` begins a reference by number, or there are more."""
    at = -1
    for _ in range(_FEW):
        at = text.find("&", at + 1)
        if at < 0 or text.startswith("#", at + 1):
            return at >= 0
    return True


def _check_size(page: Page) -> None:
    if page.status != 200:
        raise Fault(FaultKind.HTTP, f"answered with status {page.status}")
    if not page.body or page.body.isspace():
        raise Fault(FaultKind.EMPTY, "the page has no bytes")
    if len(page.body) > MAX_BYTES:
        raise Fault(FaultKind.SIZE, f"{len(page.body)} bytes, more than {MAX_BYTES}")


def _check_type(page: Page) -> None:
    for signature, name in _SIGNATURES:
        if page.body.startswith(signature):
            raise Fault(FaultKind.MEDIA_TYPE, f"{name}, not HTML")
    media_type = (page.content_type or "text/html").partition(";")[0].strip().lower()
    if media_type and media_type not in PAGE_TYPES:
        raise Fault(FaultKind.MEDIA_TYPE, f"{media_type}, not HTML")
