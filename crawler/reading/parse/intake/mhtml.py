"""Read a page saved by a browser as one MHTML file: MIME `multipart/related` (RFC 2557)."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.model import Page

_TYPES = ("multipart/related", "multipart/mixed", "message/rfc822", "application/x-mimearchive")
_HEADER = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,60}?\r?\n")
_MIME = re.compile(rb"^(?:MIME-Version|Content-Type):\s*(?:1\.0|multipart/|text/html)", re.I | re.M)
_HEAD = 8192
_PARTS = 1000
"""Maximum boundaries in a saved page."""


def is_mhtml(page: Page) -> bool:
    """Return whether a page is MHTML, by its type or its leading header."""
    media_type = (page.content_type or "").partition(";")[0].strip().lower()
    if media_type in _TYPES:
        return True
    head = page.body[:_HEAD]
    header = _HEADER.match(head)
    if header is None or (b"ime-" not in head and b"IME-" not in head):
        return False
    return len(_MIME.findall(header[0])) == 2


def main_part(body: bytes) -> tuple[str | None, bytes]:
    """Return the content type and bytes of the main HTML part.

    Raises `Fault` if there is no HTML part.
    """
    if body.lower().count(b"boundary=") > _PARTS:
        raise Fault(FaultKind.MEDIA_TYPE, f"MIME of more than {_PARTS} nested parts")
    try:
        message = message_from_bytes(body.lstrip())
        part = _main(message)
    except RecursionError:
        raise Fault(FaultKind.MEDIA_TYPE, "MIME of parts nested too deep") from None
    payload = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(payload, bytes):
        raise Fault(FaultKind.MEDIA_TYPE, "MIME without HTML in it")
    return part["content-type"], payload


def _main(message: Message) -> Message | None:
    """Return the part named as the start in the header, else the one with the saved page's URL,
    else the first HTML part."""
    start = message.get_param("start")
    location = message["snapshot-content-location"] or message["content-location"]
    parts = list(_html(message))
    for header, wanted in (("content-id", start), ("content-location", location)):
        for part in parts if wanted else ():
            if (part[header] or "").strip() == str(wanted).strip():
                return part
    return parts[0] if parts else None


def _html(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            yield part
