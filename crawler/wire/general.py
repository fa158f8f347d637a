"""The reading for every page that no family claims: header lines, dateline, text, ending."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from crawler.address import read_address
from crawler.dates import Printed, read_day, read_moment, rfc3339
from crawler.model import Block, Candidate, Document, Story
from crawler.text import ends_sentence, fold
from crawler.wire.agencies import by_code, by_line
from crawler.wire.cues import desk_notes, strip_cues
from crawler.wire.dateline import Dateline, read_dateline
from crawler.wire.ending import strip_ending
from crawler.wire.header import Header, read_byline, read_row, strip_post
from crawler.wire.paragraphs import SPEAKER, layout, paragraphs
from crawler.wire.takes import strip_takes

_OPENING = re.compile(r"\(begin [\w ]{3,30}\)")
_RUN_IN = re.compile(
    r"By (?P<byline>.{3,60}? for [A-Z]{2,5}),? (?P<date>\d{4}\.\d\d\.\d\d)\s*-+\s*(?P<rest>.*)",
    re.DOTALL,
)
_CORRECTION_NOTE = re.compile(r"(?i:.*\bshould read\b.*|please replace\b.*)", re.DOTALL)
_PHOTOS = re.compile(r"\s*This story contains photos\.?\s*")


def read(document: Document) -> tuple[Story, ...]:
    """The page's one story; none where nothing on it is running text."""
    reader = _Reader(document)
    text = reader.read_header()
    body, clock = strip_ending(paragraphs(strip_cues(text)))
    if not body:
        return ()
    return (reader.story(body, clock),)


@dataclass(slots=True)
class _Line:
    text: str
    block: int
    number: int
    heading: bool


@dataclass
class _Reader:
    document: Document
    header: Header = field(default_factory=Header)
    evidence: dict[str, str] = field(default_factory=dict)
    dates: list[Candidate] = field(default_factory=list)
    near: date | None = None
    fetched: date | None = None

    def __post_init__(self) -> None:
        self.near = read_address(self.document.page.url).day
        self.fetched = self.document.page.fetched_at.date()

    def read_header(self) -> str:
        """Take the lines above the text into the header; returns the text."""
        lines = list(_lines(self.document.blocks))
        at = 0
        while at < len(lines):
            if reach := self._take_forms(lines, at):
                at += reach
                continue
            text = self._opens(lines, at)
            if text is not None:
                return text
            at += self._take_words(lines, at)
        return ""

    # --- where the text begins ---

    def _opens(self, lines: list[_Line], at: int) -> str | None:
        """The text from here on, without its dateline, if it begins here; else null."""
        line = lines[at]
        found = read_dateline(line.text)
        reach = 1
        if not found and self.header.headline and not line.heading and len(line.text) > 40:
            reach = 2
            found = read_dateline(" ".join(each.text for each in lines[at : at + reach]))
        if found and (found.rest or found.date):
            return self._open_at_dateline(lines, at, found, reach)
        if run_in := _RUN_IN.match(line.text):
            self._say("byline", strip_post(run_in["byline"]), "dateline")
            self._date(run_in["date"], "dateline")
            return self._rest(lines, at, run_in["rest"])
        if _OPENING.fullmatch(line.text) or SPEAKER.match(line.text):
            return self._rest(lines, at, line.text)
        return self._rest(lines, at, line.text) if self._is_prose(lines, at) else None

    def _open_at_dateline(
        self, lines: list[_Line], at: int, found: Dateline, reach: int
    ) -> str | None:
        note = fold(" ".join([found.rest, *(each.text for each in _same_block(lines, at)[1:])]))
        self._say("located", found.located, "dateline")
        if found.agency:
            self._say("agency", found.agency.code, "dateline")
        elif found.mark and not found.mark.isdigit():
            self.header.agency_line = self.header.agency_line or found.mark
        if found.date:
            self._date(found.date, "dateline")
        if _CORRECTION_NOTE.fullmatch(note):
            self._say("ednote", note, "dateline")
            self.header.corrected = True
            return None
        if not found.rest:
            return None
        return self._rest(lines, at + reach - 1, found.rest)

    def _is_prose(self, lines: list[_Line], at: int) -> bool:
        """Whether the story's text, and not one more header line, begins here."""
        line = lines[at]
        if line.heading:
            return False
        text = " ".join(each.text for each in _same_block(lines, at))
        words = text.count(" ") + 1
        if words >= 12 and ends_sentence(text):
            return True
        if words >= 25:
            return True
        if not self.header.headline:
            return False
        return (words >= 4 and bool(re.search(r"[.!?][\"'”’)]*$", text))) or words >= 14

    def _rest(self, lines: list[_Line], at: int, first: str) -> str:
        """The text from a line on, with `first` in that line's place."""
        blocks = self.document.blocks
        line = lines[at]
        block = blocks[line.block]
        rest = (first, *block.lines[line.number + 1 :])
        return layout((Block(rest, block.place), *blocks[line.block + 1 :]))

    # --- the lines above it ---

    def _take_forms(self, lines: list[_Line], at: int) -> int:
        """Take a line of a known form, or a few that make one together; returns how many."""
        for reach in (1, 2, 3):
            if reach > 1 and not lines[at].text.startswith(("(", "/")):
                break
            text = " ".join(line.text for line in lines[at : at + reach])
            if self._take_form(text):
                return reach
        return 0

    def _take_form(self, text: str) -> bool:
        """Take a line whose form is known; whether it was."""
        if note := desk_notes(text):
            self._say("ednote", note, "header")
            self.header.corrected |= bool(re.search(r"\bRE-?SEND|\bCORRECT", note, re.IGNORECASE))
            return True
        if agency := by_line(text):
            self._say("agency", agency.code, "agency line")
            if agency.code == "state" and not self.header.headline and read_row(text):
                return self._take_row(text)
            return True
        if self._take_row(text):
            return True
        if byline := read_byline(text):
            self._say("byline", byline, "byline")
            return True
        if self.header.agency == "whitehouse" and re.fullmatch(r"\([A-Z][^()]{2,60}\)", text):
            self._say("located", text.strip("()"), "header")
            return True
        return False

    def _take_row(self, text: str) -> bool:
        row = read_row(text)
        if not row:
            return False
        form, fields = row
        header = self.header
        if form.agency:
            self._say("agency", form.agency, "header")
        if "restart" in fields:
            header.headline = None
        for name in ("byline", "located", "number", "headline", "intro"):
            if name in fields:
                value = strip_post(fields[name]) if name == "byline" else fields[name]
                self._say(name, value, "title" if name == "headline" else "header")
        if "line" in fields and (agency := by_line(fields["line"])):
            self._say("agency", agency.code, "agency line")
        if "kill" in fields:
            header.canceled = True
            self._say("ednote", fields["kill"], "header")
        header.corrected |= "correction" in fields
        header.clock = header.clock or fields.get("clock")
        header.updated = header.updated or fields.get("updated")
        if "date" in fields:
            self._date(fields["date"], "date line", text)
        return True

    def _take_words(self, lines: list[_Line], at: int) -> int:
        """Take a line of plain words: the headline, or what stands under it."""
        same = _same_block(lines, at)
        reach = 1
        while reach < min(len(same), 3) and not self._is_known(same[reach].text):
            reach += 1
        text = fold(_PHOTOS.sub(" ", " ".join(line.text for line in same[:reach])))
        header = self.header
        if not header.headline:
            self._say("headline", strip_takes(text), "title")
        elif fold(text) == fold(header.headline):
            pass
        elif header.agency == "rfa" or self._code() == "rfa":
            self._say("intro", text, "header")
        else:
            header.agency_line = header.agency_line or text
        return reach

    def _is_known(self, text: str) -> bool:
        return bool(
            read_row(text)
            or by_line(text)
            or read_byline(text)
            or read_dateline(text)
            or desk_notes(text)
        )

    def _code(self) -> str | None:
        return read_address(self.document.page.url).code

    def _say(self, name: str, value: str | None, where: str) -> None:
        """Keep the first value the page gives for a field, and where it stands."""
        if value and getattr(self.header, name) is None:
            setattr(self.header, name, value)
            self.evidence[{"number": "story_number", "agency": "infosource"}.get(name, name)] = (
                where
            )

    def _date(self, text: str, where: str, line: str = "") -> None:
        printed = self._printed(text)
        if not printed or self._is_page_clock(printed, line):
            return
        self.header.date = self.header.date or text
        self.dates.append(Candidate(printed.day.isoformat(), where, printed.raw))

    def _printed(self, text: str) -> Printed | None:
        agency = by_code(self.header.agency or self._code() or "")
        return read_day(text, self.near, day_first=bool(agency and agency.day_first))

    def _is_page_clock(self, printed: Printed, line: str) -> bool:
        """The page's own clock prints the day of the fetch, most often with its weekday."""
        if printed.day == self.near:
            return False
        clock = bool(self.fetched and abs((printed.day - self.fetched).days) <= 1)
        return clock and (self.near is not None or bool(re.match(r"\w+day\b", line)))

    # --- the story ---

    def story(self, body: tuple[str, ...], clock: str | None) -> Story:
        """The story as read, with the text given."""
        header = self.header
        return Story(
            body=body,
            agency=header.agency,
            agency_name=header.agency_line,
            headline=header.headline,
            story_number=header.number,
            byline=header.byline,
            located=header.located,
            ednote=header.ednote,
            intro=header.intro,
            canceled=header.canceled,
            corrected=header.corrected,
            dates=(*self.dates, *self._moment(clock or header.clock)),
            evidence=self.evidence,
        )

    def _moment(self, clock: str | None) -> Iterator[Candidate]:
        """The UTC moment of a printed clock with zone, on the printed day."""
        if not clock or not self.dates:
            return
        first = self.dates[0]
        if moment := read_moment(date.fromisoformat(first.date), clock):
            yield Candidate(first.date, "clock", clock, rfc3339(moment[0]), moment[1])


def _lines(blocks: tuple[Block, ...]) -> Iterator[_Line]:
    for number, block in enumerate(blocks):
        for place, line in enumerate(block.lines):
            yield _Line(fold(line), number, place, block.heading)


def _same_block(lines: list[_Line], at: int) -> list[_Line]:
    """The lines from one on, as far as its block reaches."""
    block = lines[at].block
    end = at
    while end < len(lines) and lines[end].block == block:
        end += 1
    return lines[at:end]
