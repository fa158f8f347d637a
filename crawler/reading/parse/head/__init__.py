"""Read a page's metadata from outside its visible text: title, metas, logos, JSON-LD, OpenGraph."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree
from msgspec.structs import replace

from crawler.base.text import fold
from crawler.model import Head, Metadata
from crawler.reading.parse.head import metas as names
from crawler.reading.parse.head.articles import choose_article, is_page
from crawler.reading.parse.head.dates import changed_date, dates_of, loose_dates, stated_dates
from crawler.reading.parse.head.image import free_access, read_image
from crawler.reading.parse.head.json_ld import Thing, read_names, read_things
from crawler.reading.parse.head.language import read_language
from crawler.reading.parse.head.marked import read_marked, read_others
from crawler.reading.parse.head.marked_dates import marked_dates
from crawler.reading.parse.head.metas import first_of, name_of
from crawler.reading.parse.head.rights import read_rights
from crawler.reading.parse.head.stated_writers import (
    choose_writers,
    is_of_another_role,
    read_publishers,
    read_stated_writers,
    without_publisher,
)
from crawler.reading.parse.head.subjects import read_subjects
from crawler.reading.parse.head.survey import Survey, by_tag, survey, survey_dates
from crawler.reading.parse.head.urls import base_of, canonical_url
from crawler.reading.parse.head.values import text_of_value
from crawler.reading.parse.tree import text_of

_MOST_HEADINGS = 4
_LONGEST_TITLE, _LONGEST_HEADING = 2000, 500
"""Maximum length read, in characters: of a `<title>`, which is searched for each heading, and of a
heading, which is compared with each JSON-LD article."""


def read_head(elements: Sequence[etree._Element], url: str, markup: bytes) -> Head:
    """Read the metadata of the page at `url`; call before `prune`. `elements` are those of its
    tree, the root first. `markup` is searched for what few pages have."""
    root, tagged = elements[0], by_tag(elements)
    listed = [(name_of(meta), meta.get("content") or "") for meta in tagged["meta"]]
    links = [each for each in tagged["link"] if each.tag == "link"]
    metas: dict[str, str] = {}
    for name, content in listed:
        metas.setdefault(name.lower(), content)
    title = read_title(tagged["title"])
    things = read_things(tagged["script"])
    article: Thing = {}
    if things:
        headings = _headings(tagged["h1"], metas, title)
        article = choose_article(things, headings, _urls(links, metas, url))
    is_article = bool(article) or metas.get("og:type", "").lower() == "article"
    is_modern = is_article or "viewport" in metas
    found = survey(elements) if is_modern else survey_dates(elements, tagged, markup)
    authors = _authors(found, listed, metas, article)
    dates = dates_of(listed)
    pages = [thing for thing in things if is_page(thing)]
    base = base_of(tagged["base"], url)
    metadata = replace(
        _metadata(metas, article, authors),
        published=stated_dates(dates, article, pages),
        dated=loose_dates(dates),
        marked=marked_dates(found, (title, metas.get("og:title"))),
        modified=changed_date(dates, article, pages),
        subjects=read_subjects(article, listed),
        image=read_image(tagged["figure"], article, metas, base),
        free_access=free_access((article, *pages), metas),
    )
    return Head(
        title=title,
        language=read_language(root, metas, article),
        logos=tuple(alt for image in tagged["img"] for alt in _logo(image)),
        rights=read_rights(listed, metas, article, found.licenses, tagged["script"], url, base),
        canonical_url=canonical_url(links, base, metas.get("og:url")),
        modern="viewport" in metas,
        metadata=metadata,
    )


def _headings(
    printed: Sequence[etree._Element], metas: Mapping[str, str], title: str | None
) -> list[str]:
    """Return the texts that may be the headline of the page's article."""
    shown = map(text_of, printed[:_MOST_HEADINGS])
    stated = map(text_of_value, (metas.get("og:title"), metas.get("twitter:title"), title))
    return [text[:_LONGEST_HEADING] for text in (*shown, *stated) if text]


def _urls(links: Sequence[etree._Element], metas: Mapping[str, str], url: str) -> list[str]:
    """Return the URLs of the page itself."""
    own = (link.get("href", "") for link in links if link.get("rel") == "canonical")
    return [url, metas.get("og:url", ""), *own]


def _authors(
    found: Survey,
    listed: Sequence[tuple[str, str]],
    metas: Mapping[str, str],
    article: Thing,
) -> tuple[str, ...]:
    """Return the writers named in the page's markup or metadata."""
    publishers = read_publishers(article, metas)
    stated = read_stated_writers(article, listed, publishers)
    if not found.writers:
        return next(iter(stated), ())
    marked = without_publisher(read_marked(found.writers), publishers)
    chosen = choose_writers(stated, marked, publishers)
    if marked and chosen != marked and is_of_another_role(chosen, read_others(found.writers)):
        return marked
    return chosen


def read_title(titles: Iterable[etree._Element]) -> str | None:
    """Return the text of the first of these `<title>`."""
    title = next(iter(titles), None)
    return None if title is None else fold((title.text or "")[:_LONGEST_TITLE]) or None


def _logo(image: etree._Element) -> Iterator[str]:
    """Yield the alt text of an image that may be an agency's logo."""
    alt = (image.get("alt") or "").strip()
    if alt and ("logo" in alt.lower() or "images/" in (image.get("src") or "")):
        yield alt


def _metadata(metas: dict[str, str], article: Thing, authors: tuple[str, ...]) -> Metadata:
    """Return the article's metadata from JSON-LD, with OpenGraph as the fallback."""
    og_title = text_of_value(metas.get("og:title"))
    return Metadata(
        is_article=bool(article) or metas.get("og:type", "").lower() == "article",
        headline=text_of_value(article.get("headline")) or og_title,
        og_title=og_title,
        description=text_of_value(article.get("description")) or first_of(metas, names.DESCRIPTION),
        authors=authors,
        publisher=next(read_names(article.get("publisher")), None)
        or text_of_value(metas.get("og:site_name")),
    )
