"""From the places that name stories to the stories: pure functions on bytes and addresses."""

from crawler.discover.frontier import Frontier
from crawler.discover.kinds import Kind, kind_of, read_links
from crawler.discover.links import Link, canonical
from crawler.discover.lists import entries
from crawler.discover.stories import Lead
from crawler.discover.window import Window, read_window

__all__ = [
    "Frontier",
    "Kind",
    "Lead",
    "Link",
    "Window",
    "canonical",
    "entries",
    "kind_of",
    "read_links",
    "read_window",
]
