"""What a page says of itself outside its visible text: title, metas, logos, JSON-LD, OpenGraph."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from lxml import etree

from crawler.model import Head, Metadata
from crawler.text import fold, repair

_ARTICLES = ("Article", "BlogPosting", "Report", "Recipe", "Posting")
"""How schema.org's types of articles end (`NewsArticle`, `LiveBlogPosting`)."""
_MOST_AUTHORS = 8
_PUBLISHED = (
    *("article:published_time", "og:published_time", "datepublished", "parsely-pub-date"),
    *("sailthru.date", "dc.date.issued", "dc.date", "dcterms.created", "pubdate", "publish-date"),
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")
_DESCRIPTION = ("og:description", "description")
_AUTHOR = ("author", "parsely-author", "sailthru.author", "dc.creator")
"""Names of metas, the surest first."""
_Thing = dict[str, Any]


def read_head(root: etree._Element) -> Head:
    """Read the metadata; must come before `prune`."""
    metas: dict[str, str] = {}
    logos: list[str] = []
    things: list[_Thing] = []
    for element in root.iter("meta", "img", "script"):
        if element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            metas.setdefault(name.lower(), element.get("content") or "")
        elif element.tag == "img":
            logos.extend(_logo(element))
        else:
            things.extend(_things(element))
    metadata = _metadata(metas, things)
    return Head(
        title=read_title(root),
        language=root.get("lang") or metas.get("language") or None,
        logos=tuple(logos),
        meta_robots=metas.get("robots") or None,
        tdm_reservation=metas.get("tdm-reservation") or None,
        tdm_policy=metas.get("tdm-policy") or None,
        modern="viewport" in metas or metadata.is_article,
        metadata=metadata,
    )


def read_title(root: etree._Element) -> str | None:
    """The text of the first `<title>`."""
    title = next(root.iter("title"), None)
    return None if title is None else fold(title.text or "") or None


def _logo(image: etree._Element) -> Iterator[str]:
    """The alt text of an image that may be an agency's logo."""
    alt = (image.get("alt") or "").strip()
    if alt and ("logo" in alt.lower() or "images/" in (image.get("src") or "")):
        yield alt


def _metadata(metas: dict[str, str], things: list[_Thing]) -> Metadata:
    """The article of the JSON-LD, and what OpenGraph says where that is silent."""
    article = next((thing for thing in things if _is_article(thing)), {})
    dated = article or next((thing for thing in things if thing.get("datePublished")), {})
    authors = tuple(_names(article.get("author"))) or tuple(_names(_meta(metas, _AUTHOR)))
    return Metadata(
        is_article=bool(article) or metas.get("og:type", "").lower() == "article",
        headline=_text(article.get("headline")) or _text(metas.get("og:title")),
        description=_text(article.get("description")) or _meta(metas, _DESCRIPTION),
        authors=authors[:_MOST_AUTHORS],
        published=_text(dated.get("datePublished")) or _meta(metas, _PUBLISHED),
        modified=_text(dated.get("dateModified")) or _meta(metas, _MODIFIED),
        publisher=next(_names(article.get("publisher")), None) or _text(metas.get("og:site_name")),
    )


def _meta(metas: dict[str, str], names: tuple[str, ...]) -> str | None:
    """What the first of some metas says that says anything."""
    return next((text for name in names if (text := _text(metas.get(name)))), None)


def _things(script: etree._Element) -> Iterator[_Thing]:
    """The objects of a script's JSON-LD: alone, in a list, or in a graph."""
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


def _is_article(thing: _Thing) -> bool:
    kind = thing.get("@type")
    return any(
        str(each).endswith(_ARTICLES) for each in (kind if isinstance(kind, list) else [kind])
    )


def _names(value: Any) -> Iterator[str]:
    """The names of people or organisations: written out, or as objects, or a list of either."""
    for each in value if isinstance(value, list) else [value]:
        name = _text(each.get("name") if isinstance(each, dict) else each)
        name = name and name.strip(" ,;|")
        if name and "://" not in name:
            yield name


def _text(value: Any) -> str | None:
    """A string on one line, its entities resolved; null for all else."""
    return fold(repair(value)) or None if isinstance(value, str) else None
