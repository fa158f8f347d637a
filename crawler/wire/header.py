"""The lines above a wire story: each form is a row, its named groups are the fields it gives.

The groups are fields of `Story`, or `date`, `clock`, `line` (an agency line), `note` and
`correction` (of the desk); `restart` begins the header anew.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.dates import CLOCK, DATE, without_groups
from crawler.wire.agencies import by_line, by_mark
from crawler.wire.cues import desk_notes
from crawler.wire.dateline import read_dateline
from crawler.wire.draft import Draft

_ZONED = without_groups(CLOCK)
_TIME = r"\[?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?\]?(?: [A-Z]{2,4})?"


class Row(NamedTuple):
    """One form of header line. `agency` is the code of the agency that alone prints it."""

    pattern: re.Pattern[str]
    example: str
    agency: str | None = None


def _row(pattern: str, example: str, agency: str | None = None) -> Row:
    return Row(re.compile(pattern), example, agency)


ROWS = (
    _row(
        r"(?P<note>(?:ATTENTION:? |NOTE TO )?(?:EDITORS?|EDS|SUBSCRIBERS)\b\.?[:, -].{5,400}"
        r"|RE-?SENDING\b.{5,300}"
        r"|(?:[A-Z]{3,12}[:,]? ?-* ?)?(?:MANDATORY |BULLETIN )?(?:KILL|WITHHOLD)\b.{0,300})",
        "EDITORS: KILL the following story. A substitute will be sent.",
    ),
    _row(
        rf"(?:(?:{DATE}) - )?(?P<headline>\S.+?) - (?P<date>\d{{4}}-\d\d-\d\d)",
        "4/16/04 - HARBOR TOLLS - 2004-04-16",
    ),
    _row(
        r"(?P<correction>(?i:CORRECTING (?:AND|&) REPLACING))[ :-]*(?P<headline>.*)",
        "CORRECTING and REPLACING Lamp Works Opens Plant in Port Emmel",
    ),
    _row(r"(?P<restart>The (?:updated|corrected) release reads:?)", "The updated release reads:"),
    _row(
        rf"(?:(?:Published|Posted|Issued|Date|Released)(?: on| at)?\s*:?\s*)?(?:{_TIME} )?"
        rf"(?P<date>{DATE})[ ,|]*(?:(?P<clock>{_ZONED})|{_TIME})?",
        "08.07.2026 [10:28]",
    ),
    _row(
        rf"(?:Last )?(?i:updated|modified|revised)(?: on| at)?:?\s*(?:{DATE}).{{0,40}}",
        "Updated: 14 Jan 2003",
    ),
    _row(
        rf"Source: ?(?P<line>[^|]+?)\s*\|\s*(?P<date>{DATE})\b[^|]*(?:\|.*)?",
        "Source: Xinhua| 2019-04-18 20:11:32|Editor: Mu Lan",
    ),
    _row(
        rf"(?:By (?P<byline>.+?)\s+)?(?:Source: ?(?P<line>.+?)\s+)?Published: ?(?P<date>{DATE}).*",
        "By Lin Ostra Published: Jun 05, 2023 12:31 AM",
    ),
    _row(r"News Code ?:? ?(?P<story_number>\d[\d-]+)", "News Code :9009-00335"),
    _row(
        r"\((?P<intro>.{4,}?)\)\s*\(\d{2,5}\)", "(Envoy sees no change before April) (5560)", "usia"
    ),
    _row(r"\(\d{2,5}\)", "(5560)", "usia"),
    _row(
        r"(?:[A-Z][\w.]* ){0,4}(?:Staff Writer|Correspondent|Staff Reporter|Special Writer)",
        "USIA Staff Writer",
    ),
    _row(r"\d{1,5}(?:st|nd|rd|th)(?: & \S+)? Meetings?\b.{0,40}", "9485th Meeting (AM)", "un"),
    _row(r"(?:[A-Z]{1,6}/)+\d{2,6}(?:[-/.]\w+)*", "SC/15504", "un"),
    _row(
        r"Office of the (?:Vice President's )?Press Secretary",
        "Office of the Press Secretary",
        "whitehouse",
    ),
    _row(
        rf"For Immediate Release:?\s*(?P<date>{DATE})?",
        "For Immediate Release  December 16, 1998",
        "whitehouse",
    ),
    _row(r"(?:For )?Internal Transcript.{0,40}", "Internal Transcript", "whitehouse"),
    _row(
        r"(?P<headline>(?:State Department|Daily Press|Noon|Daily)\b.{0,40}Briefing"
        rf"(?:[,:]? (?P<date>{DATE}))?)",
        "State Department Noon Briefing, October 31, 2000",
        "state",
    ),
    _row(
        r"[A-Z].{3,50}, (?:\w+ ){0,2}Spokes(?:man|woman|person)\b.{0,40}",
        "Quill Amar, Spokesman",
        "state",
    ),
    _row(r"(?P<located>Washington, ?D\.?C\.?)", "Washington, DC"),
    _row(rf"\(?(?P<clock>{_ZONED})\)?", "12:34 p.m. EDT"),
    _row(r"(?P<headline>WEEKLY NK NEWS\b.*)", "WEEKLY NK NEWS (2000.6.19 - 2000.6.25)", "nis"),
    _row(r"(?P<headline>Weekly on North Korea\b.*)", "Weekly on North Korea (June 19 - 25)", "nis"),
    _row(r"\*EPF\d+\b.{0,40}", "*EPF311 01/10/03", "usia"),
    _row(
        rf"Message Creation Date was at (?P<date>{DATE}).*",
        "Message Creation Date was at 16-DEC-1998 17:37:00",
        "whitehouse",
    ),
    _row(r"\W{2,}", "-----"),
)

_ANY_ROW = re.compile("|".join(without_groups(row.pattern.pattern) for row in ROWS))
"""Tells at once that a line has the form of no row, as most have not."""
_LONGEST = 600
"""Characters of a header line."""
_PLACE_LINE = re.compile(r"\([A-Z][^()]{2,60}\)")
_BYLINE = re.compile(r"(?:By|BY|by):? +(?P<name>[A-ZÀ-Þ]\S*(?: \S+){0,11})")
_NO_NAME_END = re.compile(r"(?<!\bJr)(?<!\bSr)[.!?]$")
_LINKING_WORD = re.compile(
    r"\b(?:and|for|of|the|in|with|by|de|da|di|du|van|von|der|den|la|bin|ibn)\b"
)
_LOWER_WORD = re.compile(r"(?<![\w'’-])[a-z]+")
_POST_WORDS = 2
"""Words in small letters that the writer's post may take; more of them are prose."""
_POST = re.compile(
    r",? +(?:(?:for|of) (?:the )?[A-Z].*"
    r"|(?:The )?(?:Associated Press|American Forces Press|Washington File|USIA|AFPS|AFP|UPI|VOA"
    r"|RFE/RL|RFA|IRNA)\b.*)$"
    r"|, +.*\b(?:Writer|Correspondent|Reporter|Editor|Service|Press|Agency|News|USN|USA|USAF)\b.*$"
)


@lru_cache(maxsize=1024)
def read_byline(line: str) -> str | None:
    """The name of a `By` line, without the writer's post and agency.

    >>> read_byline("By Hanno L. Meien, Associated Press Writer"), read_byline("By Ana Or for RFA")
    ('Hanno L. Meien', 'Ana Or')
    """
    found = _BYLINE.fullmatch(line)
    if not found or "--" in line or _NO_NAME_END.search(line):
        return None
    if len(_LOWER_WORD.findall(_LINKING_WORD.sub("", line))) > _POST_WORDS:
        return None
    return strip_post(found["name"])


def strip_post(name: str) -> str:
    """A writer's name without post and agency."""
    return _POST.sub("", name).strip(" ,")


@lru_cache(maxsize=1024)
def read_row(line: str) -> tuple[Row, dict[str, str]] | None:
    """The first row a whole line has the form of, with the fields it gives."""
    if len(line) > _LONGEST or not _ANY_ROW.fullmatch(line):
        return None
    for row in ROWS:
        if found := row.pattern.fullmatch(line):
            return row, {name: value for name, value in found.groupdict().items() if value}
    return None


def opens_note(line: str) -> bool:
    """Whether a line opens a desk note, which may go on over the next lines."""
    return ROWS[0].pattern.fullmatch(line) is not None


def is_known(line: str) -> bool:
    """Whether a line has the form of a header line or opens a text with a dateline."""
    return bool(
        read_row(line)
        or by_line(line)
        or read_byline(line)
        or desk_notes(line)
        or read_dateline(line)
    )


def take_line(draft: Draft, line: str) -> bool:
    """Take a header line of a known form into the draft; whether it has one."""
    if len(line) > _LONGEST:
        return False
    if note := desk_notes(line):
        draft.note(note, "header")
        return True
    agency = by_line(line)
    if agency:
        draft.say("agency", agency.code, "agency line")
    if row := read_row(line):
        _take_row(draft, line, *row)
    elif agency is None and (byline := read_byline(line)):
        draft.say("byline", byline, "byline")
        post = line.partition(byline)[2].strip(" ,")
        if writer := by_line(post) or by_mark(post.removeprefix("for ")):
            draft.say("agency", writer.code, "byline")
    elif draft.agency() == "whitehouse" and _PLACE_LINE.fullmatch(line):
        draft.say("located", line.strip("()"), "header")
    else:
        return agency is not None
    return True


def _take_row(draft: Draft, line: str, row: Row, fields: dict[str, str]) -> None:
    if row.agency:
        draft.say("agency", row.agency, "header")
    if "restart" in fields:
        draft.restart()
    if "byline" in fields:
        draft.say("byline", strip_post(fields["byline"]), "byline")
    for name in ("located", "story_number", "intro"):
        draft.say(name, fields.get(name), "header")
    draft.say("headline", fields.get("headline"), "title")
    if "line" in fields and (agency := by_line(fields["line"])):
        draft.say("agency", agency.code, "agency line")
    draft.note(fields.get("note"), "header")
    draft.corrected |= "correction" in fields
    draft.clock = draft.clock or fields.get("clock")
    if "date" in fields:
        draft.date(fields["date"], "date line", line)
