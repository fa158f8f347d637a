"""Reading in, Outcome out: what a page says, brought into the form of the contract."""

import hashlib
import re
from collections import Counter
from datetime import UTC, date
from typing import Literal
from urllib.parse import urlsplit

from msgspec.structs import replace
from w3lib.url import canonicalize_url

from crawler import EXTRACTOR
from crawler.address import Address, read_address
from crawler.dates import NEAR, read_day, read_iso_day, read_rfc3339, rfc3339
from crawler.model import (
    Candidate,
    Document,
    Infosource,
    Moment,
    Outcome,
    Page,
    Raw,
    Reading,
    Record,
    RemovedText,
    Rights,
    Story,
    encode,
)
from crawler.wire.agencies import by_code

_PLAIN = re.compile(r"https?://[\w.:-]+/[\w./-]+", re.ASCII)
"""An address that is canonical as it stands."""
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$")
_JOINED = re.compile(r"\s*(?:,|;|\band\b|&|/)\s*", re.IGNORECASE)


def normalise(reading: Reading) -> Outcome:
    """The page's records, every one an `add` until the dump's ledger knows better."""
    document = reading.document
    page = document.page
    if not reading.stories:
        return Outcome(page, verdict="not_a_story", reason=reading.reason)
    address = read_address(page.url)
    several = len(reading.stories) > 1
    taken = (*document.removed, *reading.removed)
    counts = dict(Counter(text.rule for text in taken))
    records = tuple(
        _record(document, story, address, number if several else None, counts)
        for number, story in enumerate(reading.stories, start=1)
    )
    fetched = rfc3339(page.fetched_at)
    removed = tuple(
        RemovedText(page.source, page.url, text.rule, text.place, text.text, fetched)
        for text in taken
    )
    return Outcome(page, records, removed=removed, blocks=document.blocks)


def _record(
    document: Document,
    story: Story,
    address: Address,
    number: int | None,
    removed: dict[str, int],
) -> Record:
    page = document.page
    evidence = dict(story.evidence)
    infosource = _infosource(story, address, evidence)
    published = _published(document, story, address)
    if published.evidence:
        evidence["published"] = published.evidence
    language = page.language or document.head.language
    if language:
        evidence["language"] = "source" if page.language else "meta"
    body = "\n\n".join(story.body)
    pubstatus: Literal["canceled", "usable"] = "canceled" if story.canceled else "usable"
    record = Record(
        schema="wire-story/1",
        op="add",
        id=_id(page, infosource, story, published, number),
        revision=1,
        supersedes=None,
        url=page.url,
        source=page.source,
        infosource=infosource,
        headline=story.headline,
        slugline=story.slugline,
        story_number=story.story_number,
        genre=story.genre,
        byline=story.byline,
        authors=tuple(name for name in _JOINED.split(story.byline or "") if name),
        located=story.located,
        ednote=story.ednote,
        intro=story.intro,
        body=body,
        language=language,
        pubstatus=pubstatus,
        corrected=story.corrected,
        published=published,
        updated=_updated(story.updated, published, page.fetched_at.astimezone(UTC).date()),
        subjects=tuple(subject for subject in (address.section, address.topic) if subject),
        fetched_at=rfc3339(page.fetched_at),
        digest="",
        cluster=None,
        evidence=evidence,
        removed=removed,
        rights=Rights(
            robots=page.robots,
            x_robots_tag=page.x_robots_tag,
            meta_robots=document.head.meta_robots,
            tdm_reservation=document.head.tdm_reservation,
            licence=page.licence,
        ),
        extractor=EXTRACTOR,
        raw=Raw(
            sha256=hashlib.sha256(page.body).hexdigest(),
            bytes=len(page.body),
            charset=document.charset,
        ),
    )
    return replace(record, digest=digest_of(record))


def digest_of(record: Record) -> str:
    """SHA-256 of the content: of what a reader sees, not of address or fetch."""
    content = {
        "infosource": record.infosource.code,
        "headline": record.headline,
        "slugline": record.slugline,
        "story_number": record.story_number,
        "genre": record.genre,
        "byline": record.byline,
        "located": record.located,
        "ednote": record.ednote,
        "intro": record.intro,
        "body": record.body,
        "pubstatus": record.pubstatus,
        "corrected": record.corrected,
        "published": record.published.date,
    }
    return hashlib.sha256(encode(content)).hexdigest()


def _infosource(story: Story, address: Address, evidence: dict[str, str]) -> Infosource:
    """The address's code goes before what the page says: mirrors quote other agencies."""
    if address.code:
        evidence["infosource"] = "url"
        agency = by_code(address.code)
        if agency:
            return Infosource(agency.code, agency.name)
        return Infosource(address.code, story.agency_name)
    agency = by_code(story.agency or "")
    if agency:
        return Infosource(agency.code, agency.name)
    return Infosource(story.agency, story.agency_name)


def _published(document: Document, story: Story, address: Address) -> Moment:
    """The printed day where it is near the address's, else the address's, and the conflict."""
    candidates = list(story.dates)
    if address.day:
        candidates.append(Candidate(address.day.isoformat(), "url", address.raw_day or ""))
    if stated := _stated(document.head.metadata.published):
        candidates.append(stated)
    hint = document.page.hint
    if hint and hint.date:
        candidates.append(Candidate(hint.date[:10], "feed", hint.date))
    today = document.page.fetched_at.astimezone(UTC).date()
    candidates = [each for each in candidates if (date.fromisoformat(each.date) - today).days <= 1]
    chosen, conflict = _choose(candidates, address)
    moment = next((each for each in candidates if each.datetime and each.evidence != "feed"), None)
    if chosen is None:
        return Moment(candidates=tuple(candidates))
    return Moment(
        date=chosen.date,
        datetime=moment.datetime if moment else None,
        precision="second"
        if moment and moment.evidence == "meta"
        else "minute"
        if moment
        else "day",
        timezone=moment.timezone if moment else None,
        evidence=chosen.evidence,
        raw=chosen.raw,
        conflict=conflict,
        candidates=tuple(candidates),
    )


def _stated(text: str | None) -> Candidate | None:
    """The date that a page's metadata state, which is the day where it was written; to the second
    where they give a zone."""
    if not text:
        return None
    if exact := read_rfc3339(text):
        day = (read_iso_day(text) or exact.date()).isoformat()
        return Candidate(day, "meta", text, rfc3339(exact), _zone(text))
    printed = read_day(text)
    only_day = read_iso_day(text) or (printed.day if printed else None)
    return Candidate(only_day.isoformat(), "meta", text) if only_day else None


def _zone(text: str) -> str:
    """The zone of a moment in ISO 8601, as it is written."""
    found = _OFFSET.search(text)
    return found.group() if found else "UTC"


def _updated(text: str | None, published: Moment, today: date) -> Moment:
    """When the metadata say that the story was changed, if that was after it was published."""
    stated = _stated(text)
    if not stated or not published.date or (date.fromisoformat(stated.date) - today).days > 1:
        return Moment()
    if (stated.datetime or stated.date) <= (published.datetime or published.date):
        return Moment()
    return Moment(
        date=stated.date,
        datetime=stated.datetime,
        precision="second" if stated.datetime else "day",
        timezone=stated.timezone,
        evidence=stated.evidence,
        raw=stated.raw,
    )


def _choose(candidates: list[Candidate], address: Address) -> tuple[Candidate | None, bool]:
    """The candidate for the day, and whether the page's own day contradicts the address's."""
    unprinted = ("sign-off", "url", "meta", "feed")
    printed = [each for each in candidates if each.evidence not in unprinted]
    by_address = next((each for each in candidates if each.evidence == "url"), None)
    if not address.day or not by_address:
        return next(iter(printed or candidates), None), False
    near = [each for each in printed if abs(date.fromisoformat(each.date) - address.day) <= NEAR]
    if near:
        return near[0], False
    return by_address, bool(printed)


def _id(
    page: Page, infosource: Infosource, story: Story, published: Moment, number: int | None
) -> str:
    """The agency's own number within its year where it has one; else the path within the source,
    whatever scheme, host or mirror it was read from, with the place on a page of several."""
    if story.story_number and infosource.code == "voa":
        key = f"voa:{story.story_number}:{(published.date or '')[:4]}"
    else:
        path = _path(page.url)
        key = f"{page.source}:{path}" if number is None else f"{page.source}:{path}#{number}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _path(url: str) -> str:
    """The canonical path of an address, with its query."""
    if not _PLAIN.fullmatch(url):
        url = canonicalize_url(url)
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
