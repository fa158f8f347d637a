"""Head of an HTTP response, as lenient servers write it, in the form that a strict parser reads.

Browsers read all of these, and so does Scrapy's own handler.
"""

import re

END = re.compile(rb"\r?\n\r?\n")
"""End of a head."""

_PLAIN = re.compile(
    rb"HTTP/1\.[01] [2-9]\d\d[^\r\n]*\r\n(?:[!#$%&'*+.^_`|~\w-]+:[^\r\n\0]*\r\n)*\r\n"
)
_NAME = re.compile(rb"[!#$%&'*+.^_`|~\w-]+")
_LENGTH = b"content-length"
_TRANSFER = b"transfer-encoding"


class BadHeadError(Exception):
    """Raised for a head that does not state where its body ends."""


def status_of(head: bytes) -> bytes:
    """Return the digits of the status; empty if there are none.

    >>> status_of(b"HTTP/1.1 404 Not Found\\r\\n\\r\\n"), status_of(b"<html>")
    (b'404', b'')
    """
    parts = head[:20].split(b" ", 2)
    return parts[1][:3] if len(parts) > 1 else b""


def tidy(head: bytes) -> bytes:
    """Return a head without lines that are no header, and with one statement of the body's length.

    Raises BadHeadError for transfer encodings other than `chunked`, and for several lengths.

    >>> tidy(b"HTTP/1.1 200 OK\\nServer : x\\nOops\\nA: b\\n c\\n\\n")
    b'HTTP/1.1 200 OK\\r\\nServer: x\\r\\nA: b c\\r\\n\\r\\n'
    >>> tidy(b"HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n")
    b'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n'
    """
    if _PLAIN.fullmatch(head) and _TRANSFER not in head.lower() and head.lower().count(_LENGTH) < 2:
        return head
    status, *lines = _unfolded(head)
    headers = [(name, value) for name, value in map(_header, lines) if name]
    headers = _framed(headers)
    written = [status, *(name + b": " + value for name, value in headers), b"", b""]
    return b"\r\n".join(written)


def _unfolded(head: bytes) -> list[bytes]:
    lines: list[bytes] = []
    for line in head.rstrip(b"\r\n").split(b"\n"):
        if line[:1] in (b" ", b"\t") and len(lines) > 1:
            lines[-1] += b" " + line.strip()
        else:
            lines.append(line.removesuffix(b"\r"))
    return lines


def _header(line: bytes) -> tuple[bytes, bytes]:
    """Return name and value; an empty name if the line is no header."""
    name, colon, value = line.partition(b":")
    name = name.rstrip()
    value = value.strip().replace(b"\r", b" ").replace(b"\0", b" ")
    return (name, value) if colon and _NAME.fullmatch(name) else (b"", b"")


def _framed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    codings = [value for name, value in headers if name.lower() == _TRANSFER]
    lengths = [value for name, value in headers if name.lower() == _LENGTH]
    others = [each for each in headers if each[0].lower() not in (_TRANSFER, _LENGTH)]
    if codings:
        if codings[0].lower() != b"chunked":
            raise BadHeadError(f"transfer encoding {codings[0].decode('latin-1')}")
        return [*others, (b"Transfer-Encoding", b"chunked")]
    distinct = {part.strip() for value in lengths for part in value.split(b",")}
    if len(distinct) > 1 or not all(each.isdigit() for each in distinct):
        raise BadHeadError(f"Content-Length {b', '.join(lengths).decode('latin-1')}")
    return [*others, *((b"Content-Length", each) for each in distinct)]
