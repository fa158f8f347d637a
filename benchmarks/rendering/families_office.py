"""Stories of offices: the Washington File, press services, briefings, statements, the U.N."""

from __future__ import annotations

import datetime as dt

from benchmarks.rendering import dates
from benchmarks.rendering.model import Piece

DISTRIBUTION = (
    "(Distributed by the Office of International Information Programs, U.S. Department of State."
    " Web site: http://usinfo.state.gov)"
)
STAFF = ["USIA Staff Writer", "USIA Special Correspondent", "USIA White House Correspondent"]
STAFF += ["Washington File Staff Writer", "Washington File United Nations Correspondent"]


def titled(piece: Piece, text: str = "") -> str:
    """Print a title line and take it for the headline."""
    text = text or piece.tell.headline()
    piece.add("title", text)
    piece.values["headline"] = text
    return text


def usia(piece: Piece) -> None:
    """A page of the Washington File: kicker, word count, begin and end of text."""
    rng, tell, values = piece.rng, piece.tell, piece.values
    if rng.random() < 0.15:
        code = f"*EPF{rng.randrange(100, 520)}   {piece.printed:%m/%d/%y}"
        piece.drop("meta", code)
    if rng.random() < 0.8:
        piece.add("meta", dates.day_first(piece.printed))
        piece.dated = True
    kind = rng.choice(("", "", "", "Text: ", "Transcript: "))
    title = titled(piece, kind + tell.headline())
    if kind:
        piece.agree("headline", title.removeprefix(kind))
    kicker = tell.one(
        [
            "{org} says it will not wait past {month}",
            "{Post} cites “patience” on {topic} in {city} remarks",
            "{a}-{b} {topic} session set for {city}, {org} says",
        ]
    )
    count = rng.randrange(310, 7200)
    piece.add("meta", f"({kicker}) ({count})")
    piece.remove.append(f"({count})")
    values["intro"] = kicker
    if rng.random() < 0.6 and not kind:
        person = tell.person().full
        staff = rng.choice(STAFF)
        values["byline"] = person
        piece.remove.append(staff)
        if rng.random() < 0.5:
            piece.add("block", f"By {person}", staff)
        else:
            piece.add("meta", f"By {person}")
            piece.add("meta", staff)
    place = rng.choice(("Washington", "United Nations", tell.city))
    before = ""
    if rng.random() < 0.85:
        before, values["located"] = f"{place} -- ", place
    texts = tell.body()
    if rng.random() < 0.6:
        cut = rng.randrange(1, len(texts))
        piece.paras(texts[:cut], before)
        if rng.random() < 0.3:
            line = f"Following is the {rng.choice(('text', 'transcript'))} of the remarks:"
            piece.para(line)
        piece.drop("meta", "(begin text)" if kind != "Transcript: " else "(begin transcript)")
        piece.paras(texts[cut:])
        piece.drop("meta", "(end text)" if kind != "Transcript: " else "(end transcript)")
    else:
        piece.paras(texts, before)
    if rng.random() < 0.8:
        piece.add("meta", DISTRIBUTION)
        piece.remove.append(DISTRIBUTION[:60])
    if rng.random() < 0.3:
        piece.drop("meta", "Return to the Washington File")


def afps(piece: Piece) -> None:
    """A page of the American Forces Press Service."""
    rng, tell = piece.rng, piece.tell
    title = titled(piece)
    if rng.random() < 0.1:
        piece.units[-1].lines = [title + rng.choice((" ", "")) + "This story contains photos."]
        piece.remove.append("This story contains photos.")
    person = tell.person().full
    piece.values["byline"] = person
    if rng.random() < 0.15:
        piece.add("meta", f"By {person}, American Forces Press Service")
    else:
        piece.add("meta", f"By {person}")
        piece.add("meta", "American Forces Press Service")
    piece.remove.append("American Forces Press Service")
    place = rng.choice(("WASHINGTON", tell.city.upper(), f"{tell.city.upper()}, {tell.a}"))
    dash = "--" if piece.day.year < 2004 else rng.choice(("–", "–", "--"))
    day = dates.short(piece.printed)
    piece.values["located"] = place
    piece.dated = True
    piece.paras(tell.body(), f"{place}, {day}, {piece.printed.year} {dash} ")


def un_press(piece: Piece) -> None:
    """A press release of the U.N. with its symbol."""
    rng, tell = piece.rng, piece.tell
    top = [f"{rng.randrange(4000, 9800)}th Meeting ({rng.choice(('AM', 'PM'))})"]
    top.append(f"{rng.choice(('SC', 'GA/DIS', 'SG/SM', 'AFG'))}/{rng.randrange(300, 22000)}")
    if rng.random() < 0.5:
        top.append(dates.day_first(piece.printed))
        piece.dated = True
    for line in top:
        piece.drop("meta", line)
    titled(piece)
    piece.named = False
    piece.paras(tell.body())
    if rng.random() < 0.2:
        piece.add("meta", "For information media. Not an official record.")
        piece.free.append("For information media. Not an official record.")


def un_news(piece: Piece) -> None:
    """A story of the U.N. news service."""
    titled(piece)
    piece.dated = True
    piece.paras(piece.tell.body(), f"{dates.day_first(piece.printed)} {piece.rng.choice('-–')} ")
    piece.named = False


def exchanges(piece: Piece, asks: str, answers: str, count: int) -> None:
    """Print questions and answers, some answers with a second paragraph."""
    for _ in range(count):
        question, answer = piece.tell.exchange()
        piece.para(f"{asks} {question}")
        piece.para(f"{answers} {answer}")
        if piece.rng.random() < 0.25:
            piece.para(piece.tell.paragraph(2))


def state_daily(piece: Piece) -> None:
    """A daily press briefing."""
    rng, tell, values = piece.rng, piece.tell, piece.values
    person = tell.person()
    title = titled(piece, rng.choice(("Daily Press Briefing", "Daily Press Briefing")))
    hour, minute = rng.randrange(9, 16), rng.randrange(60)
    zone = "EDT" if 4 <= piece.printed.month <= 10 else "EST"
    local = dt.datetime(2000, 1, 1, hour, minute)
    time = f"{dates.clock(local, dots=' x.m.')} {zone}"
    post = rng.choice(("Spokesman", "Spokesperson", "Deputy Spokesman"))
    lines = [f"{person.full}, {post}", "Washington, DC", dates.full(piece.printed), time]
    piece.moment = dates.zoned(piece.printed, hour, minute, zone)
    piece.dated = True
    if rng.random() < 0.6:
        piece.add("block", *lines)
    else:
        for line in lines:
            piece.add("meta", line)
    piece.remove += [lines[0], time]
    values["located"] = "Washington, DC"
    piece.agree("byline", person.full)
    asks = rng.choice(("QUESTION:", "Q:"))
    exchanges(
        piece, asks, f"{rng.choice(('MR.', 'MS.'))} {person.last.upper()}:", rng.randint(3, 7)
    )
    if rng.random() < 0.3:
        line = "(The briefing was concluded at 1:10 p.m.)"
        piece.add("meta", line)
        piece.free.append(line)
    if rng.random() < 0.3:
        piece.add("meta", "# # #")
        piece.remove.append("# # #")
    values["headline"] = title
    piece.named = False


def state_noon(piece: Piece) -> None:
    """A noon briefing, whose title holds the day."""
    rng, tell = piece.rng, piece.tell
    piece.dated = True
    day = dates.full(piece.printed)
    titled(piece, f"State Department Noon Briefing, {day}")
    piece.agree("headline", "State Department Noon Briefing")
    person = tell.person()
    piece.agree("located", "Washington, DC", "Washington")
    piece.agree("byline", person.full)
    exchanges(piece, rng.choice(("QUESTION:", "Q:")), f"{person.last.upper()}:", rng.randint(3, 6))


def whitehouse(piece: Piece, *, remarks: bool) -> None:
    """A statement or remarks from the press office."""
    rng, tell = piece.rng, piece.tell
    stamp = f"{piece.printed:%d}-{dates.THREE[piece.printed.month - 1].upper()}"
    created = f"Message Creation Date was at {stamp}-{piece.printed.year} 17:37:00"
    if rng.random() < 0.15:
        piece.drop("meta", created)
    place = rng.choice((f"{tell.city}, {tell.a}", tell.city))
    top = ["THE WHITE HOUSE", "Office of the Press Secretary"]
    if rng.random() < 0.75:
        top.append(f"({place})")
        piece.values["located"] = place
    release = ["For Immediate Release", dates.full(piece.printed)]
    release = ["   ".join(release)] if rng.random() < 0.7 else release
    piece.dated = True
    who = rng.choice(("PRESIDENT", "PRESS SECRETARY", "VICE PRESIDENT"))
    line = f"STATEMENT BY THE {who}"
    if remarks:
        line = f"REMARKS BY THE PRESIDENT ON {tell.topic.upper()} TALKS"
    if rng.random() < 0.6:
        piece.add("center", *top, *release)
        titled(piece, line)
    elif rng.random() < 0.5:
        piece.add("center", *top)
        for each in release:
            piece.add("meta", each)
        titled(piece, line)
    else:
        for each in (*top, *release):
            piece.add("meta", each)
        titled(piece, line)
    piece.remove += ["Office of the Press Secretary", "For Immediate Release"]
    texts = tell.body()
    if remarks and rng.random() < 0.7:
        texts[0] = "THE PRESIDENT: " + texts[0]
    piece.paras(texts)
    if remarks or rng.random() < 0.5:
        hour, minute = rng.randrange(8, 22), rng.randrange(60)
        zone = "EDT" if 4 <= piece.printed.month <= 10 else "EST"
        local = dt.datetime(2000, 1, 1, hour, minute)
        blank = rng.choice((" ", "     "))
        clock = dates.clock(local, dots=rng.choice(("X.M.", " X.M.")))
        end = f"END{blank}{clock} {zone}"
        piece.drop("sign", end)
        piece.moment = dates.zoned(piece.printed, hour, minute, zone)
        piece.agree("published.datetime", None)
    elif rng.random() < 0.6:
        piece.drop("sign", "# # #")
    piece.forms = ("code", "first")


def nis(piece: Piece) -> None:
    """The weekly of the South Korean service: a range of days and no place."""
    rng, tell = piece.rng, piece.tell
    start, end = piece.day - dt.timedelta(days=6), piece.day
    span = f"({start.year}.{start.month}.{start.day} - {end.year}.{end.month}.{end.day})"
    words = rng.choice(("WEEKLY NK NEWS", "Weekly on North Korea"))
    titled(piece, f"{words} {span}")
    piece.agree("headline", words)
    piece.paras(tell.body())
    piece.forms = ("nis",)


FOREIGN = {
    "presstv": "Press TV",
    "lirene-mof": "Ministry of Fisheries of the Republic of Lirene",
    "harrow-mod": "Ministry of Defense of Harrow",
    "sna": "Skerry News Agency",
    "irin": "IRIN",
    "navreg": "Naval Register",
}


def unknown(piece: Piece) -> None:
    """A story of an agency that no list holds: its code is in the address, its name on the page."""
    rng, tell = piece.rng, piece.tell
    piece.code = rng.choice(list(FOREIGN))
    agency = FOREIGN[piece.code]
    piece.values["agency"] = agency
    titled(piece)
    piece.add("meta", agency)
    piece.remove.append(agency)
    if rng.random() < 0.7:
        piece.add("meta", rng.choice((dates.full, dates.day_first))(piece.printed))
        piece.dated = True
    before = ""
    if rng.random() < 0.5:
        day = rng.choice((dates.short, dates.long))(piece.printed)
        before = f"{tell.city.upper()}, {day} -- "
        piece.values["located"] = tell.city.upper()
        piece.dated = True
    piece.paras(tell.body(), before)
    piece.named = False
