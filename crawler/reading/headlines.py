"""Compare headlines with titles and site names, ignoring case and punctuation."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

_LETTERS = re.compile(r"[^\W_]+")
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_PART = re.compile(r"\s+[|•·:–—»/~-]+\s+|\s*[|•·»]\s*|:\s+")
"""Separators of headline, section and site in a page's title."""
_BEFORE, _AFTER = " :|•·–—»/,-", " |•·–—»:"
"""Separators to strip from the start and end of a headline."""
_EDITION = re.compile(
    r"^(?:welcome to )?(?:the )?|\W*\b(?:on-?line|online edition|web edition|internet edition"
    r"|home ?page|edition|digital|\.?com|\.?net|\.?org)\W*$",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"\b(?:times|post|gazette|courier|herald|tribune|journal|ledger|chronicle|observer|telegraph"
    r"|mirror|star|sun|globe|news|press|digest|review|mail|echo|argus|bulletin|examiner|record"
    r"|standard|sentinel|register|monitor|daily|weekly|today|magazine|reader|dispatch|advertiser"
    r"|\w*zeitung|\w*nachrichten|\w*kurier|\w*anzeiger|\w*blatt|\w*rundschau|\w*bote|diario|gaceta"
    r"|noticias|prensa|correo|heraldo|jornal|folha|gazeta|correio|giornale|corriere|gazzetta"
    r"|messaggero|courrier|monde|libre|nouvelles|gazette|dagblad|courant|krant|tidende|tidning"
    r"|blad|posten|kurier|gazeta|dziennik|газета|вести|известия|новости|gazetesi|haber)\b",
    re.IGNORECASE,
)
_NAME_WORDS, _NAME_LONGEST = 6, 80
"""Maximum words and characters of a paper's name."""
_TITLE_LONGEST = 500
"""Maximum length of a title to examine, in characters."""
_BEGINNING = 8
"""Number of characters that are compared first."""
_HOST_LEAST = 4
"""Minimum length of a host label that may be a paper's name."""


def bare(text: str | None) -> str:
    """Return only the letters and digits, case-folded.

    >>> bare("PIER: Stays “Shut”") == bare("Pier stays 'shut'")
    True
    """
    return letters_of((text or "").casefold())


def letters_of(text: str) -> str:
    """Return only the letters and digits of a text."""
    if text.isascii():  # in a tenth of the time
        return text.encode().translate(None, _ASCII_SIGNS).decode()
    return "".join(_LETTERS.findall(text))


def repeats(text: str, letters: str) -> bool:
    """Return whether a text has exactly these letters, as `bare` returns them.

    >>> repeats("Pier stays 'shut'", bare("PIER: Stays “Shut”")), repeats("Pier", "pierstaysshut")
    (True, False)
    """
    # Each character is folded by itself, so the beginning shows most texts to be others.
    first = text[:1]
    if first.isascii() and first.isalnum() and first.lower() != letters[:1]:
        return False
    return letters.startswith(bare(text[:_BEGINNING])) and bare(text) == letters


def without_left_over(text: str) -> str:
    """Return a headline without leftover separators from its kicker or site name.

    >>> [without_left_over(text) for text in (": Pier stays shut", "– Pier |", "-")]
    ['Pier stays shut', 'Pier', '-']
    >>> without_left_over("– «Who pays?»"), without_left_over("Pier stays shut »")
    ('«Who pays?»', 'Pier stays shut')
    """
    after = _AFTER.replace("»", "") if "«" in text else _AFTER
    return text.lstrip(_BEFORE).rstrip(after).removesuffix(" -") or text


def parts_of(title: str | None) -> list[str]:
    """Return the parts of a page's title: possibly headline, section and site.

    >>> parts_of("Pier: shut | Bay Courier"), parts_of(None)
    (['Pier', 'shut', 'Bay Courier'], [])
    """
    return [part for part in _PART.split((title or "")[:_TITLE_LONGEST]) if part]


def without_site(title: str | None, names: Iterable[str | None]) -> str | None:
    """Return a title without the site's name at its start or end.

    >>> without_site("Bay Courier: Pier stays shut", ["Bay Courier"])
    'Pier stays shut'
    >>> without_site("Pier - who pays? - The Bay Courier", [None, "the bay courier"])
    'Pier - who pays?'
    """
    if not title:
        return None
    title = title[:_TITLE_LONGEST]
    known = {bare(name) for name in names} - {""}
    separators = list(_PART.finditer(title))
    if separators and bare(title[separators[-1].end() :]) in known:
        title = title[: separators[-1].start()]
    elif separators and bare(title[: separators[0].start()]) in known:
        title = title[separators[0].end() :]
    return title.strip() or None


@lru_cache(maxsize=256)
def is_nameplate(line: str, url: str, *names: str | None) -> bool:
    """Return whether a line is the name of the site or paper: one of `names`, or the host's.

    >>> is_nameplate("GRIMSAYE GAZETTE ON-LINE", "http://www.grimsaye.example/news/1.htm")
    True
    >>> is_nameplate("Grimsaye Opens a New Pier", "http://www.grimsaye.example/news/1.htm")
    False
    """
    if len(line) > _NAME_LONGEST or line.count(" ") >= _NAME_WORDS:
        return False
    known, hosts = _site_names(url, names)
    whole = bare(line)
    if not any(each in whole for each in known):  # true of nearly all lines
        return False
    name = bare(_EDITION.sub("", line))
    if not name:
        return False
    if name in known:
        return True
    return _PAPER.search(line) is not None and any(
        host in name or bare(word) == host for host in hosts for word in line.split()
    )


@lru_cache(maxsize=16)  # all headings of a page are compared with the same names
def _site_names(url: str, names: tuple[str | None, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the letters of a site's names and of its host's labels, and the labels alone."""
    labels = (urlsplit(url).hostname or "").split(".")
    hosts = tuple(bare(label) for label in labels[:-1] if len(label) >= _HOST_LEAST)
    known = (bare(_EDITION.sub("", each)) for each in names if each and len(each) <= _NAME_LONGEST)
    return frozenset((*filter(None, known), *hosts)), hosts


def looks_like_nameplate(line: str) -> bool:
    """Return whether a line may be a paper's name: few capitalised words, one of them typical.

    >>> [looks_like_nameplate(line) for line in ("The Velmora Post", "Post office shuts early")]
    [True, False]
    """
    if len(line) > _NAME_LONGEST:
        return False
    words = _EDITION.sub("", line).split()
    return (
        len(words) < _NAME_WORDS
        and all(word[:1].isupper() or word.lower() in ("of", "the", "and") for word in words)
        and _PAPER.search(line) is not None  # takes as long as all others
    )


def matching(texts: Sequence[str], title: str | None) -> list[int]:
    """Return the indexes of the lines contained in a title, longest first; ignore single words."""
    whole = bare(title)
    held = [
        (len(words), at)
        for at, text in enumerate(texts)
        if (" " in text or not text.isascii()) and (words := bare(text)) and words in whole
    ]
    return [at for _, at in sorted(held, key=lambda each: -each[0])]
