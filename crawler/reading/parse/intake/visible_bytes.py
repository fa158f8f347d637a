"""The letters beyond ASCII that a page shows, as bytes: what tells an encoding."""

import re
from collections.abc import Iterator

_SAMPLE = 16_384
"""Bytes that tell an encoding."""
_HIDDEN = (b"script", b"style", b"!--")
_ENDS = {b"script": b"/script", b"style": b"/style"}
_RUN = re.compile(rb"[\x80-\xff]+")
_LONG = 3
"""Bytes that stand together in text of another script than Latin."""


def shown_bytes(body: bytes) -> bytes:
    """Return what of a page's text holds bytes beyond ASCII, outside of tags, scripts and styles,
    as far as a sample takes; empty where there is none."""
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
    """Yield the texts between the tags of a page, in linear time however the tags are nested."""
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
    """Return the share of the bytes beyond ASCII that stand in runs: near one where they spell
    words, near none where they are the accents of Latin ones. Repeated signs are no words."""
    runs = _RUN.findall(sample.replace(b"\xa0", b" "))
    total = sum(map(len, runs))
    long = sum(len(run) for run in runs if len(run) >= _LONG and len(set(run)) > 1)
    return long / total if total else 0.0
