"""Metadata in the URL of a story: section, topic, day and agency code.

The grammar is that of the GlobalSecurity archive and of its mirrors on other hosts, so the host is
ignored. URLs of other forms give no metadata, which is not an error.
"""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from crawler.base.dates.patterns import MONTH_NAMES, MONTHS


class Address(Struct, frozen=True, gc=False):
    """Metadata read from a URL; None for what it does not contain."""

    section: str | None = None
    """`wmd`, `military`, `intell`, `security`, `space`."""
    topic: str | None = None
    """Folder of the topic: `iraq`, `dprk`."""
    day: date | None = None
    raw_day: str | None = None
    """The day as written."""
    code: str | None = None
    """Agency code in lower case, without number and part letter: `kcna`, `whitehouse`."""
    series: str | None = None
    """Series in the file name: `nis` in `dprk_nis-000327.htm`."""

    is_dated: bool = False
    """Whether the day is in the folders or in an archive's file name; in other file names it may be
    the day of the event."""

    @property
    def is_archived(self) -> bool:
        """Whether the URL is one of a wire archive; a day and a news folder do not suffice."""
        is_mirrored = self.topic and self.raw_day and self.raw_day.isdigit()
        return bool(self.section or self.code or is_mirrored)


@lru_cache(maxsize=256)
def read_address(url: str) -> Address:
    """Return the metadata in a URL.

    >>> read_address("http://fas.org/news/india/1999/990122-india1.htm").day
    datetime.date(1999, 1, 22)
    """
    folders, _, name = unquote(urlsplit(url).path).lower().rpartition("/")
    stem = re.sub(r"\.(?:s?html?|php|aspx?|txt)$", "", name)
    section, topic = _subjects(folders)
    day, raw, before, after, is_sure = _day(folders, stem)
    series = before.partition("_")[2].strip("-_") or None if after is not None else None
    code = series if series else _code(before, after or "", topic)
    if not (section or topic or code in _TAGS):
        code = None  # elsewhere, words after a day are as likely part of the headline
    return Address(section, topic, day, raw, code, series, is_dated=is_sure and day is not None)


# --- section and topic ------------------------------------------------------------------------

_LIBRARY = re.compile(
    r"^.*?/(?P<section>[^/]+)/library/news(?:/(?P<topic>[^/]*[a-z][^/]*))?(?:/|$)"
)
_MIRROR = re.compile(r"^/news/(?P<topic>[^/]*[a-z][^/]*)/(?:19|20)\d\d(?:/|$)")
"""fas.org has the same files below /news/{country}/{yyyy}/."""


def _subjects(folders: str) -> tuple[str | None, str | None]:
    if library := _LIBRARY.match(folders):
        return library["section"], library["topic"]
    mirror = _MIRROR.match(folders)
    return None, mirror["topic"] if mirror else None


# --- day --------------------------------------------------------------------------------------

_YEAR_FOLDER = re.compile(r"/((?:19|20)\d\d)(?=/|$)")
_IN_NAME = re.compile(r"(?<!\d)(?:\d{8}|\d{6})(?!\d)")
_SHORT_DASHED = re.compile(r"^\d\d-\d\d-\d\d(?!\d)")
_DAILY_INDEX = re.compile(r"^(\d\d)-(\d\d)_index")
_MONTH = rf"\d\d?|(?:{'|'.join(MONTHS)})[a-z]{{0,6}}"
_IN_PATH = re.compile(
    rf"(?<![\da-z])(?P<y>(?:19|20)\d\d)(?:/(?P<m>{_MONTH})/(?P<d>\d\d?)(?=/|$)"
    r"|(?P<at>[_-])(?P<mm>\d\d?|[a-z]{3,9})(?P=at)(?P<dd>\d\d?)(?!\d))"
    r"|(?<=/)(?P<year>(?:19|20)\d\d)(?:/(?P<month>\d\d)|-?(?P<mon>\d\d)/)(?P<day>\d\d)(?=/)"
)
"""A day in folders or with dashes: `/2015/apr/26/`, `/2019-10-18/`, `/202405/01/`. Digits without
separators are as likely an article number."""

_DAY_PAGE = re.compile(r"/item\d?/(?P<year>\d{4})/\d{2}(?:\d{2})?(?P<month>\d\d)/news(?P=month)$")
"""Month folder of www.kcna.co.jp, whose pages are named by the day: 200411/news11/18."""


class _Found(NamedTuple):
    """The day in a URL."""

    day: date | None
    raw: str | None
    """The day as written."""
    before: str
    after: str | None
    """File name after the day; None if the day is not in it. `before` is the part before it."""
    is_sure: bool = True
    """Whether it can only be the day of publication: in folders, or in an archive's file name."""


def _day(folders: str, stem: str) -> _Found:
    """Return the day in the file name, if it is an archive's or confirmed by a folder; else that of
    the folders."""
    year = _last_year(folders)
    for pattern in (_SHORT_DASHED, _IN_NAME):
        for match in pattern.finditer(stem):
            day = _day_of_name(match, folders, stem, year)
            if day:
                return _Found(day, match[0], stem[: match.start()], stem[match.end() :])
    if (month := _DAY_PAGE.search(folders)) and stem.isdigit():
        day = _possible(int(month["year"]), month["month"], stem)
        return _Found(day, stem, "", None)
    if year and (index := _DAILY_INDEX.match(stem)):
        return _Found(_possible(year, index[1], index[2]), index[0], stem, None)
    for match in _IN_PATH.finditer(f"{folders}/{stem}"):
        y, m, d = (next(filter(None, map(match.__getitem__, names))) for names in _PARTS)
        number = m if m.isdigit() else str(MONTHS.index(m[:3]) + 1) if _is_month(m) else "0"
        if day := _possible(int(y), number, d):
            is_whole = match.string[match.start() - 1] == "/" and match.end() <= len(folders)
            return _Found(day, match[0], stem, None, is_sure="/" in match[0] or is_whole)
    return _Found(None, None, stem, None)


_PARTS = (("y", "year"), ("m", "mm", "month", "mon"), ("d", "dd", "day"))
"""Groups of `_IN_PATH` for year, month and day."""


def _is_month(word: str) -> bool:
    """Return whether a word is an English month name or an abbreviation of one."""
    return len(word) > 2 and (word == "sept" or any(name.startswith(word) for name in MONTH_NAMES))


def _last_year(folders: str) -> int | None:
    years = _YEAR_FOLDER.findall(folders)
    return int(years[-1]) if years else None


def _day_of_name(match: re.Match[str], folders: str, stem: str, year: int | None) -> date | None:
    """Return the day given by digits in a file name; None if they may be an article number.

    Outside the archives, the folders must confirm the year, and the month if they have one.
    """
    digits = match[0].replace("-", "")
    day = _possible(_full_year(digits[:-4], year), digits[-4:-2], digits[-2:])
    if _is_archives(match, folders, stem):
        return day
    within = [found.groups() for found in _YEAR_AND_MONTH.finditer(folders)]
    if not within or (match.start() != 0 and match.end() != len(stem) and not _is_parted(match)):
        return None
    first = _possible(_full_year(digits[-2:], year), digits[2:4], digits[:2])
    for each in (day, first if len(digits) == 6 else None):
        if each and all(y == f"{each:%Y}" and m in (None, f"{each:%m}") for y, m in within):
            return each
    return None


_YEAR_AND_MONTH = re.compile(r"/((?:19|20)\d\d)(?:[/-]?(\d\d))?(?=/|$)")


def _is_parted(match: re.Match[str]) -> bool:
    """Return whether digits have separators on both sides."""
    around = match.string[match.start() - 1] + match.string[match.end()]
    return all(sign in "-_." for sign in around)


def _is_archives(match: re.Match[str], folders: str, stem: str) -> bool:
    """Return whether a file name follows the grammar of the wire archives."""
    if any(_subjects(folders)):
        return True
    before, after = stem[: match.start()], stem[match.end() :]
    return _NUMBER.sub("", after.strip("-_.")) in _TAGS or before.strip("-_") in _TAGS


def _full_year(digits: str, folder: int | None) -> int:
    """`98` -> 1998, `26` -> 2026, unless the year's folder says otherwise."""
    year = int(digits)
    if len(digits) == 4:
        return year
    if folder is not None and folder % 100 == year:
        return folder
    return year + (1900 if year >= 90 else 2000)


def _possible(year: int, month: str, day: str) -> date | None:
    if not 1900 <= year < 2100:
        return None
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


# --- source code ------------------------------------------------------------------------------

_HASH = re.compile(r"^[0-9a-f]{8}$")
_NUMBER = re.compile(r"[-_]?\d+[a-z]?$")
"""Number of the item on its day, and letter of the part."""

_ALIASES = {"wh": "whitehouse", "whitehouseb": "whitehouse", "russia-mfab": "russia-mfa"}
"""Other names of a source; `b` marks a briefing."""

_TAGS = frozenset(
    "afp afpn afps ap azertac businesswire cna ec globaltimes globenewswire iaea irin irna isna "
    "kcna kremlin kyodo nis nsa-css pdo presstv rfa rferl rianovosti sputnik state tass treasury "
    "un unocha upi usia usn voa wh whitehouse whitehouseb xinhua yonhap".split()
)
"""Agency codes in names that start with the day. Other words there belong to the topic: in full
(`iraq04`), shortened (`pak2`) or by another name (`prc01` below taiwan)."""


def _code(before: str, after: str, topic: str | None) -> str | None:
    """Return the agency code in a file name; letters right after the day mark a part."""
    _, dash, rest = after.partition("-") if after[:1] != "." else ("", ".", after[1:])
    if not dash or _HASH.match(rest):
        return None
    word = _NUMBER.sub("", rest)
    if not before:
        known = [tag for tag in (word, *map(_unnumbered, rest.split("-"))) if tag in _TAGS]
        return _ALIASES.get(known[-1], known[-1]) if known else None
    prefix = before.strip("-_")
    if not re.fullmatch(r"[a-z][a-z-]*", word) or prefix == "war" or _is_topic(word, prefix, topic):
        return None
    return _ALIASES.get(word, word)


def _unnumbered(word: str) -> str:
    return _NUMBER.sub("", word)


def _is_topic(word: str, prefix: str, topic: str | None) -> bool:
    return word == prefix or (topic is not None and len(word) > 2 and topic.startswith(word))


_USER = re.compile(r"^([\x00-\x20]*(?:[a-z][a-z0-9+.-]*:)?[/\\]{2})[^/?#\\]*@", re.IGNORECASE)

_NO_PART = dict.fromkeys(map(ord, "\t\n\r"))


def without_user(url: str) -> str:
    """Return a URL without user name and password, which must not appear in logs and dumps.

    >>> without_user("http://me:secret@a.example/x@y"), without_user("//me@a.example")
    ('http://a.example/x@y', '//a.example')

    Tabs and line ends are removed anywhere in a URL (WHATWG URL, 4.4).

    >>> without_user("ht\\ttp:/\\n/me:secret@a.example/")
    'http://a.example/'
    """
    return _USER.sub(r"\1", url.translate(_NO_PART))
