"""The objects of a page's JSON-LD, and which of them is its article."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from lxml import etree

from crawler.clean.head.values import text_of_value

Thing = dict[str, Any]

_ARTICLES = ("Article", "BlogPosting", "Report", "Recipe", "Posting")
"""How schema.org's types of articles end (`NewsArticle`, `LiveBlogPosting`)."""


def read_things(script: etree._Element) -> Iterator[Thing]:
    """Yield the objects of a script's JSON-LD: alone, in a list, or in a graph."""
    if (script.get("type") or "").lower() != "application/ld+json":
        return
    with suppress(ValueError, RecursionError):
        data = json.loads(script.text or "", strict=False)
        for thing in data if isinstance(data, list) else [data]:
            if isinstance(thing, dict):
                yield thing
                graph = thing.get("@graph")
                if isinstance(graph, list):
                    yield from (node for node in graph if isinstance(node, dict))


def choose_article(things: list[Thing]) -> Thing:
    """Return the object that is the page's article; empty where none is."""
    return next((thing for thing in things if _is_article(thing)), {})


def _is_article(thing: Thing) -> bool:
    kind = thing.get("@type")
    return any(
        str(each).endswith(_ARTICLES) for each in (kind if isinstance(kind, list) else [kind])
    )


def read_names(value: Any) -> Iterator[str]:
    """Yield the names of people or organisations: written out, as objects, or a list of either."""
    for each in value if isinstance(value, list) else [value]:
        name = text_of_value(each.get("name") if isinstance(each, dict) else each)
        name = name and name.strip(" ,;|")
        if name and "://" not in name:
            yield name
