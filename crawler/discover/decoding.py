"""Decoding of listings to text."""

from crawler.base.faults import Fault
from crawler.reading.parse.intake.charset import to_text


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Return the text of a listing, and the codec it was decoded with.

    Bytes in no known encoding are decoded as windows-1252, since links are mostly ASCII.
    """
    try:
        return to_text(content_type, body)[:2]
    except Fault:
        return body.decode("cp1252", "replace"), "cp1252"
