"""Bytes of a listing, as text."""

from crawler.base.faults import Fault
from crawler.reading.parse.intake.charset import to_text


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Return the text of a listing, and the codec it was read with. Its links are mostly ASCII, so
    one in no known encoding is read all the same."""
    try:
        return to_text(content_type, body)
    except Fault:
        return body.decode("cp1252", "replace"), "cp1252"
