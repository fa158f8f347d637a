"""Convert a Reading to an Outcome, with records in the form of the contract."""

import hashlib
from collections.abc import Iterable
from datetime import UTC
from typing import Literal

from msgspec.structs import replace

from crawler import EXTRACTOR
from crawler.addresses import Address
from crawler.agencies.lookup import by_code
from crawler.base.dates import rfc3339
from crawler.base.verdicts import PageVerdict
from crawler.contract import (
    Infosource,
    Moment,
    Raw,
    Record,
    RemovedText,
    RuleCount,
    digest_of,
    field_sources,
    id_of,
    place_of,
    rule_counts,
)
from crawler.model import Document, Metadata, Outcome, Page, PageSummary, Reading, Removed, Story
from crawler.reading.headlines import bare, without_site
from crawler.reading.language import detect_language
from crawler.reading.names import split_names
from crawler.reading.publication_date import published, updated
from crawler.reading.rights import rights_of


def normalise(reading: Reading) -> Outcome:
    """Return the page's records, each with op `add` until compared with the dump's ledger."""
    document = reading.document
    page = document.page
    sha256 = hashlib.sha256(page.body).hexdigest()
    if not reading.stories:
        return Outcome(
            page.fetch,
            verdict=PageVerdict.NOT_A_STORY,
            reason=reading.reason,
            summary=PageSummary(sha256),
        )
    several = len(reading.stories) > 1
    taken = (*document.removed, *reading.removed)
    counts = rule_counts(_count_rules(taken))
    records = tuple(
        _record(document, story, number if several else None, counts, sha256)
        for number, story in enumerate(reading.stories, start=1)
    )
    source, url, fetched = page.source, page.url, rfc3339(page.fetched_at)
    removed = tuple(
        [RemovedText(source, url, each.rule, each.place, each.text, fetched) for each in taken]
    )
    days = (record.published.date for record in records)
    summary = PageSummary(sha256, len(records), max(filter(None, days), default=None))
    head, is_archived = document.head, page.address.is_archived
    stated = without_site(head.metadata.headline, (head.metadata.publisher,))
    return Outcome(
        page.fetch,
        records,
        removed=removed,
        blocks=document.blocks,
        stated_headline=None if is_archived else stated,
        title=None if is_archived else head.title,
        summary=summary,
    )


def _count_rules(taken: Iterable[Removed]) -> dict[str, int]:
    """Return the number of texts that each rule removed."""
    counts: dict[str, int] = {}
    for each in taken:
        counts[each.rule] = counts.get(each.rule, 0) + 1
    return counts


def _record(
    document: Document,
    story: Story,
    number: int | None,
    removed: tuple[RuleCount, ...],
    sha256: str,
) -> Record:
    page, address = document.page, document.page.address
    evidence = dict(story.evidence)
    infosource = _infosource(story, address, page.infosource, evidence)
    moment = published(document, story, address)
    if moment.evidence:
        evidence["published"] = moment.evidence
    if (timed := _timed(moment)) and timed != moment.evidence:
        evidence["published.datetime"] = timed
    body = "\n\n".join(story.body)
    language, where = _language(document, body)
    if language:
        evidence["language"] = where
    pubstatus: Literal["canceled", "usable"] = "canceled" if story.canceled else "usable"
    record = Record(
        schema="wire-story/1",
        op="add",
        id=_id(page, infosource, story, moment, number),
        revision=1,
        supersedes=None,
        changed=(),
        url=page.url,
        canonical_url=document.head.canonical_url,
        source=page.source,
        infosource=infosource,
        headline=story.headline,
        slugline=story.slugline,
        story_number=story.story_number,
        genre=story.genre,
        byline=story.byline,
        authors=story.authors or split_names(story.byline or ""),
        located=story.located,
        ednote=story.ednote,
        intro=story.intro,
        body=body,
        language=language,
        pubstatus=pubstatus,
        corrected=story.corrected,
        published=moment,
        updated=updated(story.updated, moment, page.fetched_at.astimezone(UTC).date()),
        subjects=_subjects(address, document.head.metadata),
        image=document.head.metadata.image,
        free_access=document.head.metadata.free_access,
        fetched_at=rfc3339(page.fetched_at),
        digest="",
        cluster=None,
        evidence=field_sources(evidence),
        removed=removed,
        rights=rights_of(page, document.head.rights),
        extractor=EXTRACTOR,
        raw=Raw(
            sha256=sha256,
            bytes=len(page.body),
            charset=document.charset,
            archive=page.archive,
        ),
    )
    return replace(record, digest=digest_of(record))


def _subjects(address: Address, metadata: Metadata) -> tuple[str, ...]:
    """Return the archive's section and topic, then the page's subjects, without duplicates."""
    subjects = (address.section, address.topic, *metadata.subjects)
    return tuple({bare(each): each for each in reversed(subjects) if each}.values())[::-1]


def _language(document: Document, body: str) -> tuple[str | None, str]:
    """Return the language of a story and its evidence: the source's configuration, else the page's
    statement, else detection."""
    if document.page.language:
        return document.page.language, "source"
    if document.head.language:
        return document.head.language, "meta"
    return detect_language(body), "detected"


def _timed(moment: Moment) -> str | None:
    """Return the evidence for a moment's time, which may differ from that for its day; null if the
    moment has no time."""
    same = (each for each in moment.candidates if each.datetime == moment.datetime)
    return next((each.evidence for each in same if each.datetime), None)


def _infosource(
    story: Story, address: Address, own: Infosource | None, evidence: dict[str, str]
) -> Infosource:
    """Return the story's agency. The URL's code takes precedence over the page, because mirrors
    quote other agencies; without any agency, use the source's `own`."""
    if address.code:
        evidence["infosource"] = "url"
        agency = by_code(address.code)
        if agency:
            return Infosource(agency.code, agency.name)
        return Infosource(address.code, story.agency_name)
    agency = by_code(story.agency or "")
    if agency:
        return Infosource(agency.code, agency.name)
    if own and not story.agency and not story.agency_name:
        evidence["infosource"] = "source"
        return own
    return Infosource(story.agency, story.agency_name)


def _id(
    page: Page, infosource: Infosource, story: Story, published: Moment, number: int | None
) -> str:
    """Return the record id: from the agency's own number within its year, else from the path within
    the source, whatever scheme, host or mirror was used, plus the story's position on a page with
    several."""
    if story.story_number and infosource.code == "voa":
        key = f"voa:{story.story_number}:{(published.date or '')[:4]}"
    else:
        place = place_of(page.source, page.url)
        key = place if number is None else f"{place}#{number}"
    return id_of(key)
