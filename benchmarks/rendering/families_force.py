"""Stories of armed forces and ministries: labels above the text, rights and marks below it."""

from __future__ import annotations

import datetime as dt

from benchmarks.rendering import dates
from benchmarks.rendering.families_office import titled
from benchmarks.rendering.model import Piece

RANKS = [
    "Cpl.",
    "Sgt.",
    "Staff Sgt.",
    "Lance Cpl.",
    "Tech. Sgt.",
    "Spc.",
    "Petty Officer 2nd Class",
]


def near(piece: Piece) -> None:
    """Print the day of the address: far from it, one with a weekday would be the page's clock."""
    if abs((piece.printed - piece.day).days) > 2:
        piece.printed = piece.day


def usmc(piece: Piece) -> None:
    """Marine Corps: who submitted it, its number, who wrote it; the day in brackets."""
    rng, tell = piece.rng, piece.tell
    titled(piece)
    name = f"{rng.choice(RANKS)} {tell.person(initials=False).full}"
    number = f"{piece.printed:%Y%m%d}{rng.randrange(100000, 999999)}"
    lines = [
        f"Submitted by: {rng.randrange(1, 9)}th {tell.town} Division",
        f"Story Identification #: {number}",
        f"Story by {name}",
    ]
    piece.remove += lines[:2]
    if rng.random() < 0.6:
        piece.add("block", *lines)
    else:
        for line in lines:
            piece.add("meta", line)
    piece.values["byline"] = name
    piece.agree("byline", name.split(". ", 1)[-1], name.removeprefix("Petty Officer 2nd Class "))
    piece.agree("story_number", number)
    place = f"{tell.city.upper()}, {tell.a}"
    piece.values["located"] = place
    piece.dated = True
    dash = rng.choice(("--", "-", "–"))
    day = dates.full(piece.printed)
    piece.paras(tell.body(), f"{place} ({day}) {dash} ")
    if rng.random() < 0.5:
        piece.drop("sign", rng.choice(("-30-", "-USMC-", "###"))) if rng.random() < 0.7 else 0
    piece.named = False
    piece.agree("infosource.name", None, "United States Marine Corps", "U.S. Marine Corps")


def nns(piece: Piece) -> None:
    """Navy NewsStand: number and release day above, mark in the dateline."""
    rng, tell = piece.rng, piece.tell
    titled(piece)
    number = f"NNS{piece.printed:%y%m%d}-{rng.randrange(1, 19):02d}"
    day = piece.printed
    piece.drop("meta", f"Story Number: {number}")
    piece.drop(
        "meta", f"Release Date: {day.month}/{day.day}/{day.year} {rng.randint(1, 12)}:21:00 PM"
    )
    piece.agree("story_number", number)
    piece.dated = True
    name = tell.person(initials=False).full
    piece.add("meta", f"By Journalist 2nd Class {name}, Fleet Public Affairs Center")
    piece.values["byline"] = name
    piece.agree("byline", f"Journalist 2nd Class {name}")
    place = rng.choice(
        (f"{tell.city.upper()}, Va.", "ABOARD USS " + tell.town.upper(), tell.city.upper())
    )
    piece.values["located"] = place
    piece.paras(tell.body(), f"{place} (NNS) -- ")
    piece.remove.append("(NNS)")
    if rng.random() < 0.4:
        line = f"For more news from around the fleet, visit www.news.{tell.town.lower()}.example."
        piece.add("meta", line)
        piece.free.append(line)
    piece.named = False
    piece.agree(
        "infosource.name", None, "US Navy", "U.S. Navy", "Navy NewsStand", "Navy News Service"
    )


def army(piece: Piece) -> None:
    """Army News Service: agency and day in one bracket."""
    rng, tell = piece.rng, piece.tell
    titled(piece)
    name = f"{rng.choice(RANKS[:3])} {tell.person(initials=False).full}"
    piece.add("meta", f"By {name}")
    piece.values["byline"] = name
    piece.agree("byline", name.split(". ", 1)[-1])
    place = rng.choice(
        ("WASHINGTON", f"FORT {tell.town.upper()}, Ga.", f"{tell.city.upper()}, {tell.a}")
    )
    piece.values["located"] = place
    day = rng.choice(
        (dates.full(piece.printed), f"{dates.short(piece.printed)}, {piece.printed.year}")
    )
    piece.dated = True
    piece.paras(tell.body(), f"{place} (Army News Service, {day}) -- ")
    piece.remove.append("Army News Service")
    piece.named = False
    piece.agree("infosource.name", None, "Army News Service")


def afpn(piece: Piece) -> None:
    """Air Force: the day in front of the place."""
    rng, tell, day = piece.rng, piece.tell, piece.printed
    titled(piece)
    if rng.random() < 0.6:
        name = f"{rng.choice(RANKS[:5])} {tell.person(initials=False).full}"
        unit = f"{rng.randrange(100, 500)}th Air Expeditionary Wing Public Affairs"
        piece.values["byline"] = name
        piece.agree("byline", name.split(". ", 1)[-1])
        if rng.random() < 0.5:
            piece.add("block", f"by {name}", unit)
        else:
            piece.add("meta", f"By {name}")
            piece.add("meta", unit)
        piece.remove.append(unit)
    place = rng.choice((f"{tell.city.upper()} AIR BASE, {tell.a}", f"{tell.city.upper()}, Ariz."))
    piece.values["located"] = place
    piece.dated = True
    front = rng.choice((f"{day.month}/{day.day}/{day.year} - ", f"{day:%m/%d/%y} -- ", ""))
    piece.dated = bool(front)
    piece.paras(tell.body(), f"{front}{place} (AFPN) -- ")
    piece.remove.append("(AFPN)")
    piece.named = False
    piece.agree("infosource.name", "Air Force Print News")


def dod_release(piece: Piece) -> None:
    """Defense Department: office, number, hour, title."""
    rng, tell = piece.rng, piece.tell
    top = [
        "U.S. Department of Defense",
        "Office of the Assistant Secretary of Defense (Public Affairs)",
    ]
    piece.add("block", *top)
    piece.remove.append(top[1])
    number = f"{rng.randrange(1, 999):03d}-{piece.printed:%y}"
    line = rng.choice((f"No. {number}", f"Release No: {number}", f"RELEASE No. {number}"))
    piece.drop("meta", line)
    piece.agree("story_number", number)
    piece.add("meta", dates.full(piece.printed))
    piece.dated = True
    if rng.random() < 0.5:
        piece.drop(
            "meta",
            rng.choice(("IMMEDIATE RELEASE", "FOR IMMEDIATE RELEASE", "For Immediate Release")),
        )
    titled(piece)
    piece.paras(tell.body())
    if rng.random() < 0.4:
        piece.drop("sign", rng.choice(("-END-", "-30-", "# # #")))
    piece.agree("infosource.name", "U.S. Department of Defense", "Department of Defense", top[1])


def dod_transcript(piece: Piece) -> None:
    """A briefing: presenters, day and clock, questions."""
    rng, tell = piece.rng, piece.tell
    person = tell.person(initials=False)
    title = f"DoD News Briefing - {person.full}"
    piece.add("block", "United States Department of Defense", "News Transcript")
    piece.remove.append("News Transcript")
    hour, minute = rng.randrange(9, 16), rng.randrange(60)
    zone = "EDT" if 4 <= piece.printed.month <= 10 else "EST"
    clock = f"{dates.clock(dt.datetime(2000, 1, 1, hour, minute), dots=' x.m.')} {zone}"
    near(piece)
    day = f"{piece.printed:%A}, {dates.full(piece.printed)}"
    lines = [f"Presenter: {person.full}, Deputy Spokesman", f"{day} - {clock}"]
    piece.add("block", *lines)
    piece.remove += ["Presenter:", clock]
    piece.moment = dates.zoned(piece.printed, hour, minute, zone)
    piece.dated = True
    titled(piece, title)
    for _ in range(rng.randint(3, 6)):
        question, answer = tell.exchange()
        piece.para(f"{person.last}: {answer}")
        piece.para(f"Q: {question}")
    piece.agree("byline", person.full)
    piece.agree(
        "infosource.name", "U.S. Department of Defense", "United States Department of Defense"
    )
    piece.named = False


def ministry(piece: Piece) -> None:
    """Justice or Treasury: label, day and telephone above; number and mark below."""
    rng, tell = piece.rng, piece.tell
    near(piece)
    agency = {"doj": "U.S. Department of Justice", "treasury": "U.S. Department of the Treasury"}[
        piece.code
    ]
    piece.values["agency"] = agency
    if rng.random() < 0.7:
        piece.add("meta", agency)
    piece.drop("meta", rng.choice(("FOR IMMEDIATE RELEASE", "For Immediate Release")))
    piece.add(
        "meta",
        rng.choice((dates.full(piece.printed), f"{piece.printed:%A}, {dates.full(piece.printed)}")),
    )
    piece.dated = True
    if rng.random() < 0.4:
        piece.drop("meta", f"Contact: {tell.person().full}, (202) 555-0100")
    titled(piece)
    before = ""
    if rng.random() < 0.7:
        dash = rng.choice(("–", "--", "—", "-"))
        before = f"WASHINGTON {dash} "
        piece.values["located"] = "WASHINGTON"
    piece.paras(tell.body(), before)
    if rng.random() < 0.5:
        piece.drop(
            "sign",
            rng.choice(("###", "-30-", "# # #", f"{piece.printed:%y}-{rng.randrange(100, 900)}")),
        )
    piece.agree("infosource.name", None, agency, agency.removeprefix("U.S. "))


def president(piece: Piece) -> None:
    """The White House of 2001 to 2009: label, office and day, title, occasion, room, clock."""
    rng, tell = piece.rng, piece.tell
    lines = ["For Immediate Release", "Office of the Press Secretary", dates.full(piece.printed)]
    piece.add("block", *lines)
    piece.remove += lines[:2]
    piece.dated = True
    title = titled(piece)
    occasion = f"Remarks by the President on {tell.topic.title()} Talks"
    room = rng.choice(
        ("The Rose Garden", "The East Room", "The Oval Office", f"{tell.city}, {tell.a}")
    )
    piece.add("block", occasion, room) if rng.random() < 0.6 else piece.add("block", room)
    piece.agree("headline", title, occasion)
    piece.agree("located", room)
    hour, minute = rng.randrange(8, 20), rng.randrange(50)
    zone = "EDT" if 4 <= piece.printed.month <= 10 else "EST"
    start = f"{dates.clock(dt.datetime(2000, 1, 1, hour, minute), dots=' X.M.')} {zone}"
    piece.drop("meta", start)
    texts = tell.body()
    piece.para("THE PRESIDENT: " + texts[0])
    for text in texts[1:]:
        piece.para(text)
    end = f"{dates.clock(dt.datetime(2000, 1, 1, hour, minute + 9), dots=' X.M.')} {zone}"
    piece.drop("sign", f"END {end}")
    piece.moment = dates.zoned(piece.printed, hour, minute + 9, zone)
    piece.agree(
        "published.datetime",
        None,
        dates.zoned(piece.printed, hour, minute, zone).isoformat().replace("+00:00", "Z"),
    )
    if room not in ("The Rose Garden", "The East Room", "The Oval Office"):
        piece.free.append(room)


def un_release(piece: Piece) -> None:
    """A press release of the United Nations: day first, symbol, title in capitals, rights line."""
    rng, tell, day = piece.rng, piece.tell, piece.printed
    piece.drop("meta", f"{day:%d/%m/%Y}")
    symbol = f"{rng.choice(('SC', 'GA', 'SG/SM', 'IK'))}/{rng.randrange(300, 9000)}"
    piece.add("block", "Press Release", symbol)
    piece.remove.append("Press Release")
    piece.dated = True
    if rng.random() < 0.6:
        piece.drop("meta", "Security Council")
        piece.drop("meta", f"{rng.randrange(4000, 6000)}th Meeting (AM)")
    titled(piece, tell.headline().upper())
    piece.paras(tell.body())
    if rng.random() < 0.5:
        piece.drop("sign", rng.choice(("* *** *", "* * *", "* *** * *")))
    if rng.random() < 0.6:
        piece.drop("meta", rng.choice((
            "For information media. Not an official record.",
            "For information media • not an official record",
            "For information media - not an official record",
        )))  # fmt: skip
    piece.named = False
    piece.forms = ("code",)
