"""Collect the visible non-ASCII text of a page as bytes, to detect its encoding."""

import re
from collections.abc import Iterator

_SAMPLE = 16_384
"""Sample size in bytes, sufficient to detect an encoding."""
_HIDDEN = re.compile(rb"<(?=[sS!])(?:!--|(?i:(?P<script>script)|(?P<style>style)))")
"""Start of a comment, or of an element whose text is not shown."""
_CLOSED = {
    name: re.compile(rb"<(?=/)(?i:/%b)[^<>]*+>?" % name.encode()) for name in ("script", "style")
}
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
    at = _next_tag(body, 0)
    yield body[:at]
    while hidden := _HIDDEN.search(body, at):
        yield from _between_tags(body[at : hidden.start()])
        start = _end_of_hidden(body, hidden)
        at = _next_tag(body, start)
        yield body[start:at]
    yield from _between_tags(body[at:])


def _between_tags(markup: bytes) -> Iterator[bytes]:
    if not markup.isascii():
        for piece in markup.split(b"<"):
            if not piece.isascii():
                yield piece.partition(b">")[2]


def _end_of_hidden(body: bytes, hidden: re.Match[bytes]) -> int:
    """Return where the text after a hidden one starts."""
    if hidden.lastgroup:
        closed = _CLOSED[hidden.lastgroup].search(body, hidden.end())
        return closed.end() if closed else len(body)
    until = _next_tag(body, hidden.end())
    closing = body.rfind(b"-->", hidden.start(), until)
    if closing < 0:
        closing = body.find(b"-->", until)
    return closing + 3 if closing >= 0 else len(body)


def _next_tag(body: bytes, at: int) -> int:
    found = body.find(b"<", at)
    return found if found >= 0 else len(body)


def share_in_runs(sample: bytes) -> float:
    """Return the share of non-ASCII bytes that form runs: near one in non-Latin words, near zero
    for accented Latin letters. Repetitions of one byte do not count."""
    runs = _RUN.findall(sample.replace(b"\xa0", b" "))
    total = sum(map(len, runs))
    long = sum(len(run) for run in runs if len(run) >= _LONG and len(set(run)) > 1)
    return long / total if total else 0.0
