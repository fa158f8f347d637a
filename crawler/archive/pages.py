"""From pages to the fields of a metadata record, and from captures to pages."""

from msgspec.structs import replace

from crawler.archive.values import Capture
from crawler.model import Hint, Page
from crawler.politeness.licences import rsl_licence
from crawler.sources import Source

MOST_CHARACTERS = 200
"""Longest ETag that is kept."""

_STATED = (
    *("robots", "requested_url", "x_robots_tag", "tdm_reservation", "tdm_policy", "content_signal"),
    *("content_usage", "rsl_license"),
)
"""Fields of a page that robots.txt, TDMRep and redirects contribute to; some are headers, too."""


def fields_of(page: Page) -> dict[str, str]:
    """Return what a crawl knows of a page besides its answer, as the fields of a metadata record.

    `via` is the name that the WARC standard has for it; the others are our own.
    """
    fields = {"source": page.source}
    for name in _STATED:
        if (value := getattr(page, name)) is not None:
            fields[_dashed(name)] = value
    if page.hint:
        fields["via"] = page.hint.found_on
        for name in ("date", "title", "modified"):
            if (value := getattr(page.hint, name)) is not None:
                fields[f"hint-{name}"] = value
    return fields


def page_of(capture: Capture, source: Source, url: str) -> Page:
    """Return a capture as a page of a source, as a crawl would have made it."""
    page = Page(
        url=url,
        source=source.id,
        body=capture.body,
        fetched_at=capture.fetched_at,
        content_type=capture.header("content-type"),
        language=source.language,
        licence=source.licence,
        infosource=source.agency,
        hint=_hint(capture),
        etag=_validator(capture, "etag"),
        last_modified=_validator(capture, "last-modified"),
        address_forms=source.address,
        archive=capture.place,
    )
    if capture.is_ours:
        stated = {name: capture.fields.get(_dashed(name)) for name in _STATED}
    else:
        stated = {
            "x_robots_tag": capture.header("x-robots-tag"),
            "tdm_reservation": capture.header("tdm-reservation"),
            "tdm_policy": capture.header("tdm-policy"),
            "content_signal": capture.header("content-signal"),
            "content_usage": capture.header("content-usage"),
            "rsl_license": rsl_licence(capture.header("link") or "", url),
        }
    return replace(page, **stated)


def _hint(capture: Capture) -> Hint | None:
    fields = capture.fields
    found_on = fields.get("via") or fields.get("hint-found_on")
    if found_on is None:
        return None
    known = {name: fields.get(f"hint-{name}") for name in ("date", "title", "modified")}
    return Hint(found_on, **known)


def _validator(capture: Capture, name: str) -> str | None:
    """Return a header that can be sent back verbatim; None if it is too long or not ASCII."""
    value = capture.header(name)
    return value if value and value.isascii() and len(value) <= MOST_CHARACTERS else None


def _dashed(name: str) -> str:
    return name.replace("_", "-")
