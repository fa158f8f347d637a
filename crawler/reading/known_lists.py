"""Parse pages without the lists that are known from other pages, such as a site's menus.

Menus are half of a page's elements and more. A list is known if it was seen before and no step of
the cleaning reads or changes it: then an element of the tag `LIST` represents it in the tree. The
outcome is the same as if the page were parsed whole.
"""

import re
from collections import Counter
from itertools import count

from lxml import etree

from crawler.reading.parse.lists import LIST, NUMBER, KnownList, known_lists
from crawler.reading.parse.marks import MARKS, MAY_MARK
from crawler.reading.parse.shallow import DEEPEST
from crawler.reading.parse.tree import parse
from crawler.reading.parse.white_space import LINE_KEEPERS, keeps_lines
from crawler.reading.read_list import read_list

_SHORTEST, _LONGEST = 500, 30_000
"""Minimum and maximum length of a list's markup."""
_MOST_TAGS = 2000
"""Tags of a page after which no more of its lists are looked up."""
_MOST_EXAMINED, _LEAST_EXAMINED = 200_000, 2000
"""Bytes of a page after which no more of its lists are looked up, since they may be nested, and the
bytes at which a short one is counted."""
_MOST_KNOWN, _MOST_SEEN = 300, 10_000
_RECENT = 1000
"""Pages after which a list that is on none of them may be replaced by another. A crawl of many
sites would else read their lists again and again."""
_START = 200
"""Bytes of a list's markup by which known ones are found. Few have the same."""
_by_start: dict[bytes, list[KnownList]] = {}
_seen: set[int] = set()
"""Hashes of lists seen: only those seen on another page are read."""
_read_before: set[int] = set()
"""Hashes of lists that have been read, fit or not. Both are emptied when they are full."""
_used: dict[int, int] = {}
"""Number of the last page of each known list, in this order."""
_pages = count()
_NUMBER = NUMBER.encode()
_TAG = re.compile(rb"<(?:ul|(?P<closed>/ul>)|(?P<raw>script|style))")
"""A tag of a list, or of what has few `<`. Half as expensive as a search for each."""
_ELSEWHERE = frozenset((*MARKS, *MAY_MARK, *LINE_KEEPERS, "figure"))
"""Elements in which lists are read with what surrounds them."""


def parse_page(markup: bytes) -> etree._Element:
    """Return the root of the page's tree, with known lists represented by elements of the tag
    `LIST`. `markup` is UTF-8. Raises `Fault` if it contains no page."""
    rest, cut = _cut(markup)
    if cut:
        root = parse(rest)
        if _insert(root, cut):
            return root
    return parse(markup)


def _cut(markup: bytes) -> tuple[bytes, list[KnownList]]:
    """Return a page with an empty list for each known one, and these."""
    page = next(_pages)
    pieces: list[bytes] = []
    cut: list[KnownList] = []
    others: list[tuple[int, int]] = []
    opened: list[int] = []
    done, tag = 0, _TAG.search(markup)
    for _ in range(_MOST_TAGS):
        if tag is None:
            break
        start, at = tag.span()
        if tag.lastgroup is None:
            if found := _find(markup, start):
                pieces += (markup[done:start], b"<ul %b=%d></ul>" % (_NUMBER, found.number))
                cut.append(found)
                _use(found, page)
                done = at = start + len(found.markup)
            else:
                opened.append(start)
        elif tag.lastgroup == "raw":
            at = max(at, markup.find(b"<", at))
        elif opened and _SHORTEST <= at - (start := opened.pop()) <= _LONGEST:
            others.append((start, at))
        tag = _TAG.search(markup, at)
    if others:
        _learn(markup, others, page)
    return (b"".join((*pieces, markup[done:])), cut) if cut else (markup, cut)


def _find(markup: bytes, start: int) -> KnownList | None:
    """Return the known list that begins at an offset after a tag or its like: then it is not within
    another tag, unless in a value in quotation marks."""
    for known in _by_start.get(markup[start : start + _START], ()):
        if markup.startswith(known.markup, start):
            before = markup[max(start - 80, 0) : start].rstrip()
            return known if before.endswith(b">") else None
    return None


def _use(known: KnownList, page: int) -> None:
    _used.pop(known.number, None)
    _used[known.number] = page


def _learn(markup: bytes, lists: list[tuple[int, int]], page: int) -> None:
    """Read the lists of a page that another page had, too; remember the others. Of nested ones,
    prefer the outer."""
    fresh: list[int] = []
    done, left = 0, _MOST_EXAMINED
    for start, end in sorted(lists):
        if start < done or left < 0:
            continue
        left -= max(end - start, _LEAST_EXAMINED)
        if (key := hash(markup[start:end])) not in _seen:
            fresh.append(key)
        elif key not in _read_before and _has_room(page):
            _add(key, _read_before)
            if known := read_list(markup[start:end]):
                _remember(known, page)
                done = end
    for key in fresh:
        _add(key, _seen)


def _has_room(page: int) -> bool:
    """Return whether one more list can be known, perhaps instead of the least recently used one."""
    return len(known_lists) < _MOST_KNOWN or page - next(iter(_used.values())) >= _RECENT


def _remember(known: KnownList, page: int) -> None:
    if len(known_lists) >= _MOST_KNOWN:
        oldest = known_lists[next(iter(_used))]
        _forget(oldest)
        _read_before.discard(hash(oldest.markup))
    known_lists[known.number] = known
    _by_start.setdefault(known.markup[:_START], []).append(known)
    _use(known, page)


def _forget(known: KnownList) -> None:
    del known_lists[known.number], _used[known.number]
    same = _by_start[known.markup[:_START]]
    same.remove(known)
    if not same:
        del _by_start[known.markup[:_START]]


def _add(key: int, keys: set[int]) -> None:
    if len(keys) >= _MOST_SEEN:
        keys.clear()
    keys.add(key)


def _insert(root: etree._Element, cut: list[KnownList]) -> bool:
    """Represent the lists that were cut from a page in its tree. Return whether that is possible;
    the others are not cut again."""
    found = [(each, int(at)) for each in root.iter("ul") if (at := each.get(NUMBER))]
    unlike = _unlike([number for _, number in found], [known.number for known in cut])
    levels: dict[etree._Element, int] = {}
    for each, number in found:
        known = known_lists[number]
        each.tag, each.text = LIST, known.text
        if _level(each, levels) + known.depth > DEEPEST:
            unlike.add(number)
    missing = {known.number: known for known in cut if known.number in unlike}
    for known in missing.values():
        _forget(known)
    return not missing


def _unlike(found: list[int], cut: list[int]) -> set[int]:
    """Return the lists that are not found as often as they were cut."""
    if found == cut:
        return set()
    times = Counter(found)
    times.subtract(cut)
    return {number for number, more in times.items() if more}


def _level(element: etree._Element, levels: dict[etree._Element, int]) -> int:
    """Return the number of elements around a list; too many if it is read with one of them.
    `levels` are those of elements around others."""
    path: list[etree._Element] = []
    above = element.getparent()
    while above is not None and above not in levels:
        path.append(above)
        above = above.getparent()
    level = 0 if above is None else levels[above]
    for each in reversed(path):
        apart = each.tag in _ELSEWHERE or keeps_lines(each.get("style", ""))
        level += DEEPEST if apart else 1
        levels[each] = level
    return level
