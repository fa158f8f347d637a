"""Statements on the use of a page, for formats that have a text or a link for them."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from crawler.contract import Rights
from crawler.exports.uris import uri_of

RSL = "application/rsl+xml"
"""Media type of a licence in RSL."""


class Usage(NamedTuple):
    """One statement, and the name under which a text lists it."""

    label: str
    value: Callable[[Rights], str | None]


USAGES = (
    Usage("Terms", lambda rights: rights.usage_info),
    Usage("Licence of the page", lambda rights: rights.page_license),
    Usage("Licence of the source", lambda rights: rights.licence),
    Usage("RSL licence", lambda rights: " ".join((rights.rsl_license or "").split())),
    Usage("TDM reservation (TDMRep)", lambda rights: rights.tdm_reservation),
    Usage("TDM policy (TDMRep)", lambda rights: rights.tdm_policy),
    Usage("Content-Usage", lambda rights: rights.content_usage),
    Usage("Content-Signal", lambda rights: rights.content_signal),
    Usage("X-Robots-Tag", lambda rights: rights.x_robots_tag),
    Usage("Robots meta tag", lambda rights: rights.meta_robots),
    Usage(
        "Barred by robots.txt",
        lambda rights: ", ".join(rule.agent for rule in rights.ai_agents if not rule.allowed),
    ),
)
"""What is listed of the rights, in this order."""


def usage_terms(rights: Rights) -> str:
    """Return all statements on the use of a page, one per line; empty without any.

    >>> print(usage_terms(Rights("allowed", "noai", None, "1", "CC BY 4.0")))
    Licence of the source: CC BY 4.0
    TDM reservation (TDMRep): 1
    X-Robots-Tag: noai
    """
    found = ((usage.label, usage.value(rights)) for usage in USAGES)
    return "\n".join(f"{label}: {value}" for label, value in found if value)


def licence_links(rights: Rights) -> tuple[str, ...]:
    """Return the URIs of all licences: of RSL, of the page, of the source.

    >>> licence_links(Rights(None, None, None, None, "CC BY 4.0", page_license="https://a.example/"))
    ('https://a.example/',)
    """
    return tuple(dict.fromkeys(filter(None, map(uri_of, _licences(rights)))))


def licence_texts(rights: Rights) -> tuple[str, ...]:
    """Return the licences that are named, not linked.

    >>> licence_texts(Rights(None, None, None, None, "CC BY 4.0"))
    ('CC BY 4.0',)
    """
    found = (text for text in _licences(rights) if uri_of(text) is None)
    return tuple(dict.fromkeys(text for text in found if text != embedded_licence(rights)))


def embedded_licence(rights: Rights) -> str | None:
    """Return the XML of an RSL licence that the page contains.

    >>> embedded_licence(Rights(None, None, None, None, None, rsl_license="https://a.example/rsl"))
    """
    licence = rights.rsl_license
    return licence if licence and licence.startswith("<") else None


def _licences(rights: Rights) -> Iterator[str]:
    for licence in (
        rights.rsl_license,
        rights.page_license,
        *rights.license_links,
        rights.licence,
    ):
        if licence:
            yield licence
