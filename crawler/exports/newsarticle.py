"""A record as a NewsArticle of schema.org, in JSON-LD (https://schema.org/NewsArticle)."""

from collections.abc import Iterator
from typing import Any

from crawler.contract import Moment, Record
from crawler.exports.terms import Term, filled, pubstatus, stated, urn
from crawler.exports.uris import uri_of
from crawler.exports.usage import RSL, embedded_licence, licence_links, licence_texts, usage_terms

_STATUSES = "http://cv.iptc.org/newscodes/pubstatusg2/"


def news_article(record: Record) -> dict[str, Any]:
    """Return a record as a NewsArticle."""
    return filled(TERMS, record)


def _address(record: Record) -> str | None:
    return uri_of(record.canonical_url) or uri_of(record.url)


def _same_as(record: Record) -> str | None:
    """Return the URL as fetched, if the page names another one as its own."""
    fetched = uri_of(record.url)
    return None if fetched == _address(record) else fetched


def _identifiers(record: Record) -> list[dict[str, Any]]:
    return [
        {"@type": "PropertyValue", "propertyID": name, "value": value}
        for name, value in (
            ("wire-story id", record.id),
            ("story number", record.story_number),
            ("slugline", record.slugline),
            ("sha256", record.digest),
        )
        if value
    ]


def _moment(moment: Moment) -> str | None:
    return moment.datetime or moment.date


def _agency(record: Record) -> dict[str, Any] | None:
    named = stated(name=record.infosource.name, identifier=record.infosource.code)
    return {"@type": "Organization", **named} if named else None


def _authors(record: Record) -> list[dict[str, Any]]:
    """Return the writers; the agency itself may be printed as one."""
    agency = {name.casefold() for name in (record.infosource.name, record.infosource.code) if name}
    return [
        {
            "@type": "Organization" if name.casefold().removeprefix("the ") in agency else "Person",
            "name": name,
        }
        for name in record.authors
    ]


def _image(record: Record) -> dict[str, Any] | None:
    if record.image is None or (address := uri_of(record.image.url)) is None:
        return None
    return stated(at_type="ImageObject", url=address, creditText=record.image.credit)


def _correction(record: Record) -> dict[str, Any] | None:
    """Return that the story is a correction, with the desk's note if there is one."""
    return stated(at_type="CorrectionComment", text=record.ednote) if record.corrected else None


def _status(record: Record) -> dict[str, Any]:
    """Return IPTC's publication status; for a kill or an embargo with the desk's note on it."""
    code = pubstatus(record)
    return stated(
        at_type="DefinedTerm",
        at_id=f"{_STATUSES}{code}",
        termCode=code,
        inDefinedTermSet=_STATUSES,
        description=None if code == "usable" or record.corrected else record.ednote,
    )


def _licences(record: Record) -> Iterator[str | dict[str, Any]]:
    yield from licence_links(record.rights)
    if licence := embedded_licence(record.rights):
        yield {"@type": "CreativeWork", "encodingFormat": RSL, "text": licence}
    for text in licence_texts(record.rights):
        yield {"@type": "CreativeWork", "name": text}


def _usage_info(record: Record) -> Iterator[str | dict[str, Any]]:
    if address := uri_of(record.rights.usage_info):
        yield address
    if text := usage_terms(record.rights):
        yield {"@type": "CreativeWork", "text": text}


TERMS = (
    Term("@context", lambda _: "https://schema.org"),
    Term("@type", lambda _: "NewsArticle"),
    Term("@id", urn),
    Term("url", _address),
    Term("sameAs", _same_as),
    Term("identifier", _identifiers),
    Term("version", lambda record: record.revision),
    Term("creativeWorkStatus", _status),
    Term("headline", lambda record: record.headline),
    Term("description", lambda record: record.intro),
    Term("articleBody", lambda record: record.body),
    Term("inLanguage", lambda record: record.language),
    Term("dateline", lambda record: record.located),
    Term("datePublished", lambda record: _moment(record.published)),
    Term("dateModified", lambda record: _moment(record.updated)),
    Term("author", _authors),
    Term("creditText", lambda record: record.byline),
    Term("sourceOrganization", _agency),
    Term("genre", lambda record: record.genre),
    Term("keywords", lambda record: list(record.subjects)),
    Term("image", _image),
    Term("correction", _correction),
    Term("isAccessibleForFree", lambda record: record.free_access),
    Term("license", lambda record: list(_licences(record))),
    Term("usageInfo", lambda record: list(_usage_info(record))),
    Term("copyrightNotice", lambda record: record.rights.copyright_notice),
    Term("digitalSourceType", lambda record: uri_of(record.rights.digital_source_type)),
)
"""The properties of NewsArticle that a record can state."""
