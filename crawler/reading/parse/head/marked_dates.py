"""Find the dates on elements near the headline: `<time>`, microdata, RDFa, microformats."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import islice

from lxml import etree

from crawler.base.dates import find_labels, read_stated_date
from crawler.base.text import fold
from crawler.reading.parse.head.survey import Survey
from crawler.reading.parse.lists import LIST, known_list
from crawler.reading.parse.tree import length_up_to, text_of

_SIGNS = re.compile(r"[\W_]+")
_SHORT, _DAY, _TITLE = 60, timedelta(days=1), 1000
_MOST = 12
"""Maximum dates kept per page."""
_STATING = ("datetime", "content", "title", "data-datetime")
"""Attributes that state a date, most reliable first."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|related|teasers?|sidebar|widgets?|recommend(?:ed|ations?)?"
    r"|latest|popular|trending|most-?read|promo|cards?|newsletter|read-?(?:next|more|also)"
    r"|more-?(?:news|stories|posts|from|on)|carousel|slider|ticker|banner|archives?|breaking"
    r"|listing|feed-item|prev(?:ious)?|next|nav(?:bar|igation)?|menu|events?|calendar)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Class and id names of boxes with other stories, comments or events."""
_FOREIGN_TAGS = frozenset(("aside", "nav"))
_INLINE = frozenset("a b em i label small span strong".split())
_IS_CHANGE = re.compile(r"(?:^|[\s_-])(?:updated|modified|dateModified|dt-updated)(?=$|[\s_-])")
_IS_FIRST = re.compile(
    r"(?:^|[\s_:-])(?:datePublished|dateCreated|dt-published|published|pubdate|entry-date"
    r"|date-?posted|post-?date|article__?date|publish(?:ed)?-?date|created|issued)(?=$|[\s_-])"
)


def marked_dates(survey: Survey, titles: Sequence[str | None]) -> tuple[str, ...]:
    """Return the dates on elements of the article, most reliable first: those near the heading that
    repeats one of the page's `titles`, except dates of changes, comments and other stories.
    """
    if not survey.dates and not survey.microdata:
        return ()
    headline = _headline(survey.headings, titles)
    around = {} if headline is None else _ancestors(headline)
    ranked: list[tuple[tuple[bool, int, int], str]] = []
    for at, element in enumerate(_able(survey, headline)):
        if (value := _value(element)) is None or _is_change(element):
            continue
        if (up := _climb(element, around)) is not None:
            ranked.append(((not _is_first(element), up, at), value))
    ranked.sort()
    texts = tuple(dict.fromkeys(text for _, text in ranked))[:_MOST]
    return texts if headline is not None or len({text[:10] for text in texts}) == 1 else ()


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.lower())


def _value(element: etree._Element) -> str | None:
    """Return an element's machine-readable date, else its printed one. If the two are more than a
    day apart, prefer the printed date: the other is probably the day the page was regenerated."""
    is_date = element.tag == "time" or element.get("itemprop") or element.get("property")
    if not is_date and not any(map(element.get, _STATING)):
        return None
    text = text_of(element)
    printed = read_stated_date(text) if len(text) < _SHORT else None
    for name in _STATING:
        if stated := read_stated_date(element.get(name)):
            if printed and len(printed.days) == 1 and abs(printed.days[0] - stated.days[0]) > _DAY:
                return text
            return stated.raw
    return text if printed and is_date else None


def _headline(
    headings: Sequence[etree._Element], titles: Sequence[str | None]
) -> etree._Element | None:
    """Return the headline among the headings: one that repeats a title, else the only one."""
    known = [_plain(title[:_TITLE]) for title in titles if title]
    for heading in headings:
        words = _plain(text_of(heading))
        if len(words) >= 8 and any(words in title or title in words for title in known):
            return heading
    return headings[0] if len(headings) == 1 else None


def _ancestors(element: etree._Element) -> dict[etree._Element, int]:
    return {box: up for up, box in enumerate(element.iterancestors(), start=1)}


def _climb(element: etree._Element, around: dict[etree._Element, int]) -> int | None:
    """Return the number of levels from the headline up to the box it shares with an element; null
    if the element is in a box of another story, of comments or of the site."""
    for box in (element, *element.iterancestors()):
        if box in around:
            return around[box]
        names = f"{box.get('class', '')} {box.get('id', '')}"
        if box is not element and (box.tag in _FOREIGN_TAGS or _is_elsewhere(names)):
            return None
        if around and box.tag == "article":
            return None
        if "comment" in box.get("itemtype", "").lower():
            return None
    return 99


@lru_cache(maxsize=1024)  # elements share their ancestors
def _is_elsewhere(names: str) -> bool:
    return _ELSEWHERE.search(names) is not None


def _is_first(element: etree._Element) -> bool:
    names = (element.get(name, "") for name in ("itemprop", "property", "class"))
    return element.get("pubdate") is not None or bool(_IS_FIRST.search(" ".join(names)))


def _is_change(element: etree._Element) -> bool:
    """Return whether an element, or the text before it, marks the date as a modification date."""
    names = " ".join(element.get(name, "") for name in ("itemprop", "property", "class"))
    if _IS_CHANGE.search(names) and not _IS_FIRST.search(names):
        return True
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        text = (parent is not None and parent.text) or ""
    else:
        text = (before.tail or "").strip() or (text_of(before) if before.tag in _INLINE else "")
    labels = find_labels(fold(text)[-_SHORT:])
    return bool(labels) and labels[-1][0] == "changed"


_FAR, _LONG, _REACH = 3, 100, 400
"""Limits between a headline and its date: long paragraphs plus further headings, characters of a
long paragraph, elements."""
_MOST_ABLE = 200
"""Maximum elements examined per page."""


def _able(survey: Survey, headline: etree._Element | None) -> Iterator[etree._Element]:
    """Yield the elements whose date may be the publication date: marked as such, inside the
    headline, or close to it; without a headline, those in the article's box."""
    near: set[etree._Element] = set()
    if headline is not None:
        for way in (headline.iter(etree.Element), _following(headline), _before(headline)):
            near.update(_near(way))
    found = (
        element
        for element in (*survey.dates, *survey.microdata)
        if _is_first(element)
        or element in near
        or (headline is None and next(element.iterancestors("article", "main"), None) is not None)
    )
    return islice(found, _MOST_ABLE)


def _near(elements: Iterator[etree._Element]) -> Iterator[etree._Element]:
    """Yield elements outwards from the headline until the distance limit is reached."""
    count, left = 0, _REACH
    for element in elements:
        left -= known_list(element).elements if element.tag == LIST else 1
        if left < 0:
            break
        yield element
        is_long = element.tag == "p" and length_up_to(element, _LONG) > _LONG
        count += element.tag in _HEADINGS or is_long
        if count >= _FAR:
            break


def _following(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements after the given one in document order."""
    at: etree._Element | None = element
    while at is not None:
        for sibling in at.itersiblings(etree.Element):
            yield from sibling.iter(etree.Element)
        at = at.getparent()


def _before(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements before the given one in reverse document order, without its ancestors."""
    at: etree._Element | None = element
    while at is not None:
        for sibling in at.itersiblings(etree.Element, preceding=True):
            yield from _backwards(sibling)
        at = at.getparent()


def _backwards(element: etree._Element) -> Iterator[etree._Element]:
    """Yield an element's descendants in reverse document order, then the element."""
    open_ = [(element, element.iterchildren(etree.Element, reversed=True))]
    while open_:
        above, children = open_[-1]
        child = next(children, None)
        if child is None:
            open_.pop()
            yield above
        else:
            open_.append((child, child.iterchildren(etree.Element, reversed=True)))
