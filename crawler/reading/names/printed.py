"""Locate names in the line that prints them."""

import re
from collections.abc import Sequence

from crawler.reading.names.judging import has_case, is_organisation
from crawler.reading.names.splitting import split_names, strip_label

_LONGEST = 200
_PARTICLE = 3
"""Maximum letters of a particle: `van`, `de la`, `bin`."""
_FIRST_SIGN = "\u2e80"
"""First character of the scripts written without spaces within a name."""
_SENTENCE = re.compile(r"[^\W\d_]{3,}(?:(?<!\bJr)(?<!\bSr)[.!?]|[.!?] )$|[?!…]")


def printed_span(line: str, names: Sequence[str]) -> str | None:
    """Return the part of a line that contains the names and only joining text between them.

    >>> printed_span("By Ada Lund and Bo Berg | 5 May", ("Ada Lund", "Bo Berg"))
    'Ada Lund and Bo Berg'
    """
    folded = line.casefold()
    at = [folded.find(name.casefold()) for name in names]
    if not names or min(at) < 0 or len(folded) != len(line):
        return None
    start = min(at)
    end = max(begin + len(name) for begin, name in zip(at, names, strict=True))
    span = line[start:end]
    rest = span
    for name in names:
        rest = re.sub(re.escape(name), "", rest, count=1, flags=re.IGNORECASE)
    return span if len(rest) <= 8 * len(names) and _is_joining(rest) else None


def _is_joining(rest: str) -> bool:
    """Return whether the text between names only joins them."""
    return split_names(rest) == () or all(len(word) <= 4 for word in rest.split())


def is_printed_name(name: str) -> bool:
    """Return whether a text looks like a printed name: two or more words, capitalised except for
    particles; a single word only if it is the name of an organisation."""
    words = name.split()
    if not has_case(name):
        return len(words) > 1 or name[0] >= _FIRST_SIGN
    if any(word.islower() and len(word) > _PARTICLE for word in words):
        return False
    return is_organisation(name) or (len(words) > 1 and words[-1][:1].isupper())


def byline_of(line: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the byline of a line that opens with a word such as `By`, as printed and as separate
    names; null for any other line.

    >>> byline_of("Von Mira Olsen und Jan Berg, Redakteure"), byline_of("By Sunday it had failed.")
    (('Mira Olsen und Jan Berg', ('Mira Olsen', 'Jan Berg')), None)
    """
    if len(line) > _LONGEST:
        return None
    rest = strip_label(line)
    names = split_names(line) if rest and not _SENTENCE.search(rest) else ()
    if not rest or not names or not all(map(is_printed_name, names)):
        return None
    return printed_span(rest, names) or ", ".join(names), names
