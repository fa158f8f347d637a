"""Text in, lxml tree out: parsed once, leniently; and what its head says."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from crawler.faults import Fault
from crawler.text import fold


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself outside its visible text."""

    title: str | None
    language: str | None
    logos: tuple[str, ...]
    published: str | None
    meta_robots: str | None
    tdm_reservation: str | None


def parse(text: str) -> etree._Element:
    """The root of the page's tree. Raises `Fault` where there is no page in the text."""
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), _parser())
    except etree.ParserError as error:
        raise Fault("html", f"no page in it: {error}") from None
    if root is None:
        raise Fault("empty", "the page has no elements")
    _adopt(root)
    return root


def _adopt(root: etree._Element) -> None:
    """Bring in what stands behind an early `</html>`: the parser makes another root of it."""
    body = root.find("body")
    for stray in list(root.itersiblings(etree.Element)):
        for box in (stray, *stray.iterchildren("body")):
            box.tag = "div"
        (root if body is None else body).append(stray)


@cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


def read_head(root: etree._Element) -> Head:
    """Read the metadata; must come before `prune`."""
    metas: dict[str, str] = {}
    titles: list[str] = []
    logos: list[str] = []
    published: str | None = None
    for element in root.iter("meta", "title", "img", "script"):
        if element.tag == "meta":
            name = element.get("name") or element.get("property") or ""
            metas[name.lower()] = element.get("content") or ""
        elif element.tag == "title":
            titles.append(fold(element.text or ""))
        elif element.tag == "img":
            logos.extend(_logo(element))
        else:
            published = published or _published(element)
    return Head(
        title=titles[0] or None if titles else None,
        language=root.get("lang") or metas.get("language") or None,
        logos=tuple(logos),
        published=published or metas.get("article:published_time") or None,
        meta_robots=metas.get("robots") or None,
        tdm_reservation=metas.get("tdm-reservation") or None,
    )


def _logo(image: etree._Element) -> Iterator[str]:
    """The alt text of an image that may be an agency's logo."""
    alt = (image.get("alt") or "").strip()
    if alt and ("logo" in alt.lower() or "images/" in (image.get("src") or "")):
        yield alt


def _published(script: etree._Element) -> str | None:
    """`datePublished` of the first JSON-LD article in a script."""
    if (script.get("type") or "").lower() != "application/ld+json":
        return None
    with suppress(ValueError):
        for thing in _things(json.loads(script.text or "", strict=False)):
            if isinstance(date := thing.get("datePublished"), str):
                return date
    return None


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document: alone, in a list, or in a graph."""
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            graph = thing.get("@graph")
            if isinstance(graph, list):
                yield from (node for node in graph if isinstance(node, dict))


def text_of(element: etree._Element) -> str:
    """All text in an element, on one line."""
    return fold(" ".join(element.itertext()))


def place(element: etree._Element) -> str:
    """Where an element stands, as a path of tags."""
    path = [element, *element.iterancestors()]
    return "/".join(str(step.tag) for step in reversed(path))


def drop(element: etree._Element) -> None:
    """Take an element out of its tree and leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail, element.getprevious()
    parent.remove(element)
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
