"""Split a byline into names, without the surrounding text."""

import re
from collections.abc import Iterator
from functools import lru_cache

from crawler.base.text import fold, repair
from crawler.reading.names.judging import bare, has_case, is_organisation, judge
from crawler.reading.names.words import known_words, load_patterns, load_words

_LONGEST = 300
_MOST = 20
"""Maximum names per story."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|www\.\S+")
_HANDLE = re.compile(r"\(?@\w+\)?")
_ASIDE = re.compile(r"\(([^()]{0,80})\)|\[([^\[\]]{0,80})\]")
_NOT_WRITER = "\x00"
"""Marker appended to a name credited with another role in brackets: `Bo Berg (photos)`."""
_AT = ("en", "in")
"""Words that also introduce a place: `Ana Ruiz en Madrid`."""
_COMMA = re.compile(r"\s*[,，、،]\s*")
_EDGES = " :|/•·●–—-="
_WORD = r"[A-Z](?:[a-z]{1,20}|[A-Z]{1,20})"
_PLAIN = re.compile(rf"{_WORD} (?:[A-Z]\. )?{_WORD}")
"""A name as most are printed."""


@lru_cache(maxsize=256)
def split_names(text: str) -> tuple[str, ...]:
    """Return the writers in a byline: people, else the organisations that sign it.

    >>> split_names("By Ada Lund and Bo Berg, Gazette staff writers, 3 hours ago")
    ('Ada Lund', 'Bo Berg')
    >>> split_names("Olsen, Mira; Berg, Jan"), split_names("Text: Ada Lund, Fotos: Bo Berg")
    (('Mira Olsen', 'Jan Berg'), ('Ada Lund',))
    """
    if _PLAIN.fullmatch(text) and known_words().isdisjoint(text.casefold().split()):
        return (text,)  # in a tenth of the time
    if len(text) > _LONGEST:
        return ()
    people: dict[str, str] = {}
    organisations: dict[str, str] = {}
    for name in _candidates(_clean(text)):
        if judged := judge(name):
            found = people if judged[1] == "person" else organisations
            found.setdefault(bare(judged[0]), judged[0])
    return tuple((people or organisations).values())[:_MOST]


def strip_label(text: str) -> str | None:
    """Return the text after a writer's label (`By`, `Von`, `作者`); null if there is no label.

    >>> strip_label("By Ada Lund"), strip_label("Von der Leyen"), strip_label("作者：林晓月")
    ('Ada Lund', None, '林晓月')
    """
    found = load_patterns().by.match(text)
    if not found:
        return None
    rest = text[found.end() :]
    if found["spoken"] and (again := strip_label(rest)):
        return again
    if not rest or found["colon"] or found["sign"]:
        return rest
    if found["signs"]:
        # A single character may begin a name: `文` is a family name, `记者` is not.
        return rest if len(found["signs"]) > 1 else None
    several = " " in rest or is_organisation(rest) or found["spoken"].casefold() == "by"
    small = has_case(rest) and rest[0].islower() and not is_organisation(rest.partition(",")[0])
    return rest if several and not small else None


def is_labelled(text: str) -> bool:
    """Return whether a line opens with a word for a writer, which only a writer's name follows.

    >>> is_labelled("Autor: Ada Lund"), is_labelled("Autorin Ada Lund"), is_labelled("Von Ada Lund")
    (True, True, False)
    """
    return text.casefold().startswith(load_words().writer.nouns)


def strip_role(text: str) -> str | None:
    """Return the text after the label of another role than the writer's; null if there is no label.

    >>> strip_role("Editor : Bo Berg"), strip_role("Edited by Bo Berg"), strip_role("Bo Berg")
    ('Bo Berg', 'Bo Berg', None)
    """
    found = load_patterns().other.match(text)
    return text[found.end() :].strip(_EDGES) if found else None


def _clean(text: str) -> str:
    """Return a byline without email addresses, handles and asides."""
    text = fold(repair(text.replace("\n", "|")))
    if "@" in text or "/" in text or "www." in text:
        text = _HANDLE.sub("|", _MAIL.sub("|", text))
    if "/" in text or "／" in text or "丨" in text:
        text = load_patterns().sign_slash.sub(r" \1：", text)
    if "(" in text or "[" in text:
        roles = load_words().other.roles
        text = _ASIDE.sub(
            lambda aside: _NOT_WRITER if aside[0][1:-1].casefold() in roles else " ", text
        )
    return text


def _candidates(text: str) -> Iterator[str]:
    """Yield the candidate author names in a byline, segment by segment."""
    patterns = load_patterns()
    is_writer = True
    text = strip_label(text) or text
    for group in patterns.joined.split(patterns.other_within.sub("|", text)):
        pieces = _COMMA.split(group)
        if (unswapped := _unswap_surname(pieces)) and is_writer:
            yield unswapped
            continue
        named = False
        for piece in pieces:
            piece = piece.strip(_EDGES)
            if role := patterns.other.match(piece):
                is_writer = False
                piece = piece[role.end() :]
            elif (rest := strip_label(piece)) is not None:
                is_writer, named, piece = True, False, rest
            if not is_writer or not piece or _NOT_WRITER in piece:
                continue
            if named and not _is_second(piece):
                continue
            for name in _split_joined(piece):
                named = named or len(name.split()) > 1
                yield name


def _unswap_surname(pieces: list[str]) -> str | None:
    """Return a surname-first name in normal order: `Olsen, Mira`."""
    if len(pieces) != 2 or not all(pieces):
        return None
    last, first = (piece.strip(_EDGES) for piece in pieces)
    if (
        not last
        or not first
        or strip_label(last)
        or is_organisation(first)
        or is_organisation(last)
    ):
        return None
    if first.casefold().strip(".") in load_words().no_name.parts:
        return last
    small = [word for word in last.split() if word[:1].islower()]
    one = len(last.split()) - len(small) == 1
    names = one and not any(map(str.isdigit, first)) and has_case(last) and first[:1].isupper()
    if not names or len(first.split()) > 2 or judge(first) is None or judge(last) is None:
        return None
    if len(first.split()) == 2 and not (len(first.split()[1]) <= 2):
        return None
    return f"{first} {last}"


def _is_second(piece: str) -> bool:
    """Return whether the text after a full name and a comma is another name rather than a post,
    place or paper: two words, the first capitalised."""
    judged = judge(piece)
    if (
        not judged
        or judged[1] == "organisation"
        or judged[0].casefold() in load_words().no_name.places
    ):
        return False
    if not has_case(piece):
        return True
    words = piece.split()
    posts = [word.casefold() for word in words if word.casefold() in load_words().no_name.posts]
    if words[0].casefold() == "the" or any(not post.endswith("s") for post in posts):
        return False
    if judged[0] != piece.strip(_EDGES) and not judged[0].split()[1:]:
        return False
    return len(judged[0].split()) > 1 and not words[0].islower()


def _split_joined(piece: str) -> Iterator[str]:
    """Yield the names in a segment. Words that may also be part of a name (`y`, `en`) separate
    names only between two full ones."""
    patterns = load_patterns()
    start = 0
    for found in patterns.joins_full.finditer(piece):
        left, right = piece[start : found.start()], piece[found.end() :]
        full = len(left.split()) > 1
        if full and len(right.split()) > 1:
            yield left
            start = found.end()
        elif full and found[0].strip() in _AT:
            piece = piece[: found.start()]
            break
    rest = piece[start:]
    yield from patterns.glued.split(rest) if len(rest) <= 20 else [rest]
