"""Look up a page's metas by the names that publishers and their systems use."""

from collections.abc import Mapping

from lxml import etree

from crawler.reading.parse.head.values import text_of_value

DESCRIPTION = ("og:description", "description")
"""Names of metas, most reliable first."""


def name_of(meta: etree._Element) -> str:
    """Return the name of a meta as written; empty if it has none."""
    return (
        meta.get("property")
        or meta.get("name")
        or meta.get("itemprop")
        or meta.get("http-equiv")
        or ""
    ).strip()


def first_of(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """Return the first non-empty value among the named metas."""
    return next((text for name in names if (text := text_of_value(metas.get(name)))), None)
