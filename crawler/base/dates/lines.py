"""Read lines that date a story: the day, whether it is a modification date, and the other words."""

import re
from datetime import date, datetime
from functools import lru_cache

from msgspec import Struct

from crawler.base.dates.clocks import Clock, find_clock
from crawler.base.dates.labels import Label, find_labels
from crawler.base.dates.locality import NOWHERE, Locality
from crawler.base.dates.months import is_weekday
from crawler.base.dates.printed import Printed, find_dates

LONGEST = 200
"""Maximum length of a dated line, in characters."""
_MAY_DATE = re.compile(r"\d{4}|\d\W{0,2}[./-]\s?\d{1,2}\s?[./-]|\d-[^\W\d]{3}|[年日]|[A-Z]{3}\d\d")
"""Minimum content of a line with a date."""
_ASCII_DIGIT, _DIGIT = re.compile(r"[0-9]"), re.compile(r"[\d年日]")
"""A cheaper pretest: a character in every form above. A single set is several times faster, and one
of ASCII again."""
_AROUND = " \t\u00a0|•·⋅–—-,;:/()[]<>【】（）：，、。·@►▪*"
_BESIDE = frozenset(
    "on at the and um am im vom den der uhr h le la il à a alle ore kl klo o ob godz godzina saat в"
    " о el las los del de da em às dia op om te tarihinde günü saatlerinde في الساعة ساعت بتاريخ"
    " को पर بجے hrs hs el. kl. local time zuletzt letzte last r. г. р. d. น. ה ב".split()
)
"""Words that introduce a day or a clock and carry no other meaning."""
_DAY_SIGN = re.compile(
    r"^\s?(?:[（(]\s?[日月火水木金土월화수목금일토一二三四五六]\s?[)）]|г\.?|р\.?|r\.|d\.)"
)
"""Suffixes of a date in some languages: a weekday in brackets, a word for the year."""
_CLOCK_APART = 24
"""Maximum distance between a day and its clock, in characters."""
_OPEN_RANGE = re.compile(r"(?<!\d)\d{1,2}\s?[-–—]\s?$")
_RANGE = re.compile(r"\s*(?:[-–—]|to|bis|till|until|al?|au)\s*")


class DatedPart(Struct, frozen=True):
    """A date in a line, with its clock and its label."""

    printed: Printed
    clock: Clock | None
    label: Label | None

    def moment(self, day: date) -> datetime | None:
        """Return the UTC moment, if a clock with a known zone is printed."""
        return self.clock.moment(day) if self.clock else None


class DatedLine(Struct, frozen=True):
    """A parsed line: its dates, and the text before, between and after them."""

    parts: tuple[DatedPart, ...]
    before: str
    """Text before its first date, without introductory words."""
    after: str
    """Text after its last date."""
    between: str
    """Text between its dates."""
    start: int
    end: int
    """Start of its first date and end of its last one, including clocks and punctuation."""

    @property
    def rest(self) -> str:
        """Return the remaining text."""
        return " ".join(filter(None, (self.before, self.between, self.after)))

    @property
    def published(self) -> DatedPart | None:
        """Return the publication date: the one labelled as such, else the first without a label."""
        labelled = (part for part in self.parts if part.label == "published")
        plain = (part for part in self.parts if part.label is None)
        return next(labelled, None) or next(plain, None)


@lru_cache(maxsize=256)  # header, credit and date each read the same line
def read_dated_line(text: str, place: Locality = NOWHERE) -> DatedLine | None:
    """Return the dates of a line; null if the line has no date, is too long, or gives a date range.

    >>> line = read_dated_line("Updated: August 15, 2023, 9 AM | Published: February 10, 2023")
    >>> line.published.printed.raw, line.rest
    ('February 10, 2023', '')
    >>> line = read_dated_line("Geschrieben von Mira am 05.03.2004 um 22:30 Uhr, Kiel")
    >>> line.before, line.after
    ('Geschrieben von Mira', 'Kiel')
    """
    digit = _ASCII_DIGIT if text.isascii() else _DIGIT
    if len(text) > LONGEST or not digit.search(text) or not _MAY_DATE.search(text):
        return None
    dates = find_dates(text, place)
    if not dates or _is_range(text, dates):
        return None
    parts: list[DatedPart] = []
    between: list[str] = []
    first, last = len(text), 0
    for at, printed in enumerate(dates):
        floor = max(dates[at - 1].end, last) if at else 0
        ceiling = dates[at + 1].start if at + 1 < len(dates) else len(text)
        clock = _clock(text, printed, floor, ceiling, place.country)
        label = _label(text, floor, printed, ceiling)
        parts.append(DatedPart(printed, clock, label))
        if at:
            between.append(_bare(text[floor : _start(printed, clock)], from_end=True))
        first = min(first, _start(printed, clock))
        last = max(last, printed.end, clock.end if clock else last)
    sign = _DAY_SIGN.match(text[last:])
    last += sign.end() if sign else 0
    return DatedLine(
        tuple(parts),
        _bare(text[:first], from_end=True),
        _bare(text[last:], from_end=False),
        " ".join(filter(None, between)),
        first,
        last,
    )


def _start(printed: Printed, clock: Clock | None) -> int:
    """Return the start of a date or of the clock before it."""
    return min(printed.start, clock.start) if clock else printed.start


def _is_range(text: str, dates: list[Printed]) -> bool:
    """Return whether the first two dates of a line form a range: `3 May – 5 May 2024`."""
    if len(dates) == 1:
        return _OPEN_RANGE.search(text, 0, dates[0].start) is not None
    first, second = dates[:2]
    return first.days != second.days and (
        _RANGE.fullmatch(text, first.end, second.start) is not None
    )


def _clock(
    text: str, printed: Printed, floor: int, ceiling: int, country: str | None
) -> Clock | None:
    """Return the clock next to a date: after it, else before it."""
    behind = find_clock(text, printed.end, min(ceiling, printed.end + 2 * _CLOCK_APART), country)
    if behind and behind.start - printed.end <= _CLOCK_APART:
        return behind
    before = find_clock(text, max(floor, printed.start - 2 * _CLOCK_APART), printed.start, country)
    return before if before and printed.start - before.end <= _CLOCK_APART else None


def _label(text: str, floor: int, printed: Printed, ceiling: int) -> Label | None:
    """Return the label of a date: the words before it, else those right after it, unless they
    introduce the next date."""
    if before := find_labels(text[floor : printed.start]):
        return before[-1][0]
    behind = text[printed.end : ceiling]
    found = find_labels(behind)
    is_next_ones = ceiling < len(text) or behind.rstrip().endswith((":", "："))
    return found[0][0] if found and not is_next_ones and found[0][1] <= _CLOCK_APART else None


def _bare(text: str, *, from_end: bool) -> str:
    """Return the words around a date without those that introduce it: labels, weekdays, `on`."""
    labels = find_labels(text)
    for _, start, end in reversed(labels) if from_end else labels[:1]:
        text = _cut(text, start, end, from_end)
    words = text.strip(_AROUND).split()
    side = -1 if from_end else 0
    while words and (is_weekday(words[side].strip(_AROUND)) or leads_to_date(words[side])):
        del words[side]
    bare = " ".join(words).strip(_AROUND).lstrip(".")
    return bare.strip() if any(map(str.isalnum, bare)) else ""


def leads_to_date(word: str) -> bool:
    """Return whether a word introduces a day or a clock and carries no other meaning."""
    bare = word.strip(_AROUND).lower()
    return not bare or bare in _BESIDE


def lone_label(text: str) -> Label | None:
    """Return a text's label, if the text contains nothing else.

    >>> [lone_label(text) for text in ("Mise en ligne :", "Zuletzt geändert am", "Published works")]
    ['published', 'changed', None]
    """
    labels = find_labels(text)
    return labels[-1][0] if labels and not _bare(text, from_end=True) else None


def _cut(text: str, start: int, end: int, from_end: bool) -> str:
    """Remove a label from the side of a text next to the date."""
    beside = text[end:] if from_end else text[:start]
    if any(
        not leads_to_date(word) and not is_weekday(word.strip(_AROUND)) for word in beside.split()
    ):
        return text
    return text[:start] if from_end else text[end:]
