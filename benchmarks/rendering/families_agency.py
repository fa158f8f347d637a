"""Stories of news agencies, by their datelines and endings, and of press release wires."""

from __future__ import annotations

from benchmarks.rendering import dates
from benchmarks.rendering.families_office import titled
from benchmarks.rendering.model import Piece
from benchmarks.rendering.stories import MONTHS


def byline(piece: Piece, chance: float, post: str = "") -> str:
    """Now and then a byline; gives the name."""
    if piece.rng.random() > chance:
        return ""
    person = piece.tell.person().full
    piece.add("meta", f"By {person}{post}")
    piece.values["byline"] = person
    return person


def city(piece: Piece, capitals: bool, state: float = 0.25) -> str:
    """The dateline place, as printed."""
    rng, tell = piece.rng, piece.tell
    place = tell.city.upper() if capitals else tell.city
    if rng.random() < state:
        place += f", {tell.a}"
    piece.values["located"] = place
    return place


def rferl(piece: Piece) -> None:
    """Radio Free Europe/Radio Liberty: one city, two cities or a bare date."""
    rng, tell = piece.rng, piece.tell
    titled(piece)
    byline(piece, 0.4)
    piece.dated = True
    if rng.random() < 0.65:
        place = tell.city if rng.random() < 0.5 else f"{tell.city}/{tell.town}"
        piece.values["located"] = place
        before = f"{place}, {dates.day_first(piece.printed)} (RFE/RL) {rng.choice(('-', '--'))} "
        piece.remove.append("(RFE/RL)")
    else:
        before = f"{dates.full(piece.printed)} -- "
        piece.named = False
    piece.paras(tell.body(), before)
    draw = rng.random()
    if draw < 0.5:
        line = rng.choice(
            (
                "Based on reporting by AFP and ITAR-TASS",
                "With reporting by Reuters",
                "Based on reporting by Reuters and AP",
                "(AFP, Reuters)",
            )
        )
        piece.add("meta", line)
        piece.free.append(line)
    if rng.random() < 0.4:
        line = (
            f"Copyright (c) {piece.day.year}. RFE/RL, Inc. Reprinted with the permission of Radio"
            " Free Europe/Radio Liberty."
        )
        piece.drop("meta", line)


def rfa(piece: Piece) -> None:
    """Radio Free Asia: byline and date run into the body, or on lines of their own."""
    rng, tell = piece.rng, piece.tell
    titled(piece)
    if rng.random() < 0.6:
        line = tell.one(["{Folk} from {town} want an answer before {month}.", "{b} is silent."])
        piece.add("meta", line)
        piece.values["intro"] = line
    person = tell.person().full
    piece.values["byline"] = person
    piece.dated = True
    day = f"{piece.printed:%Y.%m.%d}"
    if rng.random() < 0.65:
        piece.paras(tell.body(), f"By {person} for RFA {day} -- ")
    else:
        piece.add("meta", f"By {person} for RFA")
        piece.add("meta", day)
        piece.paras(tell.body())
    piece.remove.append("for RFA")


def irna(piece: Piece) -> None:
    """The Islamic Republic News Agency, with its line or without, and its endings."""
    rng, tell = piece.rng, piece.tell
    titled(piece)
    line = rng.choice(("", "", "IRNA", "IRNA - Islamic Republic News Agency"))
    if line:
        piece.add("meta", line)
    place = city(piece, False, 0)
    piece.dated = True
    number = rng.randrange(1000, 2400)
    end = rng.choice(("", f"MM/{number % 900} End", f"{number}/{number + 8}", "/end", "./end"))
    glue = rng.choice((" ", "\n"))
    texts = tell.body()
    before = f"{place}, {dates.three(piece.printed)}, IRNA -- "
    if end and glue == "\n":
        piece.paras(texts, before)
        piece.add("sign", end)
    else:
        piece.paras(texts, before, f" {end}" if end else "")
    if len(end) > 3:
        piece.remove.append(end)
    piece.remove.append("IRNA --")


def isna(piece: Piece) -> None:
    """The Iranian Students' News Agency: quoted title, news code."""
    rng, tell = piece.rng, piece.tell
    words = tell.headline().replace("“", "'").replace("”", "'")
    title = titled(piece, f'"{words}"' if rng.random() < 0.7 else words)
    piece.agree("headline", title.strip('"'))
    piece.add("meta", "ISNA - Iranian Students' News Agency")
    number = f"{rng.randrange(8801, 9312)}-{rng.randrange(100, 99999):05d}"
    piece.drop("meta", f"News Code :{number}")
    piece.values["story_number"] = number
    piece.agree("story_number", None)
    place = city(piece, True, 0)
    piece.paras(tell.body(), f"{place} (ISNA)- ", rng.choice(("", "", "", " End Item")))
    piece.remove += ["(ISNA)", "End Item"]


def kcna(piece: Piece) -> None:
    """The Korean Central News Agency."""
    titled(piece)
    if piece.rng.random() < 0.8:
        piece.drop("meta", "Korean Central News Agency of DPRK via Korea News Service (KNS)")
    place = city(piece, False, 0) if piece.rng.random() < 0.4 else "Pyongyang"
    piece.values["located"] = place
    piece.dated = True
    piece.paras(piece.tell.body(), f"{place}, {dates.long(piece.printed)} (KCNA) -- ")
    piece.remove.append("(KCNA)")


def xinhua(piece: Piece) -> None:
    """Xinhua with its source line, or reprinted by China Daily."""
    rng, tell = piece.rng, piece.tell
    titled(piece)
    piece.dated = True
    clock = f"{rng.randrange(24):02d}:{rng.randrange(60):02d}"
    if rng.random() < 0.65:
        editor = tell.person(initials=False).last
        line = f"Source: Xinhua| {piece.printed.isoformat()} {clock}:11|Editor: {editor}"
        piece.drop("meta", line)
        before = f"{city(piece, True, 0)}, {dates.short(piece.printed)} (Xinhua) -- "
        if rng.random() < 0.5:
            before = f"{city(piece, True, 0)}, {dates.long(piece.printed)} (Xinhua) -- "
    else:
        piece.printed = piece.day  # "Updated" is no sure day
        piece.drop("meta", f"Updated: {piece.printed.isoformat()} {clock}")
        piece.add("meta", "(Xinhua)")
        before = f"{city(piece, True, 0)} - "
    piece.remove.append("(Xinhua)")
    end = rng.choice(("", " Enditem", "\nEnditem"))
    texts = tell.body()
    piece.paras(texts, before, end if end != "\nEnditem" else "")
    if end == "\nEnditem":
        piece.add("sign", "Enditem")
    piece.remove.append("Enditem")


def globaltimes(piece: Piece) -> None:
    """Global Times, with a byline or with a source."""
    rng, tell = piece.rng, piece.tell
    titled(piece)
    day = piece.printed
    piece.dated = True
    hour, minute = rng.randrange(24), rng.randrange(60)
    if rng.random() < 0.6:
        person = tell.person(initials=False).full
        half = "AM" if hour < 12 else "PM"
        when = (
            f"{dates.THREE[day.month - 1]} {day:%d, %Y} {hour % 12 or 12:02d}:{minute:02d} {half}"
        )
        piece.add("meta", f"By {person} Published: {when}")
        piece.values["byline"] = person
        piece.named = False
    else:
        when = f"{day.year}-{day.month}-{day.day} {hour}:{minute:02d}:02"
        piece.add("meta", f"Source:Global Times Published: {when}")
    piece.remove.append("Published:")
    piece.paras(tell.body())


def rianovosti(piece: Piece) -> None:
    """RIA Novosti: clock and day before the dateline."""
    rng = piece.rng
    title = titled(piece)
    if rng.random() < 0.8:
        piece.add("meta", "RIA Novosti")
    place, day = city(piece, True, 0), piece.printed
    piece.dated = True
    clock = f"{rng.randrange(24):02d}:{rng.randrange(60):02d} {day:%d/%m/%Y}"
    before = f"{place}, {dates.long(day)} (RIA Novosti) - "
    if rng.random() < 0.75:
        before = f"{clock} {before}"
    else:
        piece.drop("meta", clock)
    piece.remove += ["(RIA Novosti)", clock]
    piece.paras(piece.tell.body(), before)
    piece.values["headline"] = title


def tass(piece: Piece) -> None:
    """TASS: the agency between slashes."""
    titled(piece)
    place = city(piece, True, 0)
    piece.dated = True
    if piece.rng.random() < 0.3:
        piece.add("meta", "TASS")
    piece.paras(piece.tell.body(), f"{place}, {dates.long(piece.printed)}. /TASS/. ")
    piece.remove.append("/TASS/")


def upi(piece: Piece) -> None:
    """United Press International."""
    titled(piece)
    byline(piece, 0.3)
    place = city(piece, True)
    piece.dated = True
    piece.paras(piece.tell.body(), f"{place}, {dates.short(piece.printed)} (UPI) -- ")
    piece.remove.append("(UPI)")


def ap(piece: Piece) -> None:
    """The Associated Press, with its odd dashes."""
    rng = piece.rng
    titled(piece)
    if rng.random() < 0.5:
        piece.add("meta", dates.full(piece.printed))
        piece.dated = True
    byline(piece, 0.6, ", Associated Press Writer")
    place = city(piece, True)
    mark = rng.choice(("(AP) _ ", "(AP) _ ", "{AP}- ", "{AP} ", "(AP) ? ", "(AP) -- ", "(AP) — "))
    piece.paras(piece.tell.body(), f"{place} {mark}")
    piece.remove += ["(AP)", "{AP}", "Associated Press Writer"]


def afp(piece: Piece) -> None:
    """Agence France-Presse: the date comes last, on a line or before the text."""
    rng = piece.rng
    titled(piece)
    place = city(piece, True, 0.2)
    piece.dated = True
    line = f"{place} (AFP) {dates.three(piece.printed)}, {piece.printed.year}"
    if rng.random() < 0.6:
        piece.drop("meta", line)
        piece.paras(piece.tell.body())
    else:
        piece.paras(piece.tell.body(), f"{line} - ")
    piece.remove.append("(AFP)")


def yonhap(piece: Piece) -> None:
    """Yonhap, with (END)."""
    titled(piece)
    byline(piece, 0.3)
    place = city(piece, True, 0)
    piece.dated = True
    end = piece.rng.choice(("", " (END)", "\n(END)"))
    piece.paras(
        piece.tell.body(),
        f"{place}, {dates.short(piece.printed)} (Yonhap) -- ",
        end if "\n" not in end else "",
    )
    if "\n" in end:
        piece.add("sign", "(END)")
    piece.remove += ["(Yonhap)", "(END)"]


def kyodo(piece: Piece) -> None:
    """Kyodo, with ==Kyodo."""
    titled(piece)
    place = city(piece, True, 0)
    piece.dated = True
    piece.paras(piece.tell.body(), f"{place}, {dates.short(piece.printed)} Kyodo - ")
    if piece.rng.random() < 0.6:
        piece.drop("sign", "==Kyodo")


def app(piece: Piece) -> None:
    """The Associated Press of Pakistan: no listed code, a colon after the agency."""
    piece.code = "app"
    agency = "Associated Press of Pakistan"
    piece.values["agency"] = agency
    piece.agree("infosource.name", "APP")
    titled(piece)
    piece.add("meta", agency)
    place = city(piece, True, 0)
    piece.dated = True
    colon = piece.rng.choice((" : ", " :", ": "))
    piece.paras(piece.tell.body(), f"{place}, {dates.short(piece.printed)} (APP){colon}")
    piece.remove.append("(APP)")


def azertac(piece: Piece) -> None:
    """AZERTAC: a clock line, and a dateline that links to the original."""
    rng, day = piece.rng, piece.printed
    titled(piece)
    piece.drop("meta", f"{day:%d.%m.%Y} [{rng.randrange(24):02d}:{rng.randrange(60):02d}]")
    place = city(piece, False, 0)
    piece.dated = True
    before = f"{place}, {dates.long(day)}, AZERTAC"
    if rng.random() < 0.6:
        piece.drop("meta", before)
        piece.paras(piece.tell.body())
    else:
        piece.paras(piece.tell.body(), before + " -- ")
    piece.logo = "Azerbaijan State News Agency - (AZERTAC)"
    piece.named = bool(piece.logo)


def release(piece: Piece, wire: str) -> None:
    """A press release: dateline of its wire, then About and Contacts, which may stay or go."""
    rng, tell = piece.rng, piece.tell
    firm = f"{tell.town} Marine"
    if "headline" not in piece.values:
        title = rng.choice(
            ("{} Opens Yard in {}", "{} to Supply {} Ferry", "{} Names Chair for {}")
        )
        titled(piece, title.format(firm, tell.city))
    place = tell.city.upper() + rng.choice(("", ", Fla.", ", Ind.", ", Calif."))
    piece.values["located"] = place
    if wire == "bw":
        dash = rng.choice(("-", "--"))
        before = f"{place}{dash}(BUSINESS WIRE){dash}"
        if rng.random() < 0.6:
            piece.add("meta", dates.full(piece.printed))
            piece.dated = True
        piece.remove.append("(BUSINESS WIRE)")
    else:
        day = f"{MONTHS[piece.printed.month - 1]} {piece.printed:%d, %Y}"
        before = f"{place}, {day} (GLOBE NEWSWIRE) -- "
        piece.dated = True
        piece.remove.append("(GLOBE NEWSWIRE)")
    piece.values["before"] = before
    if piece.values.pop("hold", False):
        return
    piece.paras(tell.body(), before)
    about(piece, firm)


def about(piece: Piece, firm: str) -> None:
    """The paragraphs about the firm, its contacts and the mark of the end."""
    rng, tell = piece.rng, piece.tell
    if rng.random() < 0.75:
        lines = [f"About {firm}", f"{firm} has built ferries since {rng.randrange(1880, 1990)}."]
        if rng.random() < 0.5:
            lines += ["Contacts", f"{tell.person().full}, {firm}"]
        for line in lines:
            piece.add("meta", line)
        piece.free += sorted(lines, key=len, reverse=True)
    if rng.random() < 0.3:
        piece.drop("sign", "# # #")


def businesswire(piece: Piece) -> None:
    """A release of Business Wire."""
    release(piece, "bw")


def globenewswire(piece: Piece) -> None:
    """A release of GlobeNewswire."""
    release(piece, "gnw")


def press_correction(piece: Piece) -> None:
    """A corrected release: what changed, then the release as it should be."""
    rng, tell = piece.rng, piece.tell
    firm = f"{tell.town} Marine"
    headline = f"{firm} {rng.choice(('Opens Yard in', 'Wins Order From'))} {tell.city}"
    both = rng.choice(("CORRECTING and REPLACING", "CORRECTING AND REPLACING"))
    piece.add("title", f"{both} {headline}")
    piece.values["headline"] = headline
    piece.agree("headline", f"CORRECTING AND REPLACING {headline}", f"{both} {headline}")
    piece.values["hold"] = True
    release(piece, "bw")
    piece.values["corrected"] = True
    note = rng.choice(
        (
            f"First paragraph, second sentence should read: {rng.randrange(20, 90)}"
            f" (instead of {rng.randrange(2, 19)}).",
            f"Headline should read: {tell.city} (instead of {tell.town}).",
            f"Please replace the release dated {dates.full(piece.printed)} with the following"
            " corrected version due to multiple revisions.",
        )
    )
    piece.values["ednote"] = note
    piece.add("para", str(piece.values["before"]) + note)
    piece.drop("meta", "The updated release reads:")
    if rng.random() < 0.7:
        piece.add("title", headline)
    piece.paras(tell.body())
    about(piece, firm)
    piece.remove += ["should read:", "Please replace the release"]


KILLS = [
    "EDITORS: KILL the following story. A substitute will be sent.",
    "EDITORS: Please KILL this story, which is withdrawn.",
    "BULLETIN KILL: The story below is withdrawn. Do not use.",
]
RESENDS = [
    "EDITORS: RE-SENDING with the date corrected in the first paragraph.",
    "RE-SENDING WITH CORRECTED SPELLING OF THE MINISTER'S NAME",
]


def kill(piece: Piece) -> None:
    """A story withdrawn by a note above it."""
    note = piece.rng.choice(KILLS)
    slashes = piece.rng.random() < 0.2
    piece.add("note", f"/// {note} ///" if slashes else note)
    under(piece)
    piece.values.update(ednote=note, pubstatus="canceled")


def resend(piece: Piece) -> None:
    """A story sent again, corrected, with a note above it."""
    note = piece.rng.choice(RESENDS)
    slashes = piece.rng.random() < 0.5
    piece.add("note", f"/// {note} ///" if slashes else note)
    under(piece)
    piece.values.update(ednote=note, corrected=True)


def under(piece: Piece) -> None:
    """The story below a note: of one of a few agencies."""
    code, form = piece.rng.choice(
        (("kcna", kcna), ("upi", upi), ("irna", irna), ("yonhap", yonhap), ("ap", ap))
    )
    piece.code = code
    form(piece)
