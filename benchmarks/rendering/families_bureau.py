"""Stories of further agencies: Iran's, Taiwan's, China's and Russia's offices, IRIN, IAEA."""

from __future__ import annotations

import datetime as dt

from benchmarks.rendering import dates
from benchmarks.rendering.families_agency import byline, city
from benchmarks.rendering.families_force import near
from benchmarks.rendering.families_office import titled
from benchmarks.rendering.model import Piece
from benchmarks.rendering.stories import MONTHS


def mehr(piece: Piece) -> None:
    """Mehr: marks of desk and agency below, on lines of their own or one."""
    rng = piece.rng
    titled(piece)
    place = city(piece, True, 0)
    piece.dated = True
    piece.paras(
        piece.tell.body(),
        f"{place}, {dates.short(piece.printed)} (MNA) {rng.choice(('--', '-', '–'))} ",
    )
    draw = rng.random()
    if draw < 0.3:
        piece.add("block", "MS/PA", "END", "MNA")
    elif draw < 0.6:
        piece.drop("sign", rng.choice(("MA/RS", "HJ/5087331/", "END", "SKH/2203456")))
    piece.remove.append("(MNA)")
    piece.agree("infosource.name", "Mehr News Agency")


def fars(piece: Piece) -> None:
    """Fars: FNA in the dateline."""
    titled(piece)
    place = city(piece, True, 0)
    if piece.rng.random() < 0.5:
        near(piece)
        day = piece.printed
        piece.drop(
            "meta", f"{day:%a} {dates.three(day)}, {day.year} {piece.rng.randint(1, 9)}:07 PM"
        )
        piece.dated = True
    piece.paras(piece.tell.body(), f"{place} (FNA)- ")
    piece.remove.append("(FNA)")
    piece.agree("infosource.name", "Fars News Agency")


def tasnim(piece: Piece) -> None:
    """Tasnim: the mark in the dateline, day above."""
    titled(piece)
    piece.printed = piece.day
    day = piece.printed
    piece.drop("meta", f"{MONTHS[day.month - 1]}, {day:%d, %Y} - 1{piece.rng.randrange(10)}:22")
    place = city(piece, True, 0)
    piece.paras(piece.tell.body(), f"{place} (Tasnim) – ")
    piece.remove.append("(Tasnim)")
    piece.agree("infosource.name", "Tasnim News Agency")


def presstv(piece: Piece) -> None:
    """Press TV: day and clock of Greenwich above, initials below."""
    near(piece)
    rng, day = piece.rng, piece.printed
    titled(piece)
    hour, minute = rng.randrange(24), rng.randrange(60)
    half = "AM" if hour < 12 else "PM"
    line = f"{day:%a} {dates.three(day)}, {day.year} {hour % 12 or 12}:{minute}{half} GMT"
    piece.drop("meta", line)
    piece.dated = True
    piece.moment = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=dt.UTC)
    piece.paras(piece.tell.body())
    if rng.random() < 0.7:
        piece.drop("sign", rng.choice(("MO/JB/HSN", "HM/PA", "SB/MHB", "AHK/MA/HRF")))
    piece.agree("infosource.name", None, "Press TV")


def sputnik(piece: Piece) -> None:
    """Sputnik: the mark in brackets, two days."""
    titled(piece)
    day = piece.printed
    clock = f"{day:%d.%m.%Y}"
    if piece.rng.random() < 0.6:
        piece.drop("meta", clock)
        piece.dated = True
    place = city(piece, True, 0)
    piece.paras(piece.tell.body(), f"{place} (Sputnik) {piece.rng.choice('-—–')} ")
    piece.remove.append("(Sputnik)")
    piece.agree("infosource.name", "Sputnik")


def cna(piece: Piece) -> None:
    """Taiwan's Central News Agency: writers and Enditem in brackets below."""
    rng, tell = piece.rng, piece.tell
    titled(piece)
    place = city(piece, False, 0)
    piece.dated = True
    piece.paras(tell.body(), f"{place}, {dates.short(piece.printed)} (CNA) ")
    one, two = tell.person(initials=False).full, tell.person(initials=False).full
    end = rng.choice((f"(By {one} and {two})", f"(By {one})"))
    piece.add("meta", end)
    piece.remove.append(end)
    piece.values["byline"] = end.strip("()").removeprefix("By ")
    piece.agree("byline", None)
    piece.drop(
        "sign", rng.choice((f"Enditem/{rng.choice(('cs', 'ls', 'AW'))}", "ENDITEM", "Enditem"))
    )
    piece.remove.append("(CNA)")
    piece.agree("infosource.name", "Central News Agency", "Central News Agency (Taiwan)")


def irin(piece: Piece) -> None:
    """IRIN: mark in the dateline; ends mark and disclaimer below."""
    rng = piece.rng
    titled(piece)
    place = city(piece, True, 0)
    piece.dated = True
    piece.paras(piece.tell.body(), f"{place}, {dates.day_first(piece.printed)} (IRIN) - ")
    if rng.random() < 0.6:
        piece.drop("sign", rng.choice(("[ENDS]", "[Ends]", "[END]")))
    if rng.random() < 0.6:
        piece.drop("meta", rng.choice((
            "[This report does not necessarily reflect the views of the United Nations]",
            "This material comes to you via IRIN, a UN humanitarian information unit, but may not "
            "necessarily reflect the views of the United Nations or its agencies. If you re-print, copy, "
            "archive or re-post this item, please retain this credit and disclaimer.",
        )))  # fmt: skip
    piece.remove.append("(IRIN)")
    piece.agree("infosource.name", "IRIN", "IRIN News")


def iaea(piece: Piece) -> None:
    """IAEA: number and place above, contact lines below."""
    rng, day = piece.rng, piece.printed
    titled(piece)
    piece.drop("meta", f"{rng.randrange(1, 99)}/{day.year}")
    piece.add("meta", f"{dates.day_first(day)} | Vienna, Austria")
    piece.remove.append("| Vienna, Austria")
    piece.agree("located", "Vienna, Austria")
    piece.dated = True
    piece.paras(piece.tell.body())
    piece.agree("infosource.name", "International Atomic Energy Agency", "IAEA", None)


def prc_mnd(piece: Piece) -> None:
    """China's defence ministry: source, editor and time in one line; the editor again below."""
    rng, day = piece.rng, piece.printed
    titled(piece)
    line = f"Source: China Military Online   Time: {day} {rng.randrange(10, 24)}:11"
    piece.drop("meta", line)
    piece.dated = True
    place = city(piece, True, 0)
    mark = rng.choice(("", " (Xinhua)", ""))
    piece.paras(piece.tell.body(), f"{place}, {dates.short(day)}{mark} -- ")
    piece.values["agency"] = "China Military Online"
    piece.agree("infosource.name", None, "Xinhua", "Xinhua News Agency")


def kremlin(piece: Piece) -> None:
    """The Kremlin: day, hour and place in two lines; where it is filed, below."""
    rng, day = piece.rng, piece.printed
    titled(piece)
    piece.add("block", dates.full(day), f"{rng.randrange(10, 23)}:30", "The Kremlin, Moscow")
    piece.agree("located", "The Kremlin, Moscow")
    piece.dated = True
    piece.paras(piece.tell.body())
    if rng.random() < 0.6:
        piece.drop("meta", "Publication status")
        piece.drop("meta", "Published in sections: News, Transcripts")
        piece.drop("meta", f"Publication date: {dates.full(day)}, 18:30")
    piece.agree("infosource.name", None, "The Kremlin")


def credited(piece: Piece) -> None:
    """A short story whose agency or writer stands below it."""
    rng, tell = piece.rng, piece.tell
    piece.code = rng.choice(("afp", "xinhua", "ap", "irna"))
    titled(piece)
    piece.add("meta", dates.full(piece.printed))
    piece.dated = True
    texts = [
        tell.one(["{Post} {p} said on {day} that the {site} in {town} would open in {month}."])
    ]
    texts += [tell.paragraph(2) for _ in range(rng.randrange(3))]
    piece.paras(texts)
    marks = {"afp": "AFP", "xinhua": "Source: Xinhua", "ap": "(AP)", "irna": "IRNA"}
    if rng.random() < 0.5:
        person = tell.person().full
        piece.add("meta", f"By {person}")
        piece.values["byline"] = person
    piece.drop("meta", marks[piece.code])


def corrected_release(piece: Piece) -> None:
    """A corrected release: the note alone, then title and dateline of the right text."""
    rng, tell = piece.rng, piece.tell
    firm = f"{tell.town} Marine"
    headline = f"{firm} {rng.choice(('Opens Yard in', 'Wins Order From'))} {tell.city}"
    piece.add("title", f"CORRECTING and REPLACING {headline}")
    piece.values["headline"] = headline
    piece.agree("headline", f"CORRECTING and REPLACING {headline}")
    piece.values["corrected"] = True
    note = rng.choice((
        f"Please replace the release dated {dates.full(piece.printed)} with the following corrected"
        " version due to multiple revisions.",
        f"First paragraph, second sentence should read: {rng.randrange(20, 90)} boats (instead of"
        f" {rng.randrange(2, 19)} boats).",
    ))  # fmt: skip
    piece.values["ednote"] = note
    piece.add("meta" if rng.random() < 0.5 else "para", note)
    piece.drop("meta", rng.choice(("The updated release reads:", "The corrected release reads:")))
    if rng.random() < 0.6:
        piece.add("title", headline)
    place = tell.city.upper() + rng.choice(("", ", Fla."))
    piece.values["located"] = place
    dash = rng.choice(("-", "--"))
    piece.paras(tell.body(), f"{place}{dash}(BUSINESS WIRE){dash}")
    piece.remove += ["(BUSINESS WIRE)", "should read:", "Please replace"]


def wire_sign(piece: Piece) -> None:
    """A daily's story of an agency that reserves its rights."""
    rng, tell = piece.rng, piece.tell
    code, mark, name = rng.choice((
        ("afp", "AFP", "Agence France-Presse"), ("kyodo", "Kyodo", "Kyodo"), ("yonhap", "Yonhap", "Yonhap"),
    ))  # fmt: skip
    piece.code = code
    titled(piece)
    byline(piece, 0.4)
    place = city(piece, True, 0)
    piece.dated = True
    piece.paras(tell.body(), f"{place}, {dates.short(piece.printed)} ({mark}) -- ")
    piece.drop("meta", rng.choice((
        f"(c) {piece.day.year} {name}. All rights reserved. This material may not be published, broadcast,"
        " rewritten or redistributed.",
        f"Copyright {piece.day.year} {name}. All rights reserved.",
        f"All reproduction rights are held by {name}. No part of this text may be copied without written"
        " permission.",
        "No part of this report may be reproduced without the written consent of the agency.",
    )))  # fmt: skip
