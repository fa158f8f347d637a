"""The headline of an article of today: printed on the page, stated by its metadata."""

import re
from collections.abc import Sequence

from crawler.model import Block, Head, Metadata
from crawler.scripts import count_words

_SIGNS = re.compile(r"[\W_]+")
_LONGEST = 300
"""Characters of a headline."""
_LEAST = 12
"""Letters by which a headline is told inside a longer title."""
_H1 = re.compile(r"/h1(?:[.#][^/]*)?(?=/|$)")
_SITE = re.compile(r"(?P<words>.+)\s+[|•·:–—-]+\s+(?P<site>.+)")


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
    return first[0] if len(first) == 1 and count_words(blocks[first[0]].text) > 1 else None


def stated_headline(metadata: Metadata) -> str | None:
    """The headline that the metadata state, without the site's name behind it."""
    stated = metadata.headline or ""
    if (found := _SITE.fullmatch(stated)) and bare(found["site"]) == bare(metadata.publisher):
        stated = found["words"]
    return stated if len(stated) <= _LONGEST else None
