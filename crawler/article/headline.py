"""What stands at the head of an article of today: its headline, the words under it, who wrote it
and when. Metadata state it, mostly; the page prints it."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from crawler.dates import DATE
from crawler.model import Block, Head, Metadata
from crawler.wire.draft import Draft
from crawler.wire.header import read_byline

_SIGNS = re.compile(r"[\W_]+")
_LONGEST = 300
"""Characters of a headline."""
_LEAST = 12
"""Letters by which a headline is told inside a longer title."""
_H1 = re.compile(r"/h1(?:[.#][^/]*)?(?=/|$)")
_SITE = re.compile(r"(?P<words>.+)\s+[|•·:–—-]+\s+(?P<site>.+)")
_STANDFIRST = re.compile(
    r"[.#](?:[\w-]*[_-])?(?:standfirst|dek|deck|sub-?title|sub-?head(?:line|ing)?|strap-?line)$",
    re.IGNORECASE,
)
"""How page makers call the box of the words under a headline."""
_CREDIT_LONGEST = 200
_AROUND = " |•·⋅–—-,;:/()"
_DATED = re.compile(rf"(?P<before>.*?)(?<!\w)(?P<date>{DATE})(?!\w)(?P<after>.{{0,60}})")
_LABEL = re.compile(
    r"(?<!\w)(?:(?:first |last |originally )?"
    r"(?:published|posted|issued|date|on|at|(?P<change>updated|modified|revised|reviewed))"
    r"[\s:]*)+$",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s*[|•·⋅]\s*")
_EITHER_WAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d+")
"""A day that is another one where the month comes first."""
_WRITTEN = re.compile(r"(?:written|words|story|posted|published|report)\s+(?=by\b)", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:[\s,;&|/·•]|\band\b)*", re.IGNORECASE)
_MOST_WORDS = 12
"""Words of a writer's post and place."""


def bare(text: str | None) -> str:
    """Letters and digits alone, for pages set quotes and blanks in their titles otherwise."""
    return _SIGNS.sub("", (text or "").casefold())


def find_headline(blocks: Sequence[Block], head: Head) -> int | None:
    """The number of the block that is the headline: the one the metadata state; else a heading that
    they or the page's title hold; else the only `<h1>`."""
    stated, title = bare(head.metadata.headline), bare(head.title)
    site = bare(head.metadata.publisher)
    words = [bare(block.text) if len(block.text) <= _LONGEST else "" for block in blocks]
    able = [at for at, word in enumerate(words) if word and word != site]
    first = [at for at in able if _H1.search(blocks[at].place)]
    marked = first + [at for at in able if blocks[at].heading]
    for at in (*marked, *able):
        if words[at] == stated:
            return at
    least = max(_LEAST, len(bare(stated_headline(head.metadata))) // 2)
    held = [
        at
        for at in marked
        if len(words[at]) >= least and (words[at] in stated or words[at] in title)
    ]
    if held:
        return max(held, key=lambda at: len(words[at]))
    return first[0] if len(first) == 1 and " " in blocks[first[0]].text else None


def stated_headline(metadata: Metadata) -> str | None:
    """The headline that the metadata state, without the site's name behind it."""
    stated = metadata.headline or ""
    if (found := _SITE.fullmatch(stated)) and bare(found["site"]) == bare(metadata.publisher):
        stated = found["words"]
    return stated if len(stated) <= _LONGEST else None


def find_text(blocks: Sequence[Block], prose: Sequence[int], metadata: Metadata) -> int | None:
    """Which of some blocks of running text opens the story: the first that is no standfirst."""
    for at, after in zip_longest(prose, prose[1:]):
        if not is_standfirst(blocks[at], metadata, None if after is None else blocks[after]):
            return at
    return None


def is_standfirst(block: Block, metadata: Metadata, text: Block | None) -> bool:
    """Whether a block is what stands under a headline: by its name, or as the page's summary in a
    box other than that of the `text` below it. A summary may be the story's first words, too."""
    if _STANDFIRST.search(block.place):
        return True
    return (
        text is not None
        and _box(block) != _box(text)
        and bare(block.text) == bare(metadata.description)
    )


def _box(block: Block) -> str:
    return block.place.rpartition("/")[0]


def take_credit(draft: Draft, text: str, metadata: Metadata) -> bool:
    """Take a line that tells who wrote a story, or when, into the draft; whether it is one. What a
    page prints of its day is asked for where its metadata state none."""
    if len(text) > _CREDIT_LONGEST:
        return False
    dated = _DATED.fullmatch(text)
    names = (dated["before"] if dated else text).strip(_AROUND)
    label = _LABEL.search(names) if dated else None
    if label:
        names = names[: label.start()].strip(_AROUND)
    if (names or not dated) and not _take_names(draft, names, metadata.authors):
        return False
    is_told = dated and not (label and label["change"]) and not _is_ambiguous(dated["date"])
    if dated and is_told and not metadata.published:
        draft.date(dated["date"], "date line", text)
    return True


def _is_ambiguous(date: str) -> bool:
    """Whether it is another day in another country."""
    found = _EITHER_WAY.fullmatch(date)
    first, second = map(int, found.groups()) if found else (0, 0)
    return first != second and max(first, second) <= 12


def _take_names(draft: Draft, names: str, authors: Sequence[str]) -> bool:
    """Take the writers, if they are named: those of the metadata, or those behind `By`."""
    if authors and all(author in names for author in authors):
        start = min(names.find(author) for author in authors)
        end = max(names.find(author) + len(author) for author in authors)
        if len((names[:start] + names[end:]).split()) > _MOST_WORDS:
            return False
        printed, rest = names[start:end], names[start:end]
        for author in authors:
            rest = rest.replace(author, "")
        draft.say("byline", printed if _BETWEEN.fullmatch(rest) else ", ".join(authors), "byline")
        return True
    byline = read_byline(_WRITTEN.sub("", _PARTED.split(names)[0], count=1))
    draft.say("byline", byline, "byline")
    return byline is not None
