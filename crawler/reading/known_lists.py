"""Parse pages without the lists that are known from other pages, such as a site's menus.

Menus are half of a page's elements and more. A list is known if it was seen before and no step of
the cleaning reads or changes it: then an element of the tag `LIST` represents it in the tree. The
outcome is the same as if the page were parsed whole.
"""

import re
from collections import Counter
from functools import cache
from itertools import accumulate, count, islice

from lxml import etree

from crawler.base.text import fold
from crawler.model import Head
from crawler.reading.parse.blocks import outlined
from crawler.reading.parse.head import read_head
from crawler.reading.parse.head.survey import survey
from crawler.reading.parse.lists import LIST, NUMBER, KnownList, known_lists
from crawler.reading.parse.marks import MARKS, MAY_MARK
from crawler.reading.parse.shallow import DEEPEST
from crawler.reading.parse.tree import parse, text_of
from crawler.reading.parse.visible import prune
from crawler.reading.parse.white_space import LINE_KEEPERS, keeps_lines
from crawler.reading.rules import load_rules
from crawler.reading.rules.boxes import running_text, strip_boxes
from crawler.reading.rules.capture_head import SECOND, shown_length

_SHORTEST, _LONGEST = 500, 30_000
"""Minimum and maximum length of a list's markup."""
_MOST_TAGS = 2000
"""Tags of a page after which no more of its lists are looked up."""
_MOST_EXAMINED, _LEAST_EXAMINED = 200_000, 2000
"""Bytes of a page after which no more of its lists are looked up, since they may be nested, and the
bytes at which a short one is counted."""
_MOST_KNOWN, _MOST_SEEN = 200, 10_000
_by_markup: dict[bytes, KnownList] = {}
"""Emptied when it is full, with `known_lists`: a crawl goes from site to site."""
_seen: set[int] = set()
"""Hashes of lists seen: only those seen on another page are read. Emptied when it is full."""
_unfit: set[int] = set()
"""Hashes of lists that have to be parsed with their page. Emptied when it is full."""
_numbers = count(1)
_NUMBER = NUMBER.encode()
_LIST_TAG = re.compile(rb"<(?:ul|(?P<closed>/ul>))")
"""Half as expensive as searches for both."""
_FRAME = b"<html><body>%b<p>.</p></body></html>"
"""The paragraph shows whether a gap follows the list."""
_ABOVE = 2
"""Number of the elements around the list in it."""
_TAG = re.compile(
    r"<(?:/(?P<closed>[a-z]+)|!--(?:[^<>-]|-(?!-))*+--|(?P<opened>[a-z]+)"
    r"""(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]*[^\s"'<>=`/]))?)*"""
    r"\s*(?P<empty>/?))>"
)
"""A tag or comment that is parsed in the same way whatever surrounds it."""
_VOID = frozenset(("br", "img"))
_PICTURES = frozenset("circle ellipse g line path polygon polyline rect svg use".split())
_TAGS = frozenset("a b div em i li small span strong ul".split()) | _VOID | _PICTURES
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
    if len(known_lists) >= _MOST_KNOWN:
        known_lists.clear()
        _by_markup.clear()
    pieces: list[bytes] = []
    cut: list[KnownList] = []
    fresh: list[int] = []
    done, left = 0, _MOST_EXAMINED
    for start, end in _lists(markup):
        if start >= done and left > 0 and _follows_tag(markup, start):
            left -= max(end - start, _LEAST_EXAMINED)
            if known := _known(markup[start:end], fresh):
                pieces += (markup[done:start], b"<ul %b=%d></ul>" % (_NUMBER, known.number))
                cut.append(known)
                done = end
    for key in fresh:
        _add(key, _seen)
    return b"".join((*pieces, markup[done:])), cut


def _lists(markup: bytes) -> list[tuple[int, int]]:
    """Return start and end of the lists of a page, except short and long ones, in page order."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for tag in islice(_LIST_TAG.finditer(markup), _MOST_TAGS):
        if tag.lastgroup is None:
            opened.append(tag.start())
        elif opened and _SHORTEST <= tag.end() - (start := opened.pop()) <= _LONGEST:
            found.append((start, tag.end()))
    found.sort()
    return found


def _follows_tag(markup: bytes, at: int) -> bool:
    """Return whether a tag or its like precedes: then `at` is not within another tag, unless in a
    value in quotation marks."""
    return markup[max(at - 80, 0) : at].rstrip().endswith(b">")


def _known(markup: bytes, fresh: list[int]) -> KnownList | None:
    """Return the known list of this markup. Read it if another page had it, too; else add its hash
    to `fresh`."""
    known = _by_markup.get(markup)
    if known or (key := hash(markup)) in _unfit:
        return known
    if key not in _seen:
        fresh.append(key)
        return None
    known = _read(markup)
    if known:
        known_lists[known.number] = _by_markup[markup] = known
    else:
        _add(key, _unfit)
    return known


def _add(key: int, keys: set[int]) -> None:
    if len(keys) >= _MOST_SEEN:
        keys.clear()
    keys.add(key)


def _read(markup: bytes) -> KnownList | None:
    """Read a list by itself; return null if it is not like that on every page."""
    tags = _tags(markup)
    if not tags or (element := (root := parse(_FRAME % markup)).find("body/ul")) is None:
        return None
    steps = [(event, each.tag) for event, each in etree.iterwalk(element, ("start", "end"))]
    if steps != tags:
        return None
    text, elements, shown = _text_of(element), len(steps) // 2, shown_length(element)
    if not _is_plain(text, element) or b"S:" in markup or _is_in_head(root, markup):
        return None
    if not _stays_whole(root) or _text_of(element) != text:
        return None
    blocks, boxes, outline = outlined(root)
    return KnownList(
        number=next(_numbers),
        markup=markup,
        text=text,
        elements=elements,
        depth=max(accumulate(1 if event == "start" else -1 for event, _ in steps)),
        linked=sum(len(text_of(link)) for link in element.iter("a")),
        shown=shown,
        items=[text_of(item) for item in element.iter("li")],
        blocks=blocks[:-1],
        boxes=[box - _ABOVE for box in boxes[:-1]],
        branch=outline.branch(_ABOVE),
        gap=blocks[-1].gap,
    )


def _text_of(element: etree._Element) -> str:
    return "".join(element.itertext())


def _tags(markup: bytes) -> list[tuple[str, str]]:
    """Return the tags of a list as events of a parser; none if others than usual ones are in it."""
    text = markup.decode(errors="replace")
    steps: list[tuple[str, str]] = []
    tags = [*_TAG.finditer(text)]
    if len(tags) != text.count("<"):
        return []
    for tag in tags:
        if name := tag["closed"]:
            steps.append(("end", name))
            continue
        if not (name := tag["opened"]):
            continue
        if name not in _TAGS:
            return []
        steps.append(("start", name))
        if name in _VOID or (tag["empty"] and name in _PICTURES):
            steps.append(("end", name))
        elif tag["empty"]:
            return []
    return steps


def _is_plain(text: str, element: etree._Element) -> bool:
    """Return whether a list has the same words however its texts are joined, none of an advert, and
    no time of day as banners of archives have."""
    words = fold(text)
    if not words or words != text_of(element) or SECOND.search(text):
        return False
    lower = words.lower()
    return not any(trigger in lower for _, trigger in load_rules().triggers)


def _is_in_head(root: etree._Element, markup: bytes) -> bool:
    """Return whether something of a list is read with the head of its page."""
    elements = [*root.iter()]
    return any(survey(elements)) or read_head(elements, "", markup) != _empty_head()


@cache
def _empty_head() -> Head:
    return read_head([*parse(_FRAME % b"").iter()], "", b"")


def _stays_whole(root: etree._Element) -> bool:
    """Return whether no step of the cleaning removes text from a tree; it may remove pictures."""
    pruned = prune(root)
    elements = [*root.iter()]
    removed = pruned.controls or strip_boxes(root, pruned) or running_text(root)
    return not removed and len(elements) == len([*root.iter()])


def _insert(root: etree._Element, cut: list[KnownList]) -> bool:
    """Represent the lists that were cut from a page in its tree. Return whether that is possible;
    the others are not cut again."""
    found = [(each, int(at)) for each in root.iter("ul") if (at := each.get(NUMBER))]
    times = Counter(number for _, number in found)
    times.subtract(known.number for known in cut)
    for each, number in found:
        known = known_lists[number]
        each.tag, each.text = LIST, known.text
        if not _may_be_in(each, known.depth):
            times[number] = -1
    missing = {known.markup: known for known in cut if times[known.number]}
    for markup, known in missing.items():
        _add(hash(markup), _unfit)
        del _by_markup[markup], known_lists[known.number]
    return not missing


def _may_be_in(element: etree._Element, depth: int) -> bool:
    """Return whether a list of this depth is read at its place as it is by itself."""
    above = [*element.iterancestors()]
    return len(above) + depth <= DEEPEST and not any(
        each.tag in _ELSEWHERE or keeps_lines(each.get("style", "")) for each in above
    )
