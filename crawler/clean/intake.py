"""Bytes in, text out: which pages can be read at all, and in which encoding they are written."""

import re
from email.message import Message

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from crawler.faults import Fault
from crawler.model import Page

MAX_BYTES = 10_000_000
"""Larger pages are refused: no wire story is."""
_HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_BEYOND_ASCII = bytes(range(128, 256))
_DECLARATION = re.compile(rb"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_SAMPLE = 100_000
"""Bytes that are looked at to tell an encoding."""
_UNSEEN_BYTES = bytes((*range(9), 11, 12, *range(14, 32), 127))
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# A single sign before all else is what `re` skips to: for `&#` it goes character by character.
_UNSEEN_REFERENCE = re.compile(
    r"&(?=#)#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127)(?:;|(?![0-9]))"
    r"|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF])(?:;|(?![0-9a-fA-F])))"
)


def decode(page: Page) -> tuple[str, str]:
    """The page's text and the name of the encoding it was read in.

    Raises `Fault` for a page that was not fetched, is empty, too large, not HTML, or in no
    encoding that can be told.
    """
    _check(page)
    text, charset = _decode(page)
    if not text or text.isspace():
        raise Fault("empty", "the page has no text")
    return _without_unseen(text, page.body), charset


def _without_unseen(text: str, body: bytes) -> str:
    """The text without control characters, written out or as references: no text has them, and no
    tree takes them. Few pages hold any, which their bytes tell at once."""
    if any(byte in body for byte in _UNSEEN_BYTES):
        text = _UNSEEN.sub(" ", text)
    return _UNSEEN_REFERENCE.sub(" ", text)


def _check(page: Page) -> None:
    if page.status != 200:
        raise Fault("http", f"answered with status {page.status}")
    if not page.body or page.body.isspace():
        raise Fault("empty", "the page has no bytes")
    if len(page.body) > MAX_BYTES:
        raise Fault("size", f"{len(page.body)} bytes, more than {MAX_BYTES}")
    for signature, name in _SIGNATURES:
        if page.body.startswith(signature):
            raise Fault("media-type", f"{name}, not HTML")
    media_type = (page.content_type or "text/html").partition(";")[0].strip().lower()
    if media_type and media_type not in _HTML_TYPES:
        raise Fault("media-type", f"{media_type}, not HTML")


def _decode(page: Page) -> tuple[str, str]:
    """BOM, then what reads as UTF-8, then what is declared, then what the bytes look like.

    UTF-8 goes before the declaration because old archives re-saved their pages as UTF-8 and left
    the old `<meta>`; text in another encoding hardly ever is valid UTF-8 by accident.
    """
    bom, _ = read_bom(page.body)
    if bom:
        return page.body.decode(bom, "replace").lstrip("\ufeff"), bom
    try:
        return page.body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    declared = _declared_name(page)
    encoding = resolve_encoding(declared) if declared else None
    if encoding and encoding != "utf-8":
        try:
            return page.body.decode(encoding, "replace"), encoding
        except (LookupError, UnicodeError):  # a codec of Python's that is no encoding of text
            encoding = None
    if _is_western(page.body):
        return page.body.decode("cp1252", "replace"), "cp1252"
    guess = None if declared and not encoding else from_bytes(page.body[:_SAMPLE]).best()
    if guess is None or not _is_text(page.body):
        raise Fault("charset", f"in no known encoding (declared: {declared or 'none'})")
    return page.body.decode(guess.encoding, "replace"), guess.encoding


def _is_western(body: bytes) -> bool:
    """Whether bytes are text in which letters beyond ASCII are rare, as in windows-1252."""
    sample = body[:_SAMPLE]
    return _is_text(body) and len(sample.translate(None, _BEYOND_ASCII)) >= 0.9 * len(sample)


def _is_text(body: bytes) -> bool:
    """Whether bytes may be text of a one-byte encoding: control characters are rare in it."""
    sample = body[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= len(sample) // 500


def _declared_name(page: Page) -> str | None:
    """The encoding as the HTTP header, else the page itself, names it."""
    header = Message()
    header["content-type"] = page.content_type or ""
    named = header.get_param("charset")
    if isinstance(named, str):
        return named
    known = html_body_declared_encoding(page.body[:4096])
    unknown = _DECLARATION.search(page.body[:4096])
    return known or (unknown[1].decode("ascii") if unknown else None)
