"""The metas of a page, by the names that publishers and their systems use."""

from collections.abc import Mapping

from lxml import etree

from crawler.reading.parse.head.values import text_of_value

DESCRIPTION = ("og:description", "description")
"""Names of metas, the surest first."""


def name_of(meta: etree._Element) -> str:
    """Return the name of a meta as it is written; empty where it has none."""
    return (
        meta.get("property")
        or meta.get("name")
        or meta.get("itemprop")
        or meta.get("http-equiv")
        or ""
    ).strip()


def first_of(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """Return what the first of some metas says that says anything."""
    return next((text for name in names if (text := text_of_value(metas.get(name)))), None)
