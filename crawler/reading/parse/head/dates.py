"""The dates that a page states for machines in JSON-LD and in metas."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from crawler.base.dates import read_stated
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
"""Names of metas that publishers state the day of publication in, the surest first; what parts
their words does not matter."""
_NAMED = re.compile(
    r"publi(?:shed|cation|sh)(?:ed)?(?:time|date|at|on|timestamp|datetime)*$|pub(?:date|time|dt)$"
    r"|date(?:time)?(?:of)?(?:publi(?:shed|cation)|issued|posted|created|published)$"
    r"|(?:issued?|creat(?:ed|ion)|releas(?:ed?)|post(?:ed)?|original|first|display|upload|story"
    r"|news|article|content|reg|issue|submit(?:ted)?|citation|citationonline|online|live)"
    r"(?:date|time|at|datetime)$"
    r"|dateoriginal$|(?:issued|created|firstpublished|firstpublication|createat)$|^(?:date|dcdate|dcdatex|pdate"
    r"|ptime|dctermsdate|ogdate|dcdcdate|timestamp)$"
)
"""Names of metas that a day of publication stands in, with one publisher or another."""
_NOT_NAMED = re.compile(
    r"modif|updat|expir|revis|unpub|copyright|event|start|end(?:date|time)|embargo|birth|valid"
    r"|crawl|build|cache|comment|review|avail"
)
_CHANGED = re.compile(
    r"(?:modified|modification|updated|lastmod|revised)(?:time|date|at|on)*$|datemodified|^utime$"
)
_SIGNS = re.compile(r"[\W_]+")
_MOST = 12
"""Dates of one page that are kept."""


class NamedDate(NamedTuple):
    """What a meta states whose name is that of a date."""

    rank: int | None
    """How sure the name is, the surest first; null for one that is used loosely."""
    is_change: bool
    text: str


def dates_of(metas: Sequence[tuple[str, str]]) -> list[NamedDate]:
    """Return the metas that are named as a date is, of publication or of change."""
    return [NamedDate(*kind, text) for name, text in metas if (kind := _kind(name))]


def stated_dates(
    metas: Sequence[NamedDate], article: Thing, pages: Sequence[Thing]
) -> tuple[str, ...]:
    """Return what JSON-LD and metas state of the day of publication, the surest first: the article,
    the metas, then the `pages` that the JSON-LD describes besides."""
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
    """Return the dates of metas that are named less surely: `date`, `created`."""
    return _readable(each.text for each in metas if each.rank is None and not each.is_change)


def _readable(texts: Iterable[str]) -> tuple[str, ...]:
    folded = (fold(repair(text)) for text in texts)
    return tuple(islice(dict.fromkeys(text for text in folded if read_stated(text)), _MOST))


def changed_date(metas: Sequence[NamedDate], article: Thing, pages: Sequence[Thing]) -> str | None:
    """Return the first date of the last change that can be read."""
    texts = (
        *_texts(article, "dateModified"),
        *(each.text for each in metas if each.is_change),
        *(text for page in pages for text in _texts(page, "dateModified")),
    )
    return next((fold(text) for text in texts if read_stated(text)), None)


def _texts(thing: Thing, *names: str) -> Iterator[str]:
    for name in names:
        value = thing.get(name)
        for each in value if isinstance(value, list) else [value]:
            if text := text_of_value(each):
                yield text


@lru_cache(maxsize=1024)
def _kind(name: str) -> tuple[int | None, bool] | None:
    """Return how sure a meta's name is that of a date of publication, and whether it is that of a
    change; null for neither."""
    name = _SIGNS.sub("", name.lower())
    if name in _SURE:
        return _SURE[name], bool(_CHANGED.search(name))
    if _CHANGED.search(name):
        return None, True
    return (None, False) if _NAMED.search(name) and not _NOT_NAMED.search(name) else None
