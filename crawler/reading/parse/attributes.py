"""Limit the attributes per tag: parser time grows with the square of their number."""

import re

MOST = 1000
"""Maximum attributes kept per element."""
_SUSPECT = 3 * MOST
"""Length of a tag, in characters, above which its attributes are counted."""
# Possessive quantifiers in both, so that no character is scanned twice.
_REST = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+"""
_TAG = re.compile(rf"<[a-zA-Z]{_REST}")
"""A tag without its closing `>`; scripts and comments may contain false matches."""
_TAG_OR_COMMENT = re.compile(rf"<(?:!--|(?P<name>[a-zA-Z][^\s/>]*+){_REST})")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"']++)?)?"""
)
_RAW = frozenset("script style title textarea iframe noembed noframes xmp".split())
"""Elements whose content is not parsed as markup (HTML, 13.1.2)."""


_PARTING = b"=/ \t\n\f\r"
"""Bytes that separate attributes: each attribute contains or follows one."""
_MANY = 2_500
"""Number of attributes in one tag that still parses quickly (10 ms)."""
_LEAST = 3
"""Minimum size of an attribute in bytes."""


def may_have_too_many(markup: bytes) -> bool:
    """Return whether a tag may have too many attributes. A cheap check: most pages are too short or
    contain too few separators."""
    if len(markup) < _LEAST * _MANY:
        return False
    return len(markup) - len(markup.translate(None, _PARTING)) > _MANY


def bound_attributes(markup: str) -> str:
    """Return the markup with every tag cut to its first `MOST` attributes.

    >>> tag = "<p class=a " + " ".join(f'a{n}=">"' for n in range(5000)) + ">Text"
    >>> bound_attributes(tag).count("="), bound_attributes(tag)[-5:]
    (1000, '>Text')
    """
    if not any(map(_length, _TAG.finditer(markup))):
        return markup
    pieces: list[str] = []
    done = at = 0
    while found := _TAG_OR_COMMENT.search(markup, at):
        at, name = found.end(), found["name"]
        if name is None:
            at = _behind(markup, "-->", at)
            continue
        if length := _length(found):
            pieces.append(markup[done : found.start() + length])
            done = at
        if name.lower() in _RAW:
            at = _behind(markup, f"</{name}", at)
    return "".join((*pieces, markup[done:]))


def _length(tag: re.Match[str]) -> int:
    """Return the length of a tag up to its last kept attribute; 0 if all are kept."""
    if tag.end() - tag.start() <= _SUSPECT:
        return 0
    for count, attribute in enumerate(_ATTRIBUTE.finditer(tag[0])):  # the first is its name
        if count == MOST:
            return attribute.end()
    return 0


def _behind(markup: str, end: str, at: int) -> int:
    """Return the offset after the next `end`, ignoring case."""
    found = re.compile(re.escape(end), re.IGNORECASE).search(markup, at)
    return found.end() if found else len(markup)
