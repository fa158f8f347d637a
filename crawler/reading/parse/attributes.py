"""Limit the attributes of long tags: parser time grows with the square of their number."""

import re
from collections.abc import Iterator

MOST = 1000
"""Maximum attributes kept of a long tag."""
_SUSPECT = 10_000
"""Length of a tag, in characters, above which its attributes are counted."""
_STRIDE, _WINDOW = 8000, 2000
"""A longer tag covers the whole window after one of the page's strides."""
# Possessive quantifiers in all, so that no character is scanned twice.
_REST = rb"""(?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+"""
_MOST_LONG = 100
"""Long tags of a page that are examined one by one."""
_TAG = re.compile(rb"<[a-zA-Z][^\s/>]*+" + _REST)
_TAG_OR_COMMENT = re.compile(rb"<(?:!--|(?P<name>[a-zA-Z][^\s/>]*+)" + _REST + rb")")
"""A tag without its closing `>`, or the start of a comment."""
_ATTRIBUTE = re.compile(
    rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"']++)?)?"""
)
_BEGINS = re.compile(rb"<(?=[a-zA-Z])")
_RAW = frozenset(b"script style title textarea iframe noembed noframes xmp".split())
"""Elements whose content is not parsed as markup (HTML, 13.1.2)."""
_END = _REST + rb">"
_ENDS = re.compile(rb"""(?=\s*+(?:"[^"]*+"|'[^']*+')?+%b)%b""" % (_END, _END))
"""The rest of a tag, both if it begins with a value and if it does not."""
_VALUE_ENDS = {mark: re.compile(b"[^%b]*+%b%b" % (mark, mark, _END)) for mark in (b'"', b"'")}
"""The rest of a tag from within a value, by its quotation mark."""


def bound_attributes(markup: bytes) -> bytes:
    """Return the markup with every long tag cut to its first `MOST` attributes.

    >>> tag = b"<p class=a " + b" ".join(b'a%d=">"' % n for n in range(5000)) + b">Text"
    >>> bound_attributes(tag).count(b"="), bound_attributes(tag)[-5:]
    (1000, b'>Text')
    """
    if not any(at == _MOST_LONG or _length(tag) for at, tag in enumerate(_long_tags(markup))):
        return markup
    pieces: list[bytes] = []
    done = at = 0
    while found := _TAG_OR_COMMENT.search(markup, at):
        at, name = found.end(), found["name"]
        if name is None:
            at = _after_end(markup, b"-->", at)
            continue
        if length := _length(found):
            pieces.append(markup[done : found.start() + length])
            done = at
        if name.lower() in _RAW:
            at = _after_end(markup, b"</" + name, at)
    return b"".join((*pieces, markup[done:]))


def _long_tags(markup: bytes) -> Iterator[re.Match[bytes]]:
    """Yield all tags that cover a window, and parts of scripts that look like one."""
    for at in range(_STRIDE, len(markup) - _WINDOW + 1, _STRIDE):
        if markup.find(b"<", at - _STRIDE, at) >= 0 and _may_be_covered(markup, at):
            for begun in _BEGINS.finditer(markup, at - _STRIDE, at):
                tag = _TAG.match(markup, begun.start(), at + _WINDOW)
                if tag and tag.end() == at + _WINDOW:
                    yield _TAG.match(markup, begun.start()) or tag


def _may_be_covered(markup: bytes, at: int) -> bool:
    """Return whether a tag that covers no earlier window may cover the one from `at` on: whether
    `at` may be in a tag, or in a value of one, that does not end in the window."""
    until = at + _WINDOW
    for mark, rest in _VALUE_ENDS.items():
        if _may_be_quoted(markup, mark, at) and not rest.match(markup, at, until):
            return True
    start = at - _STRIDE
    closed = markup.rfind(b">", start, at)
    may_be_open = markup.find(b"<", max(closed, start), at) >= 0 or (
        closed >= 0 and any(_may_be_quoted(markup, mark, closed) for mark in _VALUE_ENDS)
    )
    return may_be_open and not _ENDS.match(markup, at, until)


def _may_be_quoted(markup: bytes, mark: bytes, at: int) -> bool:
    """Return whether `at` may be in a value: whether the last quotation mark before follows `=`."""
    opened = markup.rfind(mark, max(at - _STRIDE, 0), at)
    if opened < 0:
        return False
    before = markup[max(opened - 9, 0) : opened].rstrip()
    return not before or before.endswith(b"=")


def _length(tag: re.Match[bytes]) -> int:
    """Return the length of a tag up to its last kept attribute; 0 if all are kept."""
    if tag.end() - tag.start() <= _SUSPECT:
        return 0
    for count, attribute in enumerate(_ATTRIBUTE.finditer(tag[0])):  # the first is its name
        if count == MOST:
            return attribute.end()
    return 0


def _after_end(markup: bytes, end: bytes, at: int) -> int:
    """Return the offset after the next `end`, ignoring case."""
    found = re.compile(re.escape(end), re.IGNORECASE).search(markup, at)
    return found.end() if found else len(markup)
