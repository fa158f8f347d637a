"""Read the machine-readable dates of a page from JSON-LD and metas."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from crawler.base.dates import read_stated_date
from crawler.base.text import fold, repair
from crawler.reading.parse.head.json_ld import Thing
from crawler.reading.parse.head.values import text_of_value

_SURE = {
    name: at
    for at, name in enumerate(
        (
            *("articlepublishedtime", "articlepublished", "ogpublishedtime", "datepublished"),
            *("publishedtime", "parselypubdate", "sailthrudate", "dcdateissued", "dctermsissued"),
            *("dcissued", "publicationdate", "publishdate", "publisheddate", "pubdate"),
        )
    )
}
"""Names of metas that state the publication date, most reliable first, without separators."""
_NAMED = re.compile(
    r"publi(?:shed|cation|sh)(?:ed)?(?:time|date|at|on|timestamp|datetime)*$|pub(?:date|time|dt)$"
    r"|date(?:time)?(?:of)?(?:publi(?:shed|cation)|issued|posted|created|published)$"
    r"|(?:issued?|creat(?:ed|ion)|releas(?:ed?)|post(?:ed)?|original|first|display|upload|story"
    r"|news|article|content|reg|issue|submit(?:ted)?|citation|citationonline|online|live)"
    r"(?:date|time|at|datetime)$"
    r"|dateoriginal$|(?:issued|created|firstpublished|firstpublication|createat)$|^(?:date|dcdate|dcdatex|pdate"
    r"|ptime|dctermsdate|ogdate|dcdcdate|timestamp)$"
)
"""Names of metas that some publishers use for the publication date."""
_NOT_NAMED = re.compile(
    r"modif|updat|expir|revis|unpub|copyright|event|start|end(?:date|time)|embargo|birth|valid"
    r"|crawl|build|cache|comment|review|avail"
)
_CHANGED = re.compile(
    r"(?:modified|modification|updated|lastmod|revised)(?:time|date|at|on)*$|datemodified|^utime$"
)
_SIGNS = re.compile(r"[\W_]+")
_MOST = 12
"""Maximum dates kept per page."""


class NamedDate(NamedTuple):
    """A meta whose name suggests a date."""

    rank: int | None
    """Reliability rank of the name, 0 being the best; null for a loosely used name."""
    is_change: bool
    text: str


def dates_of(metas: Sequence[tuple[str, str]]) -> list[NamedDate]:
    """Return the metas whose names suggest a date of publication or modification."""
    return [NamedDate(*kind, text) for name, text in metas if (kind := _kind(name))]


def stated_dates(
    metas: Sequence[NamedDate], article: Thing, pages: Sequence[Thing]
) -> tuple[str, ...]:
    """Return the publication dates stated in JSON-LD and metas, most reliable first: the article,
    the metas, then the `pages` described in the JSON-LD."""
    sure = [(each.rank, each.text) for each in metas if each.rank is not None]
    sure.sort(key=itemgetter(0))
    texts = (
        *_texts(article, "datePublished"),
        *(text for _, text in sure),
        *_texts(article, "dateCreated", "uploadDate"),
        *(text for page in pages for text in _texts(page, "datePublished")),
    )
    return _readable(texts)


def loose_dates(metas: Sequence[NamedDate]) -> tuple[str, ...]:
    """Return the dates of metas with less reliable names: `date`, `created`."""
    return _readable(each.text for each in metas if each.rank is None and not each.is_change)


def _readable(texts: Iterable[str]) -> tuple[str, ...]:
    folded = (fold(repair(text)) for text in texts)
    return tuple(islice(dict.fromkeys(text for text in folded if read_stated_date(text)), _MOST))


def changed_date(metas: Sequence[NamedDate], article: Thing, pages: Sequence[Thing]) -> str | None:
    """Return the first readable modification date."""
    texts = (
        *_texts(article, "dateModified"),
        *(each.text for each in metas if each.is_change),
        *(text for page in pages for text in _texts(page, "dateModified")),
    )
    return next((fold(text) for text in texts if read_stated_date(text)), None)


def _texts(thing: Thing, *names: str) -> Iterator[str]:
    for name in names:
        value = thing.get(name)
        for each in value if isinstance(value, list) else [value]:
            if text := text_of_value(each):
                yield text


@lru_cache(maxsize=1024)
def _kind(name: str) -> tuple[int | None, bool] | None:
    """Return a meta name's reliability rank and whether it names a modification date; null if it
    names no date."""
    name = _SIGNS.sub("", name.lower())
    if name in _SURE:
        return _SURE[name], bool(_CHANGED.search(name))
    if _CHANGED.search(name):
        return None, True
    return (None, False) if _NAMED.search(name) and not _NOT_NAMED.search(name) else None
