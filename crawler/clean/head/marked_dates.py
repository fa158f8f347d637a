"""The dates on elements near the headline of a page: `<time>`, microdata, RDFa, microformats."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from lxml import etree

from crawler.clean.head.survey import Survey
from crawler.clean.tree import text_of
from crawler.dates import find_labels, read_stated
from crawler.text import fold

_SIGNS = re.compile(r"[\W_]+")
_SHORT, _DAY = 60, timedelta(days=1)
_MOST = 12
"""Dates of one page that are kept."""
_STATING = ("datetime", "content", "title", "data-datetime")
"""Attributes that state a date, the surest first."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|related|teasers?|sidebar|widgets?|recommend(?:ed|ations?)?"
    r"|latest|popular|trending|most-?read|promo|cards?|newsletter|read-?(?:next|more|also)"
    r"|more-?(?:news|stories|posts|from|on)|carousel|slider|ticker|banner|archives?|breaking"
    r"|listing|feed-item|prev(?:ious)?|next|nav(?:bar|igation)?|menu|events?|calendar)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""How page makers call the boxes of other stories, of comments, of events."""
_FOREIGN_TAGS = frozenset(("aside", "nav"))
_INLINE = frozenset("a b em i label small span strong".split())
_IS_CHANGE = re.compile(r"(?:^|[\s_-])(?:updated|modified|dateModified|dt-updated)(?=$|[\s_-])")
_IS_FIRST = re.compile(
    r"(?:^|[\s_:-])(?:datePublished|dateCreated|dt-published|published|pubdate|entry-date"
    r"|date-?posted|post-?date|article__?date|publish(?:ed)?-?date|created|issued)(?=$|[\s_-])"
)


def marked_dates(survey: Survey, titles: Sequence[str | None]) -> tuple[str, ...]:
    """Return the dates on elements that belong to the article, the surest first: those near the
    heading that one of the page's `titles` repeats, and not of a change, comment or other story.
    """
    values = ((each, _value(each)) for each in (*survey.dates, *survey.microdata))
    dated = [(each, value) for each, value in values if value]
    if not dated:
        return ()
    headline = _headline(survey.headings, titles)
    around = {} if headline is None else _ancestors(headline)
    ranked: list[tuple[tuple[bool, int, int], str]] = []
    for at, (element, value) in enumerate(dated):
        if _is_change(element) or (up := _climb(element, around)) is None:
            continue
        is_first = _is_first(element)
        if not is_first and not _is_near(element, headline):
            continue
        ranked.append(((not is_first, up, at), value))
    ranked.sort()
    texts = tuple(dict.fromkeys(text for _, text in ranked))[:_MOST]
    return texts if headline is not None or len({text[:10] for text in texts}) == 1 else ()


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.lower())


def _value(element: etree._Element) -> str | None:
    """Return the date that an element states for machines, else the one that it prints, which goes
    before one of more than a day earlier or later: that is the day the page was made anew."""
    says_date = element.tag == "time" or element.get("itemprop") or element.get("property")
    if not says_date and not any(map(element.get, _STATING)):
        return None
    text = text_of(element)
    printed = read_stated(text) if len(text) < _SHORT else None
    for name in _STATING:
        if stated := read_stated(element.get(name)):
            if printed and len(printed.days) == 1 and abs(printed.days[0] - stated.days[0]) > _DAY:
                return text
            return stated.raw
    return text if printed and says_date else None


def _headline(
    headings: Sequence[etree._Element], titles: Sequence[str | None]
) -> etree._Element | None:
    """Return the heading that is the headline: one that a title repeats, else the only one."""
    known = [_plain(title) for title in titles if title]
    for heading in headings:
        words = _plain(text_of(heading))
        if len(words) >= 8 and any(words in title or title in words for title in known):
            return heading
    return headings[0] if len(headings) == 1 else None


def _ancestors(element: etree._Element) -> dict[etree._Element, int]:
    return {box: up for up, box in enumerate(element.iterancestors(), start=1)}


def _climb(element: etree._Element, around: dict[etree._Element, int]) -> int | None:
    """Return how far above the headline the box is that holds an element, too; null for one in a
    box of another story, of comments or of the site."""
    for box in (element, *element.iterancestors()):
        if box in around:
            return around[box]
        names = f"{box.get('class', '')} {box.get('id', '')}"
        if box is not element and (box.tag in _FOREIGN_TAGS or _ELSEWHERE.search(names)):
            return None
        if around and box.tag == "article":
            return None
        if "comment" in box.get("itemtype", "").lower():
            return None
    return 99


def _is_first(element: etree._Element) -> bool:
    names = (element.get(name, "") for name in ("itemprop", "property", "class"))
    return element.get("pubdate") is not None or bool(_IS_FIRST.search(" ".join(names)))


def _is_change(element: etree._Element) -> bool:
    """Return whether an element says, or the words in front of it say, that a story changed."""
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


_FAR = 3
"""Long paragraphs and further headings between a headline and its date."""


def _is_near(element: etree._Element, headline: etree._Element | None) -> bool:
    """Return whether an element follows its headline, or leads to it, with little between them;
    without a headline, whether it is in the box that holds the article."""
    if headline is None:
        return next(element.iterancestors("article", "main"), None) is not None
    if headline in element.iterancestors():
        return True
    for first, last in ((headline, element), (element, headline)):
        count = 0
        for between in islice(_following(first), 400):
            if between is last:
                return True
            if between.tag in _HEADINGS or (between.tag == "p" and len(text_of(between)) > 100):
                count += 1
                if count >= _FAR:
                    break
    return False


def _following(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements behind one in the order of the page."""
    at: etree._Element | None = element
    while at is not None:
        for sibling in at.itersiblings(etree.Element):
            yield from sibling.iter(etree.Element)
        at = at.getparent()
