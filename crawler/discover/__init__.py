"""Discovery of stories in listings, feeds, sitemaps and lists: pure functions on bytes and URLs."""

from crawler.discover.frontier import Frontier
from crawler.discover.kinds import ListingKind, kind_of, read_links
from crawler.discover.links import Link, canonical
from crawler.discover.lists import entries
from crawler.discover.stories import StoryLink
from crawler.discover.window import Window, read_window

__all__ = [
    "Frontier",
    "Link",
    "ListingKind",
    "StoryLink",
    "Window",
    "canonical",
    "entries",
    "kind_of",
    "read_links",
    "read_window",
]
