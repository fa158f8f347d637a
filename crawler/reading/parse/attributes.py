"""Limit the attributes per tag: parser time grows with the square of their number."""

import re

MOST = 1000
"""Maximum attributes kept per element."""
_SUSPECT = 3 * MOST
"""Length of a tag, in characters, above which its attributes are counted."""
# Possessive quantifiers in all, so that no character is scanned twice.
_REST = rb"""(?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+"""
_TAG_OR_COMMENT = re.compile(rb"<(?:!--|(?P<name>[a-zA-Z][^\s/>]*+)" + _REST + rb")")
"""A tag without its closing `>`, or the start of a comment."""
_ATTRIBUTE = re.compile(
    rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"']++)?)?"""
)
_RAW = frozenset(b"script style title textarea iframe noembed noframes xmp".split())
"""Elements whose content is not parsed as markup (HTML, 13.1.2)."""
_QUOTED = rb"""(?:"[^"]*+"?+|'[^']*+'?+)"""
_PART = (
    rb"(?:[^\s>=/]++(?:=(?:" + _QUOTED + rb"|\s++" + _QUOTED + rb"?+)?+)?+[ ]?+"
    rb"|=\s*+" + _QUOTED + rb"?+|[\s/]++)"
)
"""An attribute or a part of one, so that a tag has at least as many parts as attributes."""
_BOUNDED = re.compile(
    rb"(?:[^<]++|<(?:[a-zA-Z]" + _PART + rb"{0,%d}+(?!" % MOST + _PART + rb")|(?![a-zA-Z])))*+"
)
"""Markup of tags with at most `MOST` parts, scanned once and without a match per tag."""


def bound_attributes(markup: bytes) -> bytes:
    """Return the markup with every tag cut to its first `MOST` attributes.

    >>> tag = b"<p class=a " + b" ".join(b'a%d=">"' % n for n in range(5000)) + b">Text"
    >>> bound_attributes(tag).count(b"="), bound_attributes(tag)[-5:]
    (1000, b'>Text')
    """
    if _BOUNDED.fullmatch(markup):
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
