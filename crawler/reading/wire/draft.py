"""Builder of a story: the fields read so far, with their evidence."""

import re
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from crawler.addresses import Address
from crawler.agencies import Agency
from crawler.agencies.lookup import by_code
from crawler.base.dates import (
    NEAR,
    NOWHERE,
    Clock,
    Locality,
    Order,
    find_dates,
    is_weekday,
    locality,
    read_moment,
    read_stated,
    rfc3339,
    settle,
)
from crawler.contract import Candidate
from crawler.model import Document, Head, Story
from crawler.reading.headlines import (
    bare,
    is_nameplate,
    looks_like_nameplate,
    matching,
    without_left_over,
    without_site,
)
from crawler.reading.labels import is_label
from crawler.reading.wire.takes import strip_takes

_CORRECTED = re.compile(r"\bRE-?SEND|\bCORRECT(?:S|ED|ION|ING)\b", re.IGNORECASE)
_KILLED = re.compile(r"\b(?:KILL(?:ED)?|WITHDRAWN?|WITHHOLD)\b", re.IGNORECASE)


class Words(Struct, frozen=True, gc=False):
    """A line above the body without a known form."""

    text: str
    heading: bool


def _headline(words: list[Words], head: Head, url: str) -> int | None:
    """Return the index of the headline among lines above the body; None if none can be.

    In order of preference: the headline in the metadata, a line repeated in the page's title, a
    line that occurs twice, the last heading (banners and section names are above it), the first
    line. Labels and the site's name are excluded.
    """
    texts = [line.text for line in words]
    names = (head.metadata.publisher,)
    able = [at for at, text in enumerate(texts) if not is_label(text)]
    if len(able) < 2:
        return next(iter(able), None)
    able = [at for at in able if not is_nameplate(texts[at], url, *names)] or able
    stated = bare(without_site(head.metadata.headline, names))
    exact = [at for at in able if stated and bare(texts[at]) == stated]
    held = [at for at in matching(texts, head.title) if at in able]
    papers = [at for at in held if looks_like_nameplate(texts[at])]
    if papers and len(able) > len(papers):
        held = [at for at in held if at not in papers]
        able = [at for at in able if at not in papers]
    twice = [at for at in able if texts[at] in texts[at + 1 :]]
    headings = [at for at in able if words[at].heading]
    return next(iter((*exact, *held, *twice, *headings[-1:], *able)), None)


class PrintedDate(Struct, frozen=True, gc=False):
    """A date as printed, with its evidence and its line."""

    text: str
    where: str
    line: str
    clock: Clock | None = None


def _candidate(printed: PrintedDate, day: date) -> Candidate:
    moment = printed.clock.moment(day) if printed.clock else None
    zone = printed.clock.zone_text if printed.clock and moment else None
    utc = rfc3339(moment) if moment else None
    return Candidate(day.isoformat(), printed.where, printed.text, utc, zone)


def _is_page_clock(day: date, by_address: date | None, fetched: date, line: str) -> bool:
    """Return whether a date is that of the page's clock, which shows the day of the fetch.

    The signs are a weekday before it and nearness to the day of the fetch. Without a day in the
    URL, both are required; with one, either, unless the date is near the URL's day.
    """
    first, *_ = line.split(maxsplit=1) or [""]
    if by_address is None:
        return is_weekday(first.strip(",.")) and abs(day - fetched) <= NEAR
    if abs(day - by_address) <= NEAR:
        return False
    return is_weekday(first.strip(",.")) or abs(day - fetched) <= NEAR


@dataclass(slots=True)
class Draft:
    """A story under construction: fields as printed, by their names in `Story`.

    The first value of a field is kept.
    """

    url: str
    address: Address
    fetched: date
    """Day of the fetch, which the page's clock shows."""
    place: Locality = NOWHERE
    """Date conventions of the page's locality."""
    stated: tuple[date, ...] = ()
    """Unambiguous days in the metadata."""
    is_article: bool = False
    """Whether dates are from lines near an article's headline."""
    fields: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    printed: list[PrintedDate] = field(default_factory=list)
    """Printed dates; parsed last, as the agency decides the order of day and month."""
    dates: list[Candidate] = field(default_factory=list)
    """Dates parsed already, such as those of a sign-off."""
    authors: tuple[str, ...] = ()
    """Writers in the byline, if the page separates them."""
    updated: str | None = None
    clock: str | None = None
    """Time with zone, printed apart from the date."""
    canceled: bool = False
    corrected: bool = False
    words: list[Words] = field(default_factory=list)
    """Lines above the body without a known form; one of them is the headline."""

    @classmethod
    def of(cls, document: Document) -> "Draft":
        """Create an empty draft for a page."""
        page, metadata = document.page, document.head.metadata
        texts = (*metadata.published, *metadata.marked, *metadata.dated)
        stated = map(read_stated, texts)
        return cls(
            page.url,
            page.address,
            page.fetched_at.date(),
            locality(page.language or document.head.language, page.url),
            tuple(each.days[0] for each in stated if each and len(each.days) == 1),
        )

    def say(self, name: str, value: str | None, where: str) -> None:
        """Set a field and its evidence, unless the field is set already or the value is empty."""
        if value and name not in self.fields:
            self.fields[name] = value
            if name == "agency_name":
                self.evidence.setdefault("infosource", where)
            else:
                self.evidence["infosource" if name == "agency" else name] = where

    def has_headline(self) -> bool:
        """Return whether a headline or a candidate for it was found."""
        return bool(self.words) or "headline" in self.fields

    def restart(self) -> None:
        """Restart the header: the lines that follow may have their own headline."""
        if headline := self.fields.pop("headline", None):
            self.words.insert(0, Words(headline, heading=False))

    def choose_headline(self, head: Head) -> None:
        """Choose the headline among the lines, and use the line below it.

        With some agencies that line is a summary; else it may name an unknown agency.
        """
        if "headline" in self.fields:
            return
        best = _headline(self.words, head, self.url)
        if best is not None:
            headline = self.words[best].text
            self.say("headline", without_left_over(strip_takes(headline)), "title")
            below = [line.text for line in self.words[best + 1 :] if not line.heading]
            under = next((text for text in below if text != headline and not is_label(text)), None)
            agency = self.known_agency()
            if agency or self.address.is_archived:
                self.say(agency.below if agency else "agency_name", under, "header")

    def note(self, text: str | None, where: str) -> None:
        """Set the desk note; mark the story as canceled or corrected if the note says so."""
        self.say("ednote", text, where)
        self.canceled |= bool(_KILLED.search(text or ""))
        self.corrected |= bool(_CORRECTED.search(text or ""))

    def agency(self) -> str | None:
        """Return the agency's code; that of the URL takes precedence. None if it is unknown."""
        return self.address.code or self.fields.get("agency")

    def known_agency(self) -> Agency | None:
        """Return the agency, if it is defined in a family."""
        return by_code(self.agency() or "")

    def date(self, text: str, where: str, line: str = "", clock: Clock | None = None) -> None:
        """Add a printed date. `line` is its whole line, `clock` the time of day in it."""
        if text:
            self.printed.append(PrintedDate(text, where, line, clock))

    def _read_dates(self) -> list[Candidate]:
        """Return the printed dates that are valid and not the page's clock."""
        near = self.address.day
        read = [
            (each, dates[0])
            for each in self.printed
            if (dates := find_dates(each.text, self.place, near))
        ]
        sure = [*self.stated, *([near] if near else [])]
        sure += [found.day for _, found in read if found.day]
        candidates = []
        for each, found in read:
            day = settle(found.days, self._order(), sure, self.fetched)
            if day and (self.is_article or not _is_page_clock(day, near, self.fetched, each.line)):
                candidates.append(_candidate(each, day))
        return candidates

    def _order(self) -> Order | None:
        """Return the order of day and month, by the agency or else the page's locality."""
        agency = self.known_agency()
        if agency is None or agency.day_first is None:
            return self.place.order
        return "dmy" if agency.day_first else "mdy"

    def story(self, body: tuple[str, ...]) -> Story:
        """Return the finished story with this body."""
        dates = [*self._read_dates(), *self.dates]
        return Story(
            body=body,
            canceled=self.canceled,
            corrected=self.corrected,
            dates=(*dates, *self._moment(dates)),
            updated=self.updated,
            authors=self.authors,
            evidence=self.evidence,
            **self.fields,
        )

    def _moment(self, dates: list[Candidate]) -> list[Candidate]:
        """Return the clock's time in UTC, on the day of the first date."""
        if self.clock and dates:
            day = dates[0].date
            if moment := read_moment(date.fromisoformat(day), self.clock):
                utc, zone = moment
                return [Candidate(day, "clock", self.clock, rfc3339(utc), zone)]
        return []
