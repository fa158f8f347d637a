"""Answers to archive."""

from datetime import UTC, datetime

from crawler.archive.exchange import Exchange
from tests.support.dumps import url


def exchange(name: str, text: str, hour: int = 3, day: int = 28) -> Exchange:
    """Return the answer with a page of this text, on a day of November."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    now = datetime(2026, 11, day, hour, tzinfo=UTC)
    body = f"<html>{text}</html>".encode() * 80
    fields = {"source": "wire"}
    return Exchange(url(name), now, b"GET / HTTP/1.1\r\n\r\n", head + body, fields=fields)
