"""Build a story from the fields read, with their evidence."""

import re
from datetime import date

from msgspec import Struct, field

from crawler.addresses import Address
from crawler.agencies import Agency
from crawler.agencies.lookup import by_code
from crawler.base.dates import (
    NOWHERE,
    Clock,
    Locality,
    Order,
    Printed,
    locality,
    read_moment,
    rfc3339,
)
from crawler.contract import Candidate
from crawler.model import Document, Head, Story
from crawler.reading.headlines import (
    without_left_over,
)
from crawler.reading.labels import is_label
from crawler.reading.wire.headline import Words, choose_headline
from crawler.reading.wire.printed import PrintedDate, read_printed
from crawler.reading.wire.takes import strip_takes

_CORRECTED = re.compile(r"\bRE-?SEND|\bCORRECT(?:S|ED|ION|ING)\b", re.IGNORECASE)
_KILLED = re.compile(r"\b(?:KILL(?:ED)?|WITHDRAWN?|WITHHOLD)\b", re.IGNORECASE)


class Draft(Struct):
    """A story under construction: fields as printed, by their names in `Story`.

    The first value of a field is kept.
    """

    url: str
    address: Address
    fetched: date
    """Day of the fetch, which the page's clock shows."""
    place: Locality = NOWHERE
    """Date conventions of the page's locality."""
    stated: tuple[str, ...] = ()
    """Dates in the metadata, as printed."""
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
        return cls(
            page.url,
            page.address,
            page.fetched_at.date(),
            locality(page.language or document.head.language, page.url),
            (*metadata.published, *metadata.marked, *metadata.dated),
        )

    def set_if_empty(self, name: str, value: str | None, where: str) -> None:
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
        best = choose_headline(self.words, head, self.url)
        if best is not None:
            headline = self.words[best].text
            self.set_if_empty("headline", without_left_over(strip_takes(headline)), "title")
            below = [line.text for line in self.words[best + 1 :] if not line.heading]
            under = next((text for text in below if text != headline and not is_label(text)), None)
            agency = self.known_agency()
            if agency or self.address.is_archived:
                self.set_if_empty(agency.below if agency else "agency_name", under, "header")

    def note(self, text: str | None, where: str) -> None:
        """Set the desk note; mark the story as canceled or corrected if the note says so."""
        self.set_if_empty("ednote", text, where)
        self.canceled |= bool(_KILLED.search(text or ""))
        self.corrected |= bool(_CORRECTED.search(text or ""))

    def agency(self) -> str | None:
        """Return the agency's code; that of the URL takes precedence. None if it is unknown."""
        return self.address.code or self.fields.get("agency")

    def is_wire_copy(self) -> bool:
        """Return whether a story number, a slugline or a known agency was read."""
        named = by_code(self.fields.get("agency", ""))
        return named is not None or not self.fields.keys().isdisjoint(("story_number", "slugline"))

    def known_agency(self) -> Agency | None:
        """Return the agency, if it is defined in a family."""
        return by_code(self.agency() or "")

    def date(self, text: str, where: str, line: str = "") -> None:
        """Add a printed date. `line` is its whole line."""
        if text:
            self.printed.append(PrintedDate(text, where, line))

    def add_date(
        self, found: Printed, where: str, line: str = "", clock: Clock | None = None
    ) -> None:
        """Add a printed date that is read already. `clock` is the time of day in its line."""
        self.printed.append(PrintedDate(found.raw, where, line, clock, found.days))

    def _order(self) -> Order | None:
        """Return the order of day and month, by the agency or else the page's locality."""
        agency = self.known_agency()
        if agency is None or agency.day_first is None:
            return self.place.order
        return "dmy" if agency.day_first else "mdy"

    def story(self, body: tuple[str, ...]) -> Story:
        """Return the finished story with this body."""
        read = read_printed(
            self.printed,
            self.place,
            self._order(),
            near=self.address.day,
            stated=self.stated,
            fetched=self.fetched,
            has_clock=not self.is_article,
        )
        dates = [*read, *self.dates]
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
