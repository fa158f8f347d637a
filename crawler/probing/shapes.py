"""Patterns for the paths of stories and listings, from examples."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

_PIECES = (
    (re.compile(r"(?:19|20)\d\d"), r"\d{4}"),
    (re.compile(r"(?:19|20)\d\d-\d\d-\d\d"), r"\d{4}-\d\d-\d\d"),
    (re.compile(r"\d\d"), r"\d\d"),
    (re.compile(r"\d+"), r"\d+"),
)
"""What a folder is, and the pattern for others like it."""
_WORD = re.compile(r"[A-Za-z]{1,24}")
_SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")
_ANY = "[^/?]+"
_SLUG = "(?:[^/?-]+-){2,}[^/?-]+"
"""Three words or more; only a path without numbers needs it to differ from that of a section."""
_SHARE = 0.1
"""Least share of the examples that a pattern must match."""


class Shape(NamedTuple):
    """A pattern and the examples that gave it."""

    pattern: str
    paths: tuple[str, ...]


def story_shapes(paths: Iterable[str], most: int = 3) -> list[Shape]:
    """Return patterns for the paths of stories, the most frequent first.

    A path of words only, such as `/about/us`, gives none.

    >>> [shape.pattern for shape in story_shapes(["/news/2024/05/eel-late", "/sea/2024/06/tide"])]
    ['^/[^/?]+/\\\\d{4}/\\\\d\\\\d/[^/?]+$']
    >>> [shape.pattern for shape in story_shapes(["/news/eels-are-late.html", "/news/tide"])]
    ['^/news/(?:[^/?-]+-){2,}[^/?-]+\\\\.html$']
    """
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in dict.fromkeys(paths):
        groups[_kinds(path)].append(path)
    found = [
        Shape(_pattern(kinds, members), tuple(members))
        for kinds, members in groups.items()
        if any(kind not in ("", "WORD") for kind in kinds)
    ]
    found.sort(key=lambda shape: len(shape.paths), reverse=True)
    total = sum(len(shape.paths) for shape in found)
    return [shape for shape in found[:most] if len(shape.paths) >= _SHARE * total]


def section_pattern(folders: Iterable[str]) -> str:
    """Return one pattern for the front page, these folders, and their further pages.

    >>> section_pattern(["/sea/", "/town"])
    '^/(?:(?:sea|town)/?)?(?:page/\\\\d+/?)?(?:\\\\?page=\\\\d+)?$'
    """
    names = "|".join(sorted({re.escape(folder.strip("/")) for folder in folders} - {""}))
    folder = f"(?:(?:{names})/?)?" if names else ""
    return rf"^/{folder}(?:page/\d+/?)?(?:\?page=\d+)?$"


def is_section(path: str) -> bool:
    """Return whether a path may be that of a section: one or two words.

    >>> is_section("/sea/boats/"), is_section("/sea/2024/"), is_section("/a-long-headline/")
    (True, False, False)
    """
    folders = path.strip("/").split("/")
    return "?" not in path and len(folders) <= 2 and all(map(_WORD.fullmatch, folders))


def _kinds(path: str) -> tuple[str, ...]:
    """Return what each place of a path is: a pattern, `WORD`, or empty at a slash at the end."""
    bare, _, query = path.partition("?")
    kinds = [_kind(folder) for folder in bare.split("/")[1:]]
    if any(kind.startswith("\\d") for kind in kinds):
        kinds = [kind.replace(_SLUG, _ANY) for kind in kinds]
        last = len(kinds) - 1 - (kinds[-1] == "")
        if kinds[last] == "WORD":
            kinds[last] = _ANY
    return (*kinds, f"?{_query_pattern(query)}") if query else tuple(kinds)


def _kind(folder: str) -> str:
    if not folder:
        return ""
    for pattern, piece in _PIECES:
        if pattern.fullmatch(folder):
            return piece
    if _WORD.fullmatch(folder):
        return "WORD"
    suffix = found[0] if (found := _SUFFIX.search(folder)) else ""
    stem = folder.removesuffix(suffix)
    if _WORD.fullmatch(stem):
        return re.escape(folder)
    return f"{_SLUG if stem.count('-') > 1 else _ANY}{re.escape(suffix)}"


def _query_pattern(query: str) -> str:
    pairs = [pair.partition("=") for pair in query.split("&")]
    return "&".join(
        rf"{re.escape(name)}=\d+" if value.isdigit() else f"{re.escape(name)}=[^&]*"
        for name, _, value in pairs
    )


def _pattern(kinds: tuple[str, ...], paths: list[str]) -> str:
    """Return the pattern for paths of one shape."""
    folders = [path.partition("?")[0].split("/")[1:] for path in paths]
    pieces: list[str] = []
    query = ""
    for place, kind in enumerate(kinds):
        if kind.startswith("?"):
            query = rf"\{kind}"
        elif kind == "WORD":
            words = {re.escape(each[place]) for each in folders}
            pieces.append(words.pop() if len(words) == 1 else _ANY)
        else:
            pieces.append(kind)
    return f"^/{'/'.join(pieces)}{query}$"
