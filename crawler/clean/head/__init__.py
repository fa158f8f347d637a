"""What a page says of itself outside its visible text: title, metas, logos, JSON-LD, OpenGraph."""

from collections.abc import Iterator

from lxml import etree

from crawler.clean.head import metas as names
from crawler.clean.head.json_ld import Thing, choose_article, read_names, read_things
from crawler.clean.head.metas import first_of, name_of
from crawler.clean.head.rights import read_rights
from crawler.clean.head.values import text_of_value
from crawler.model import Head, Metadata
from crawler.text import fold

_MOST_AUTHORS = 8


def read_head(root: etree._Element, url: str) -> Head:
    """Read the metadata of the page at `url`; must come before `prune`."""
    listed: list[tuple[str, str]] = []
    logos: list[str] = []
    things: list[Thing] = []
    for element in root.iter("meta", "img", "script"):
        if element.tag == "meta":
            listed.append((name_of(element), element.get("content") or ""))
        elif element.tag == "img":
            logos.extend(_logo(element))
        else:
            things.extend(read_things(element))
    metas: dict[str, str] = {}
    for name, content in listed:
        metas.setdefault(name.lower(), content)
    article = choose_article(things)
    metadata = _metadata(metas, things, article)
    return Head(
        title=read_title(root),
        language=root.get("lang") or metas.get("language") or None,
        logos=tuple(logos),
        rights=read_rights(root, listed, article, url),
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


def _metadata(metas: dict[str, str], things: list[Thing], article: Thing) -> Metadata:
    """Return what the JSON-LD says of the article, and OpenGraph where that is silent."""
    dated = article or next((thing for thing in things if thing.get("datePublished")), {})
    authors = tuple(read_names(article.get("author"))) or tuple(
        read_names(first_of(metas, names.AUTHOR))
    )
    return Metadata(
        is_article=bool(article) or metas.get("og:type", "").lower() == "article",
        headline=text_of_value(article.get("headline")) or text_of_value(metas.get("og:title")),
        description=text_of_value(article.get("description")) or first_of(metas, names.DESCRIPTION),
        authors=authors[:_MOST_AUTHORS],
        published=text_of_value(dated.get("datePublished")) or first_of(metas, names.PUBLISHED),
        modified=text_of_value(dated.get("dateModified")) or first_of(metas, names.MODIFIED),
        publisher=next(read_names(article.get("publisher")), None)
        or text_of_value(metas.get("og:site_name")),
    )
