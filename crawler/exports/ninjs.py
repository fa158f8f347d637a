"""A record as an object of IPTC ninjs 3.1 (https://iptc.org/standards/ninjs/)."""

from collections.abc import Iterator
from typing import Any

from crawler.contract import Moment, Record
from crawler.exports.terms import Term, filled, pubstatus, stated, urn
from crawler.exports.uris import uri_of
from crawler.exports.usage import embedded_licence, licence_links, usage_terms

_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
_CORRECTION = "http://cv.iptc.org/newscodes/signal/correction"
_PLAIN = "text/plain"
_RSL = "https://rslstandard.org/rsl"
"""Namespace of the rights expression language RSL."""


def ninjs(record: Record) -> dict[str, Any]:
    """Return a record as an object of ninjs 3.1."""
    return filled(TERMS, record)


def _descriptions(record: Record) -> list[dict[str, Any]]:
    """Return the introduction, and what ninjs has no key for: a correction, days without a time."""
    return [
        {"role": role, "contentType": _PLAIN, "value": value}
        for role, value in (
            ("summary", record.intro),
            ("signal", _CORRECTION if record.corrected else None),
            ("published", _day_only(record.published)),
            ("updated", record.updated.datetime or record.updated.date),
        )
        if value
    ]


def _day_only(moment: Moment) -> str | None:
    return None if moment.datetime else moment.date


def _text(text: str | None) -> list[dict[str, Any]]:
    return [{"role": "main", "contentType": _PLAIN, "value": text}] if text else []


def _info_sources(record: Record) -> Iterator[dict[str, Any]]:
    if agency := stated(name=record.infosource.name, literal=record.infosource.code):
        yield agency
    for name in record.authors:
        yield {"name": name, "role": "author"}


def _alternative_ids(record: Record) -> list[dict[str, Any]]:
    return [
        {"role": role, "value": value}
        for role, value in (
            ("storyNumber", record.story_number),
            ("url", record.url),
            ("canonicalUrl", record.canonical_url),
            ("sha256", record.digest),
        )
        if value
    ]


def _renditions(record: Record) -> list[dict[str, Any]]:
    page = uri_of(record.canonical_url) or uri_of(record.url)
    return [{"name": "page", "href": page}] if page else []


def _associations(record: Record) -> list[dict[str, Any]]:
    image = record.image
    address = uri_of(image.url) if image else None
    if image is None or address is None:
        return []
    return [
        stated(
            name="mainpic",
            uri=address,
            type="picture",
            by=image.credit,
            renditions=[{"name": "main", "href": address}],
        )
    ]


def _rights_info(record: Record) -> dict[str, Any] | None:
    """Return a licence, or the link to one: RSL before any other, for machines read that."""
    links = licence_links(record.rights)
    if licence := embedded_licence(record.rights):
        return {"langId": _RSL, "encodedRights": licence}
    if not links:
        return None
    is_rsl = links[0] == uri_of(record.rights.rsl_license)
    return stated(langId=_RSL if is_rsl else None, linkedRights=links[0])


def _digital_source_type(record: Record) -> dict[str, Any] | None:
    value = record.rights.digital_source_type
    if value is None:
        return None
    return {"uri": uri} if (uri := uri_of(value)) else {"literal": value}


TERMS = (
    Term("uri", urn),
    Term("type", lambda _: "text"),
    Term("version", lambda record: str(record.revision)),
    Term("versionCreated", lambda record: record.fetched_at),
    Term("contentCreated", lambda record: record.published.datetime),
    Term("pubStatus", pubstatus),
    Term("copyrightNotice", lambda record: record.rights.copyright_notice),
    Term("usageTerms", lambda record: usage_terms(record.rights)),
    Term("edNote", lambda record: record.ednote),
    Term("language", lambda record: record.language),
    Term("descriptions", _descriptions),
    Term("bodies", lambda record: _text(record.body)),
    Term("headlines", lambda record: _text(record.headline)),
    Term("subjects", lambda record: [{"name": subject} for subject in record.subjects]),
    Term("infoSources", lambda record: list(_info_sources(record))),
    Term("by", lambda record: record.byline),
    Term("slugline", lambda record: record.slugline),
    Term("located", lambda record: record.located),
    Term("renditions", _renditions),
    Term("associations", _associations),
    Term("altIds", _alternative_ids),
    Term("standard", lambda _: _STANDARD),
    Term("genres", lambda record: [{"name": record.genre}] if record.genre else []),
    Term("rightsInfo", _rights_info),
    Term("digitalSourceType", _digital_source_type),
)
"""The keys of ninjs that a record can state, in the order of its schema."""
