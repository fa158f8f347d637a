"""What an address says by itself of the story behind it: section, topic, day and source.

The grammar is that of the GlobalSecurity archive and of its twins and kin elsewhere, so the host
does not matter. An address of another kind says nothing, which is no error.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """What was read from an address; null where it does not say."""

    section: str | None = None
    """`wmd`, `military`, `intell`, `security`, `space`."""
    topic: str | None = None
    """The topic's folder: `iraq`, `dprk`."""
    day: date | None = None
    raw_day: str | None = None
    """The day as the address writes it."""
    code: str | None = None
    """The source's code, in lower case, without number and letter: `kcna`, `whitehouse`."""
    series: str | None = None
    """The series a file belongs to, where its name tells: `nis` in `dprk_nis-000327.htm`."""

    @property
    def is_archived(self) -> bool:
        """Whether it is one of a wire archive's. A day and a folder of news are others', too."""
        is_twin = self.topic and self.raw_day and self.raw_day.isdigit()
        return bool(self.section or self.code or is_twin)


@lru_cache(maxsize=256)
def read_address(url: str) -> Address:
    """Read an address; whatever it does not say is null.

    >>> read_address("http://fas.org/news/india/1999/990122-india1.htm").day
    datetime.date(1999, 1, 22)
    """
    folders, _, name = unquote(urlsplit(url).path).lower().rpartition("/")
    stem = re.sub(r"\.(?:s?html?|php|aspx?|txt)$", "", name)
    section, topic = _subjects(folders)
    day, raw, before, after = _day(folders, stem)
    series = before.partition("_")[2].strip("-_") or None if after is not None else None
    code = series if series else _code(before, after or "", topic)
    if not (section or topic or code in _TAGS):
        code = None  # off the archives, words behind a day are as likely the headline's
    return Address(section, topic, day, raw, code, series)


# --- section and topic ------------------------------------------------------------------------

_LIBRARY = re.compile(
    r"^.*?/(?P<section>[^/]+)/library/news(?:/(?P<topic>[^/]*[a-z][^/]*))?(?:/|$)"
)
_TWIN = re.compile(r"^/news/(?P<topic>[^/]*[a-z][^/]*)/(?:19|20)\d\d(?:/|$)")
"""fas.org keeps the same files below /news/{country}/{yyyy}/."""


def _subjects(folders: str) -> tuple[str | None, str | None]:
    if library := _LIBRARY.match(folders):
        return library["section"], library["topic"]
    twin = _TWIN.match(folders)
    return None, twin["topic"] if twin else None


# --- day --------------------------------------------------------------------------------------

_YEAR_FOLDER = re.compile(r"/((?:19|20)\d\d)(?=/|$)")
_IN_NAME = re.compile(r"(?<!\d)(?:\d{8}|\d{6})(?!\d)")
_SHORT_DASHED = re.compile(r"^\d\d-\d\d-\d\d(?!\d)")
_DAILY_INDEX = re.compile(r"^(\d\d)-(\d\d)_index")
_IN_PATH = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-\d\d?-\d\d?(?!\d)|/\d\d?/\d\d?(?=/|$))")

_DAY_PAGE = re.compile(r"/item\d?/(?P<year>\d{4})/\d{2}(?:\d{2})?(?P<month>\d\d)/news(?P=month)$")
"""The folder of a month at www.kcna.co.jp, whose pages are named by the day: 200411/news11/18."""

_Found = tuple[date | None, str | None, str, str | None]
"""The day, how it is written, and the file name before and after it (null without a day there)."""


def _day(folders: str, stem: str) -> _Found:
    year = _last_year(folders)
    for pattern in (_SHORT_DASHED, _IN_NAME):
        for match in pattern.finditer(stem):
            digits = match[0].replace("-", "")
            day = _possible(_full_year(digits[:-4], year), digits[-4:-2], digits[-2:])
            if day and _is_day(match, day, folders):
                return day, match[0], stem[: match.start()], stem[match.end() :]
    if (month := _DAY_PAGE.search(folders)) and stem.isdigit():
        return _possible(int(month["year"]), month["month"], stem), stem, "", None
    if year and (index := _DAILY_INDEX.match(stem)):
        return _possible(year, index[1], index[2]), index[0], stem, None
    for match in _IN_PATH.finditer(f"{folders}/{stem}"):
        y, m, d = re.split("[-/]", match[0])
        if day := _possible(int(y), m, d):
            return day, match[0], stem, None
    return None, None, stem, None


def _last_year(folders: str) -> int | None:
    years = _YEAR_FOLDER.findall(folders)
    return int(years[-1]) if years else None


def _is_day(match: re.Match[str], day: date, folders: str) -> bool:
    """Six digits off the archive's grammar are as likely the number of an article."""
    if len(match[0]) != 6 or match.start() == 0 or any(_subjects(folders)):
        return True
    return _last_year(folders) == day.year


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
"""The nth item of the day, and the letter of a part."""

_ALIASES = {"wh": "whitehouse", "whitehouseb": "whitehouse", "russia-mfab": "russia-mfa"}
"""`b` marks a briefing; the source is the same."""

_TAGS = frozenset(
    "afp afpn afps ap azertac businesswire cna ec globaltimes globenewswire iaea irin irna isna "
    "kcna kremlin kyodo nis nsa-css pdo presstv rfa rferl rianovosti sputnik state tass treasury "
    "un unocha upi usia usn voa wh whitehouse whitehouseb xinhua yonhap".split()
)
"""The words that name a source where the day comes first: elsewhere in that form the word is the
topic's, whole (`iraq04`), shortened (`pak2`) or another name for it (`prc01` below taiwan)."""


def _code(before: str, after: str, topic: str | None) -> str | None:
    """The source's code in the rest of a file name. Letters glued to the day are a part's mark."""
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
    """An address without user and password, which no log or dump may hold.

    >>> without_user("http://me:secret@a.example/x@y"), without_user("//me@a.example")
    ('http://a.example/x@y', '//a.example')

    Tabs and line ends are no part of an address, wherever they stand (WHATWG URL, 4.4).

    >>> without_user("ht\\ttp:/\\n/me:secret@a.example/")
    'http://a.example/'
    """
    return _USER.sub(r"\1", url.translate(_NO_PART))
