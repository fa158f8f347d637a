"""Collect the visible non-ASCII text of a page as bytes, to detect its encoding."""

import re
from collections.abc import Iterator

_SAMPLE = 16_384
"""Sample size in bytes, sufficient to detect an encoding."""
_HIDDEN = (b"script", b"style", b"!--")
_ENDS = {b"script": b"/script", b"style": b"/style"}
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
    """Yield the texts between the tags of a page, in linear time however tags are nested."""
    end = b""
    for number, piece in enumerate(body.split(b"<")):
        if end == b"-->":
            _, closed, text = piece.partition(b"-->")
            if closed:
                end = b""
                yield text
        elif end:
            if piece[:8].lower().startswith(end):
                end = b""
                yield piece.partition(b">")[2]
        elif not number:
            yield piece
        else:
            name = piece[:6].lower()
            hidden = next((each for each in _HIDDEN if name.startswith(each)), None)
            if hidden is None:
                yield piece.partition(b">")[2]
            elif hidden != b"!--":
                end = _ENDS[hidden]
            elif b"-->" in piece:
                yield piece.rpartition(b"-->")[2]
            else:
                end = b"-->"


def share_in_runs(sample: bytes) -> float:
    """Return the share of non-ASCII bytes that form runs: near one in non-Latin words, near zero
    for accented Latin letters. Repetitions of one byte do not count."""
    runs = _RUN.findall(sample.replace(b"\xa0", b" "))
    total = sum(map(len, runs))
    long = sum(len(run) for run in runs if len(run) >= _LONG and len(set(run)) > 1)
    return long / total if total else 0.0
