"""Collect the visible non-ASCII text of a page as bytes, to detect its encoding."""

import re
from collections.abc import Iterator

_SAMPLE = 16_384
"""Sample size in bytes, sufficient to detect an encoding."""
_MAY_HIDE = (b"s", b"S", b"!--")
_HIDDEN = (b"script", b"style")
_RUN = re.compile(rb"[\x80-\xff]+")
_LONG = 3
"""Length of a run, in bytes, typical of non-Latin scripts."""


def shown_bytes(body: bytes) -> bytes:
    """Return a sample of the page's text with non-ASCII bytes, outside tags, scripts and styles;
    empty if all text is ASCII."""
    pieces: list[bytes] = []
    length = 0
    for text in _texts(body):
        if not text.isascii():
            pieces.append(text)
            length += len(text)
            if length >= _SAMPLE:
                break
    return b"\n".join(pieces)


def _texts(body: bytes) -> Iterator[bytes]:
    """Yield the texts between the tags of a page, in linear time however tags are nested; skip most
    of those that are ASCII."""
    pieces = iter(body.split(b"<"))
    yield next(pieces)
    for piece in pieces:
        if not piece.startswith(_MAY_HIDE):
            if not piece.isascii():
                yield piece.partition(b">")[2]
        elif piece.startswith(b"!--"):
            if b"-->" in piece:
                yield piece.rpartition(b"-->")[2]
            else:
                yield next((each.partition(b"-->")[2] for each in pieces if b"-->" in each), b"")
        elif name := _hidden(piece):
            ends = (each for each in pieces if each[:8].lower().startswith(b"/" + name))
            yield next(ends, b"").partition(b">")[2]
        else:
            yield piece.partition(b">")[2]


def _hidden(piece: bytes) -> bytes | None:
    """Return the name of the element that a piece opens, if its text is not shown."""
    start = piece[:6].lower()
    return next((name for name in _HIDDEN if start.startswith(name)), None)


def share_in_runs(sample: bytes) -> float:
    """Return the share of non-ASCII bytes that form runs: near one in non-Latin words, near zero
    for accented Latin letters. Repetitions of one byte do not count."""
    runs = _RUN.findall(sample.replace(b"\xa0", b" "))
    total = sum(map(len, runs))
    long = sum(len(run) for run in runs if len(run) >= _LONG and len(set(run)) > 1)
    return long / total if total else 0.0
