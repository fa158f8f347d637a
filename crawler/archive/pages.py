"""From pages to the fields of a metadata record, and from captures to pages."""

from typing import Any

import msgspec
from msgspec.structs import replace

from crawler.archive.values import Capture
from crawler.base.dates import rfc3339
from crawler.contract import AgentRule, Statement, encode
from crawler.model import Hint, Page
from crawler.politeness.stated_rights import response_rights
from crawler.sources import Source

MOST_CHARACTERS = 200
"""Longest ETag that is kept."""

_STATED = (
    *("robots", "requested_url", "x_robots_tag", "tdm_reservation", "tdm_policy", "content_signal"),
    *("content_usage", "rsl_license", "page_license"),
)
"""Fields of a page that robots.txt, TDMRep and redirects contribute to; some are headers, too."""

_LISTED: dict[str, Any] = {"ai_agents": tuple[AgentRule, ...], "statements": tuple[Statement, ...]}
"""The same, as JSON."""


def fields_of(page: Page) -> dict[str, str]:
    """Return what a crawl knows of a page besides its answer, as the fields of a metadata record.

    `via` is the name that the WARC standard has for it; the others are our own.
    """
    fields = {"source": page.source}
    for name in _STATED:
        if (value := getattr(page, name)) is not None:
            fields[_dashed(name)] = value
    for name in _LISTED:
        if value := getattr(page, name):
            fields[_dashed(name)] = encode(value).decode()
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
        obeyed=source.rights.obey,
        infosource=source.agency,
        hint=_hint(capture),
        etag=_validator(capture, "etag"),
        last_modified=_validator(capture, "last-modified"),
        address_forms=source.address,
        archive=capture.place,
    )
    if not capture.is_ours:
        when = rfc3339(capture.fetched_at)
        return replace(page, **response_rights(capture.header, url, when))
    stated: dict[str, Any] = {name: capture.fields.get(_dashed(name)) for name in _STATED}
    listed = {
        name: msgspec.json.decode(capture.fields[_dashed(name)], type=kind)
        for name, kind in _LISTED.items()
        if _dashed(name) in capture.fields
    }
    return replace(page, **stated, **listed)


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
