"""Tags with more attributes than any page needs: the parser's time grows with their square."""

import re

MOST = 1000
"""Attributes of an element that are kept."""
_SUSPECT = 3 * MOST
"""Characters of a tag from which its attributes are counted."""
# Both match whatever follows the name, so that no sign is looked at twice.
_REST = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+"""
_TAG = re.compile(rf"<[a-zA-Z]{_REST}")
"""A tag without its last sign; scripts and comments hold what looks like one."""
_TAG_OR_COMMENT = re.compile(rf"<(?:!--|(?P<name>[a-zA-Z][^\s/>]*+){_REST})")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"']++)?)?"""
)
_RAW = frozenset("script style title textarea iframe noembed noframes xmp".split())
"""Elements whose content is no markup (HTML, 13.1.2)."""


_PARTING = b"=/ \t\n\f\r"
"""One of these is in or before each attribute."""
_MANY = 2_500
"""Attributes of one tag whose square is still no time: 10 ms."""
_LEAST = 3
"""Bytes of an attribute."""


def may_have_too_many(markup: bytes) -> bool:
    """Return whether a tag may have so many attributes that it has to be bounded: few pages are
    long enough, and of these few have as many signs that part attributes."""
    if len(markup) < _LEAST * _MANY:
        return False
    return len(markup) - len(markup.translate(None, _PARTING)) > _MANY


def bound_attributes(markup: str) -> str:
    """Return markup in which no tag has more than the first `MOST` of its attributes.

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
    """Return the characters of a tag up to its last attribute that is kept; 0 where all are."""
    if tag.end() - tag.start() <= _SUSPECT:
        return 0
    for count, attribute in enumerate(_ATTRIBUTE.finditer(tag[0])):  # the first is its name
        if count == MOST:
            return attribute.end()
    return 0


def _behind(markup: str, end: str, at: int) -> int:
    """Return the place behind the next `end`, in capitals or not."""
    found = re.compile(re.escape(end), re.IGNORECASE).search(markup, at)
    return found.end() if found else len(markup)
