"""Read the header lines above a wire story: agencies' forms, desk notes, bylines, agency lines."""

import re
from functools import cache, lru_cache

from crawler.agencies import index, load_families
from crawler.agencies.lookup import by_line, by_mark, names_pattern
from crawler.base.patterns import PatternIndex
from crawler.reading.wire.cues import desk_notes
from crawler.reading.wire.dateline import read_dateline
from crawler.reading.wire.draft import Draft


@cache
def _forms() -> tuple[PatternIndex, tuple[str | None, ...]]:
    """Return the forms of all families, and the agency that each form implies."""
    rows = [(header, family) for family in load_families() for header in family.header]
    return (
        index(header.form for header, _ in rows),
        tuple(family.agency_of(header) for header, family in rows),
    )


_LONGEST = 600
"""Longest header line, in characters."""
_PLACE_LINE = re.compile(r"\([A-Z][^()]{2,60}\)")
_BY = ("By", "BY", "by")
_BYLINE = re.compile(r"(?:By|BY|by):? +(?P<name>[A-ZÀ-Þ]\S*(?: \S+){0,11})")
_NO_NAME = re.compile(
    r"(?<!\bJr)(?<!\bSr)[.!?]$"
    r"|\b(?!(?:Adm|Brig|Capt|Cmdr|Col|Cpl|Ens|Gen|Lt|Maj|Mrs?|Pfc|Pvt|Sgt|Spc|St|Tech)\b)"
    r"[^\W\d_]{3,}[.!?] "
)
"""The end of a sentence, which a name does not contain."""
_LINKING_WORD = re.compile(
    r"\b(?:and|for|of|the|in|with|by|de|da|di|du|van|von|der|den|la|bin|ibn)\b"
)
_LOWER_WORD = re.compile(r"(?<![\w'’-])[a-z]+")
_POST_WORDS = 2
"""Most lower-case words in a writer's post; a line with more is prose."""


@lru_cache(maxsize=256)
def read_byline(line: str) -> str | None:
    """Return the name in a `By` line, without post and agency; None if it is not a byline.

    >>> read_byline("By Hanno L. Meien, Associated Press Writer"), read_byline("By Ana Or for RFA")
    ('Hanno L. Meien', 'Ana Or')
    """
    found = _BYLINE.fullmatch(line) if line.startswith(_BY) else None
    if not found or "--" in line or _NO_NAME.search(line):
        return None
    if len(_LOWER_WORD.findall(_LINKING_WORD.sub("", line))) > _POST_WORDS:
        return None
    return strip_post(found["name"])


def strip_post(name: str) -> str:
    """Return a writer's name without post and agency."""
    return _post().sub("", name).strip(" ,")


@cache
def _post() -> re.Pattern[str]:
    return re.compile(
        rf",? +(?:(?:for|of) (?:the )?[A-Z].*|(?:The )?(?:{names_pattern()})\b.*)$"
        r"|, +.*\b(?:Writer|Correspondent|Reporter|Editor|Service|Press|Agency|News|USN|USA|USAF"
        r"|Affairs|Center|Command"
        r"|Division|Wing|Squadron|Regiment|Brigade|Battalion|Fleet|Corps|Bureau)\b.*$"
    )


@lru_cache(maxsize=256)
def read_form(line: str) -> tuple[str | None, dict[str, str]] | None:
    """Return the agency that a line's form implies, and the line's fields; None if it has no form.

    >>> read_form("Office of the Press Secretary"), read_form("News Code :9009-00335")
    (('whitehouse', {}), (None, {'story_number': '9009-00335'}))
    """
    forms, agencies = _forms()
    found = forms.fullmatch(line) if len(line) <= _LONGEST else None
    if not found:
        return None
    number, match = found
    return agencies[number], {name: value for name, value in match.groupdict().items() if value}


def opens_note(line: str) -> bool:
    """Return whether a line starts a desk note, which may continue on the next lines."""
    form = read_form(line)
    return form is not None and "note" in form[1]


@lru_cache(maxsize=256)
def is_known(line: str) -> bool:
    """Return whether a line is a header line of a known form or starts with a dateline."""
    return bool(
        read_form(line)
        or by_line(line)
        or read_byline(line)
        or desk_notes(line)
        or read_dateline(line)
    )


def take_line(draft: Draft, line: str) -> bool:
    """Set the draft's fields from a header line; return whether it has a known form."""
    if len(line) > _LONGEST:
        return False
    if note := desk_notes(line):
        draft.note(note, "header")
        return True
    agency = by_line(line)
    if agency:
        draft.set_if_empty("agency", agency.code, "agency line")
    if form := read_form(line):
        _take_form(draft, line, *form)
    elif agency is None and (byline := read_byline(line)):
        draft.set_if_empty("byline", byline, "byline")
        post = line.partition(byline)[2].strip(" ,")
        if writer := by_line(post) or by_mark(post.removeprefix("for ")):
            draft.set_if_empty("agency", writer.code, "byline")
    elif _PLACE_LINE.fullmatch(line) and _prints_place(draft):
        draft.set_if_empty("located", line.strip("()"), "header")
    else:
        return agency is not None
    return True


def _prints_place(draft: Draft) -> bool:
    """Return whether the agency prints the place in brackets on its own line."""
    agency = draft.known_agency()
    return agency is not None and agency.place_line


def _take_form(draft: Draft, line: str, agency_code: str | None, fields: dict[str, str]) -> None:
    draft.set_if_empty("agency", agency_code, "header")
    if "restart" in fields:
        draft.restart()
    if "byline" in fields:
        draft.set_if_empty("byline", strip_post(fields["byline"]), "byline")
    for name in ("located", "story_number", "intro"):
        draft.set_if_empty(name, fields.get(name), "header")
    draft.set_if_empty("headline", fields.get("headline"), "title")
    if "line" in fields and (agency := by_line(fields["line"])):
        draft.set_if_empty("agency", agency.code, "agency line")
    draft.note(fields.get("note"), "header")
    draft.corrected |= "correction" in fields
    draft.clock = draft.clock or fields.get("clock")
    if "date" in fields:
        draft.date(fields["date"], "date line", line)
