"""A story in the making: what the page has said so far, and where it said it."""

import re
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from crawler.base.address import Address, read_address
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
from crawler.reading.wire.agencies import by_code
from crawler.reading.wire.families import Agency
from crawler.reading.wire.takes import strip_takes

_CORRECTED = re.compile(r"\bRE-?SEND|\bCORRECT(?:S|ED|ION|ING)\b", re.IGNORECASE)
_KILLED = re.compile(r"\b(?:KILL(?:ED)?|WITHDRAWN?|WITHHOLD)\b", re.IGNORECASE)


class Words(Struct, frozen=True, gc=False):
    """A line of plain words above the text."""

    text: str
    heading: bool


def _headline(words: list[Words], head: Head, url: str) -> int | None:
    """Return which line is the headline: the one that the metadata state or the page's title
    repeats, or that stands there twice; else the last that is printed as a heading, for banners and
    section names stand above it; else the first. A label is none, nor is the site's name."""
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
    """A date as printed, where it was met, and its whole line."""

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
    """Return whether a date is that of the page's own clock, which prints the day that it was asked
    for, most often with its weekday: by that day, or by a weekday beside a day that the address
    denies."""
    first, *_ = line.split(maxsplit=1) or [""]
    if by_address is None:
        return is_weekday(first.strip(",.")) and abs(day - fetched) <= NEAR
    if abs(day - by_address) <= NEAR:
        return False
    return is_weekday(first.strip(",.")) or abs(day - fetched) <= NEAR


@dataclass(slots=True)
class Draft:
    """Fields as printed, under their names in `Story`. The first statement of a field holds."""

    url: str
    address: Address
    fetched: date
    """The day of the fetch: what a page's own clock prints."""
    place: Locality = NOWHERE
    """How dates are written where the page is from."""
    stated: tuple[date, ...] = ()
    """The days that its metadata state beyond doubt."""
    is_article: bool = False
    """Whether its lines are those near the headline of an article: none is the page's clock."""
    fields: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    printed: list[PrintedDate] = field(default_factory=list)
    """Read when the agency is known, which may print the day before the month."""
    dates: list[Candidate] = field(default_factory=list)
    """Days that are read already, such as those of a sign-off."""
    authors: tuple[str, ...] = ()
    """The writers of the byline, one by one, where the page parts them."""
    updated: str | None = None
    clock: str | None = None
    """A time with its zone that stands apart from the date."""
    canceled: bool = False
    corrected: bool = False
    words: list[Words] = field(default_factory=list)
    """The lines above the text that have no known form: one of them is the headline."""

    @classmethod
    def of(cls, document: Document) -> "Draft":
        """An empty draft for a page."""
        page, metadata = document.page, document.head.metadata
        texts = (*metadata.published, *metadata.marked, *metadata.dated)
        stated = map(read_stated, texts)
        return cls(
            page.url,
            read_address(page.url),
            page.fetched_at.date(),
            locality(page.language or document.head.language, page.url),
            tuple(each.days[0] for each in stated if each and len(each.days) == 1),
        )

    def say(self, name: str, value: str | None, where: str) -> None:
        """Keep what the page states of a field, unless it stated the field before."""
        if value and name not in self.fields:
            self.fields[name] = value
            if name == "agency_name":
                self.evidence.setdefault("infosource", where)
            else:
                self.evidence["infosource" if name == "agency" else name] = where

    def has_headline(self) -> bool:
        """Whether the headline, or a line that may be it, was met."""
        return bool(self.words) or "headline" in self.fields

    def restart(self) -> None:
        """Begin the header anew: what comes next has a headline of its own, perhaps."""
        if headline := self.fields.pop("headline", None):
            self.words.insert(0, Words(headline, heading=False))

    def choose_headline(self, head: Head) -> None:
        """Settle which of the lines is the headline, and what the one under it is: a summary with
        some agencies, else perhaps the name of an agency we do not know."""
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
        """Keep a desk note; one that tells of a kill or a correction marks the story."""
        self.say("ednote", text, where)
        self.canceled |= bool(_KILLED.search(text or ""))
        self.corrected |= bool(_CORRECTED.search(text or ""))

    def agency(self) -> str | None:
        """The agency's code, as far as it is known: the address's goes before the page's."""
        return self.address.code or self.fields.get("agency")

    def known_agency(self) -> Agency | None:
        """The agency, if it is one that a family tells of."""
        return by_code(self.agency() or "")

    def date(self, text: str, where: str, line: str = "", clock: Clock | None = None) -> None:
        """Keep a printed date. `line` is the whole line, `clock` the time of day printed in it."""
        if text:
            self.printed.append(PrintedDate(text, where, line, clock))

    def _read_dates(self) -> list[Candidate]:
        """Return the days of the printed dates that can be read and are no page's clock."""
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
        """Return whether the day or the month goes first: with the agency, else where the page is
        from."""
        agency = self.known_agency()
        if agency is None or agency.day_first is None:
            return self.place.order
        return "dmy" if agency.day_first else "mdy"

    def story(self, body: tuple[str, ...]) -> Story:
        """The story, with its text."""
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
        """Return the UTC moment of the clock, on the first printed day."""
        if self.clock and dates:
            day = dates[0].date
            if moment := read_moment(date.fromisoformat(day), self.clock):
                utc, zone = moment
                return [Candidate(day, "clock", self.clock, rfc3339(utc), zone)]
        return []
