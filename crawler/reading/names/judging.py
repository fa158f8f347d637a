"""Classify a few words as the name of a person, of an organisation, or as not a name."""

import calendar
import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from crawler.reading.headlines import letters_of
from crawler.reading.names.words import load_patterns, load_words

NameKind = Literal["person", "organisation"]

_LONGEST = 60
_MOST_WORDS = 6
_FIRST_SIGN = "\u2e80"
"""First character of the scripts written without spaces."""
_EDGES = " \t,;:|/•·●–—-=\"'“”„«»‹›*<>_()[]©^~+"
_PLACE = re.compile(
    r"\s+(?:in|from|at|for|of|aus|à|desde|из|bei|bij)\s+(?:[Tt]he\s+|den?\s+|la\s+|l')?(?P<place>\S).*$",
    re.IGNORECASE,
)
"""The place or outlet after a writer's name; it must begin with a capital."""
_GLUED_POST = re.compile(
    r"(?<=[a-zà-ÿ])(?=(?:Staff|Senior|Reporter|Editor|Updated|Published|Posted|Follow|By)\b)"
)
_DAY_WORD = re.compile(
    rf"(?:{'|'.join([*calendar.month_abbr[1:], *calendar.day_abbr])})[a-z]*[.,]?", re.IGNORECASE
)
"""An English month or weekday: only English dates print the month, capitalised, before the day."""
_WESTERN = re.compile(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ԰-֏Ḁ-ỿἀ-῿]")
"""A letter of a script with upper and lower case."""


def bare(name: str) -> str:
    """Return a name's letters without case and article, as a key to compare names."""
    return letters_of(name.casefold().removeprefix("the "))


def same_name(one: str, other: str | None) -> bool:
    """Return whether two names match, ignoring case, punctuation and a site's domain suffix.

    >>> same_name("The Bay Courier", "BAY COURIER"), same_name("stern.de", "STERN")
    (True, True)
    >>> same_name("Ada Lund", None)
    False
    """
    first, second = bare(one), bare(other or "")
    return bool(first and second) and (
        first == second or _host(one) == second or first == _host(other or "")
    )


def is_spelt_out(name: str, other: str | None) -> bool:
    """Return whether the initials of a name spell another name.

    >>> is_spelt_out("Sund Radio Bremnes", "srb.example"), is_spelt_out("Ada Lund", "Gazette")
    (True, False)
    """
    words = name.split()
    initials = "".join(word[0] for word in words).casefold()
    return len(words) > 1 and initials in (bare(other or ""), _host(other or ""))


def _host(name: str) -> str:
    """Return the name before the domain suffix of a host: `stern` for `www.stern.de`."""
    found = re.fullmatch(r"(?:www\.)?([\w-]+)(?:\.[a-z]{2,12}){1,2}", name.strip().casefold())
    return bare(found[1]) if found else ""


def has_case(text: str) -> bool:
    """Return whether a text is written in a script with upper and lower case."""
    return _WESTERN.search(text) is not None


@lru_cache(maxsize=256)
def judge(text: str) -> tuple[str, NameKind] | None:
    """Return a name without its post, and its kind; null if the text is not a name.

    >>> judge("Ada Lund Staff Writer"), judge("harbour correspondent"), judge("Reuters")
    (('Ada Lund', 'person'), None, ('Reuters', 'organisation'))
    """
    name = _without_times(_GLUED_POST.sub(" ", text)).strip(_EDGES)
    agency = load_patterns().agency_after.search(name)
    if agency and " " in name[: agency.start()] and not is_organisation(name[: agency.start()]):
        name = name[: agency.start()]
    name = _without_place(name)
    if not is_organisation(name):
        whole, name = name, _without_post(name).strip(_EDGES)
        if name != whole and name.islower() and " " not in name:
            return None  # `harbour` from `harbour correspondent`
    words = name.split()
    if not words or len(name) > _LONGEST or len(words) > _MOST_WORDS or _is_nobody(name):
        return None
    if is_organisation(name):
        return name, "organisation"
    return (name, "person") if len(bare(name)) > 1 and _has_form(words) else None


def _has_form(words: list[str]) -> bool:
    """Return whether words have the form of a person's name: capitalised except for particles, or
    entirely in lower case (`viktor hedlund`)."""
    if ":" in "".join(words):
        return False
    if not has_case("".join(words)) or not any(word[:1].isupper() for word in words):
        return len(words) <= 3
    particles = load_words().no_name.particles
    return all(not word.islower() or word.strip(".,'’") in particles for word in words)


@lru_cache(maxsize=256)
def is_organisation(name: str) -> bool:
    """Return whether a name is that of an organisation: a paper, an agency or a desk."""
    words = load_words().no_name
    if is_company(name):
        return True
    folded = name.casefold()
    each = [word.strip(_EDGES + ".") for word in folded.split()]
    if folded in words.desks or folded in words.papers:
        return True
    if not each:
        return False
    return (
        folded.endswith(_signs().papers)
        or each[-1].rpartition("-")[2] in words.desks  # `Sport-Redaktion`
        or each[-1] in words.papers
        or each[0] in words.desks
    )


def is_desk(name: str) -> bool:
    """Return whether a name belongs to a desk: `Online-Redaktion`, `Gazette Staff`."""
    desks = load_words().no_name.desks
    folded = name.casefold()
    return folded in desks or any(
        part in desks for word in folded.split() for part in word.strip(_EDGES + ".").split("-")
    )


def is_company(name: str) -> bool:
    """Return whether a name belongs to a company: `Mediagene Inc.`"""
    companies = load_words().no_name.companies
    last = name.casefold().split()[-1:]
    return any(word.strip(_EDGES + ".") in companies for word in last) or name.endswith(
        _signs().companies
    )


class _Signs(NamedTuple):
    """Words in scripts without spaces; a name that ends in one is a paper's or company's."""

    papers: tuple[str, ...]
    companies: tuple[str, ...]


@cache
def _signs() -> _Signs:
    words = load_words().no_name
    papers = tuple(word for word in words.papers if word[0] >= _FIRST_SIGN)
    return _Signs(papers, tuple(word for word in words.companies if word[0] >= _FIRST_SIGN))


def _is_nobody(name: str) -> bool:
    words = load_words().no_name
    folded = name.casefold()
    if folded in words.nobody or folded in words.posts or "://" in folded:
        return True
    return not any(letter.isalpha() for letter in name)


def _without_times(name: str) -> str:
    """Return a name without the part that begins with a number: `3 hours ago`, `5 min read`, a
    date."""
    words = name.split()
    has_digit = any(map(str.isdigit, name))
    after = load_words().no_name.after
    for at, word in enumerate(words):
        if has_digit and any(map(str.isdigit, word)):
            rest, words = words[at:], words[:at]
            is_day = len(rest) == 1 or not rest[1].islower()
            while words and is_day and _DAY_WORD.fullmatch(words[-1]):
                words.pop()
            return " ".join(_without_small_end(words))
        if at and word.casefold().strip(_EDGES) in after:
            return " ".join(words[:at])
    return name


def _without_small_end(words: list[str]) -> list[str]:
    """Return words without trailing lower-case words, which cannot end a name."""
    while len(words) > 1 and not words[0].islower() and words[-1].islower():
        words = words[:-1]
    return words


def _without_place(name: str) -> str:
    found = _PLACE.search(name)
    if not found or found["place"].islower():
        return name
    before = name[: found.start()]
    return before if " " in before and not is_organisation(before) else name


def _without_post(name: str) -> str:
    """Return a name without the writer's post before or after it."""
    words = load_words().no_name
    name = load_patterns().post_after.sub("", name)
    parts = _without_small_end(name.split())
    end = len(parts)
    while end > 1 and _is_of_post(parts[end - 1]):
        end -= 1
    if any(_is_in(part, words.posts) for part in parts[end:]):
        parts = parts[:end]
    start = 0
    while start < len(parts) - 2 and _is_of_post(parts[start]):
        start += 1
    if any(_is_in(part, words.posts) for part in parts[:start]):
        parts = parts[start:]
    return " ".join(parts)


def _is_of_post(word: str) -> bool:
    """Return whether a word is a post, or occurs in the name of one."""
    words, folded = load_words().no_name, word.casefold().strip(_EDGES + ".")
    return folded in words.posts or folded in words.of_posts


def _is_in(word: str, words: frozenset[str]) -> bool:
    return word.casefold().strip(_EDGES + ".") in words
