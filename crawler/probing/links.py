"""How a source's patterns classify the links of a listing."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from msgspec import Struct

from crawler.discover import Link
from crawler.sources import Source

EXAMPLES = 5
"""Links shown of each class."""


class LinkCheck(Struct, frozen=True):
    """The links of one listing."""

    links: int
    """All different ones."""
    stories: int
    listings: int
    excluded: int
    """Those that only `not_story` keeps from being stories."""
    unmatched: int
    """Those of the archive that match no pattern."""
    outside: dict[str, int]
    """Host -> links that are not of the archive; the most frequent ones."""
    story_examples: tuple[str, ...] = ()
    listing_examples: tuple[str, ...] = ()
    unmatched_examples: tuple[str, ...] = ()


def check_links(links: Iterable[Link], source: Source) -> LinkCheck:
    """Classify the links of a listing as a crawl does."""
    found: dict[str, list[str]] = {"story": [], "listing": [], "excluded": [], "unmatched": []}
    outside: Counter[str] = Counter()
    leads_on = {link.url: link.leads_on for link in links}
    for url in leads_on:
        path = source.path_of(url)
        if path is None:
            outside[urlsplit(url).hostname or url] += 1
        else:
            found[_class_of(path, leads_on[url], source)].append(path)
    return LinkCheck(
        links=len(leads_on),
        stories=len(found["story"]),
        listings=len(found["listing"]),
        excluded=len(found["excluded"]),
        unmatched=len(found["unmatched"]),
        outside=dict(outside.most_common(EXAMPLES)),
        story_examples=tuple(found["story"][:EXAMPLES]),
        listing_examples=tuple(found["listing"][:EXAMPLES]),
        unmatched_examples=tuple(found["unmatched"][:EXAMPLES]),
    )


def _class_of(path: str, leads_on: bool, source: Source) -> str:
    if leads_on:
        return "listing"
    kind = source.kind_of(path)
    if kind is None and any(pattern.search(source.story_path(path)) for pattern in source.story):
        return "excluded"
    return kind or "unmatched"
