"""Stories of the Voice of America: scripts with and without SLUG, digests, and its later pages."""

from __future__ import annotations

import datetime as dt

from benchmarks.rendering import dates
from benchmarks.rendering.model import Piece

MARKS = (
    *"(L) (S) (L-O) (S-O) (L-ONLY) (L-Only) (LONG) (L/S) (l) L-ONLY (CQ)".split(),
    *("(S O)", "(L Only)", "(S & L)", "(S-L COMBO)", "(L-UPDATE)", "-- UPDATES"),
    *("4th UPDATE", "2ND UPDATE", "- L/S", "", "", "", ""),
)
REPORTS = ["CORRESPONDENT REPORT"] * 5 + ["BACKGROUND REPORT", "ON THE LINE SHORT"]
FIRST_DIGIT = {"C": "2", "B": "5", "O": "1", "W": "6", "U": "6"}
SEATS = ["PENTAGON", "WHITE HOUSE", "STATE DEPARTMENT", "UNITED NATIONS", "WASHINGTON"]
NOTES = [
    "EDITORS: WATCH CASUALTY FIGURES, WHICH MAY CHANGE",
    "RE-SENDING WITH CORRECTED SPELLING IN SECOND GRAPH",
    "RE-SENDING WITH CHANGES TO TEXT -- NO OTHER CHANGES",
    "EDITORS: THIS IS THE LAST OF A SERIES OF THREE ON THE BORDER TALKS AND MAY BE HELD",
    "NOTE TO DESKS: A SHORT VERSION MOVED EARLIER",
]
OPENERS = [
    "/// {L} ACT ///",
    "///{L} ACTUALITY///",
    "//{T} Act Two//",
    "/// {L} 2nd ACT ///",
    "/// {L} ACT (FROM Q&a WITH {M})///",
    "///Insert {T} act///",
    "/// {L} ACT IN HINDI, EST & FADE ///",
    "ACT1 {F} 0:18",
    "// {L} ACT //",
]
CLOSERS = [
    "/// END ACT ///",
    "///END ACTUALITY///",
    "// END ACTUALITY //",
    "///end {T} act///",
    "/// END ACT //",
    "// END ACT ///",
]
SOUNDS = [
    "/// SFX: SHIP'S HORN, UP AND UNDER ///",
    "/ / / Natural sound of oars / / /",
    "/// CROWD NOISE, ESTABLISH AND FADE ///",
]
RESTS = ["/// REST OPT ///", "// REST OPT //", "/// REST OPT FOR LONG ///"]
RESTS += ["/// REST OPTIONAL ///", "//END SHORT CR HERE//"]
SIGNED = ["(SIGNED)", "(Signed)", "(signed)"]
LABELS = "DATE= TYPE= NUMBER= TITLE= BYLINE= DATELINE= CONTENT= VOICED VOICE EDITOR=".split()


def marked(piece: Piece, words: str) -> tuple[str, str]:
    """Words as printed with a take mark, and as they come out."""
    if piece.rng.random() < 0.06:
        return words + " WRAP-L", words + " WRAP"
    if piece.rng.random() < 0.08:
        return piece.rng.choice(("(L) ", "(S-O) ", "(L-ONLY) ", "L-ONLY ", "(CQ) ")) + words, words
    mark = piece.rng.choice(MARKS)
    if mark == "(CQ)":
        piece.agree("corrected", True, False)
    return f"{words} {mark}".strip(), words


def script_body(piece: Piece, texts: list[str], last: str, caps: bool = False) -> None:
    """Print the paragraphs of a script with acts, cues and optional marks among them."""
    rng, tell = piece.rng, piece.tell
    case = str.upper if caps else str
    count = len(texts)
    at = rng.sample(range(1, count), min(count - 1, rng.choice((0, 1, 1, 2, 3))))
    lose = rng.random() < 0.1
    opener, closer = rng.choice(OPENERS), rng.choice(CLOSERS)
    rest = rng.randrange(2, count) if count > 3 and rng.random() < 0.3 else 0
    opt = rng.randrange(1, count) if rng.random() < 0.3 else 0
    label = rng.choice(("TEXT: ", "TEXT:  ", "Text: ", "TEXT: ", "/// OPT /// TEXT: "))
    piece.remove.append(label.split()[-1])
    for index, text in enumerate(texts):
        if index in at:
            who, other = tell.person(), tell.person()
            names = {"L": who.last.upper(), "T": who.last, "M": other.last.upper()}
            names["F"] = f"{who.first} {who.last}".upper()
            if not lose:
                piece.drop("cue", opener.format(**names))
            for _ in range(rng.choice((1, 1, 1, 2))):
                said = tell.act()
                piece.para(case(f'"{said}"' if rng.random() < 0.15 else said), kind="act")
            piece.drop("cue", closer.format(**names))
        if rng.random() < 0.03:
            piece.drop("cue", rng.choice(SOUNDS))
        spoken, printed = case(text), case(text)
        pieces = printed.split(". ")
        if index and rng.random() < 0.05 and tell.city in text:
            printed = printed.replace(tell.city, f"{tell.city} (Pron. {tell.city[:3]}-uh)", 1)
            piece.remove.append("(Pron.")
        elif index == opt and opt and len(pieces) > 1 and rng.random() < 0.6:
            where = rng.randrange(1, len(pieces))
            printed = f"{'. '.join(pieces[:where])}. /// OPT /// {'. '.join(pieces[where:])}"
            printed += rng.choice((" /// END OPT ///", " // END OPT //"))
        elif index == opt and opt:
            piece.drop("cue", "/// OPT ///")
        elif index == rest and rest and rng.random() < 0.4:
            printed = rng.choice(("///Rest Opt///", "/// REST OPT /// ")) + printed
        elif index == rest and rest:
            piece.drop("cue", rng.choice(RESTS))
        if not index:
            printed = label + printed
        if index == count - 1:
            printed += last
        piece.para(spoken, printed)
        if index == opt and opt and "OPT" not in printed:
            piece.drop("cue", rng.choice(("/// END OPT ///", "//END OPT//")))


def sign_off(piece: Piece, utc: float, printed: dt.date) -> str:
    """Choose how a script ends: what stands after its last sentence; the rest is added later."""
    rng = piece.rng
    piece.values["ending"] = []
    after = ""
    if rng.random() < 0.75:
        word = rng.choice(SIGNED)
        piece.remove.append(word)
        if rng.random() < 0.75:
            after = " " + word
        else:
            piece.values["ending"] = [word]
    desk = "/".join(
        "".join(rng.choice("ABCDEFGHJKLMNPRSTW") for _ in range(rng.choice((2, 2, 3))))
        for _ in range(rng.choice((1, 2, 3)))
    )
    ending: list[str] = list(piece.values["ending"])  # type: ignore[call-overload]
    if rng.random() < utc:
        hour, minute, zone = rng.randrange(24), rng.randrange(60), rng.choice(("EST", "EDT"))
        true = dates.zoned(printed, hour, minute, zone)
        piece.moment = true
        stamp = f"{printed:%d}-{dates.THREE[printed.month - 1]}-{printed.year}"
        other = f"{true:%d}-{dates.THREE[true.month - 1]}-{true.year}"
        half = "AM" if hour < 12 else "PM"
        local = rng.choice((f"{hour % 12 or 12:02d}:{minute:02d}", f"{hour:02d}:{minute:02d}"))
        full = f"{stamp} {local} {half} {zone} ({other} {true:%H%M} UTC)"
        if rng.random() < 0.7:
            ending.append(f"NEB/{desk} {full}")
        else:
            ending += [f"NEB/{desk}", full]
        ending += ["NNNN", "Source: Voice of America"]
        piece.remove += [" UTC)", "NNNN", "Source: Voice of America", f"NEB/{desk}"]
    elif rng.random() < 0.4:
        ending.append(f"NEB/{desk}")
        piece.remove.append(f"NEB/{desk}")
    piece.values["ending"] = ending
    return after


def header(piece: Piece, *, digest: bool, caps: bool) -> list[str]:
    """The label block; sets the fields that it gives."""
    rng, tell, values = piece.rng, piece.tell, piece.values
    kind = rng.choice(REPORTS)
    person = tell.person()
    upper = rng.random() < 0.7 or caps
    byline = person.full.upper() if upper else person.full
    place = rng.choice((*SEATS, tell.city.upper(), f"{tell.city}, {tell.a}".upper()))
    place = place if upper or rng.random() < 0.5 else place.title()
    number = f"{FIRST_DIGIT[kind[0]]}-{rng.randrange(200000, 299999)}"
    if kind[0] == "B" and rng.random() < 0.5:
        number = f"5-{rng.randrange(40000, 59999)}"
    title = tell.slug()
    title = title.upper() if rng.random() < 0.8 or caps else title
    if rng.random() < 0.12:
        title = rng.choice(("YEARENDER: ", "REPORTER'S NOTEBOOK: ")) + title
    printed, title = marked(piece, title)
    gap = rng.choice(("", "", "", " "))
    sets = rng.choice(("=", "=", "=", " ="))
    values["person"], values["place"] = person.full, place
    values.update(headline=title, story_number=number, genre=kind, byline=byline, located=place)
    kind_mark = rng.choice(("", "", "", "", " (L-Only)"))
    lines = {
        "DATE": dates.label(rng, piece.printed),
        "TYPE": kind + kind_mark,
        "NUMBER": number,
        "TITLE": printed,
        "BYLINE": byline,
        "DATELINE": place,
        "CONTENT": rng.choice(("", "", "", "INSERTS IN DALET")),
    }
    piece.dated = True
    if digest and rng.random() < 0.5:
        for gone in ("TITLE", "BYLINE", "DATELINE"):
            del lines[gone]
    else:
        if rng.random() < 0.08:
            lines["BYLINE"], values["byline"] = "", None
        if rng.random() < 0.08:
            lines["DATELINE"], values["located"] = "", None
            piece.agree("located", place, place.title())
        if rng.random() < 0.05:
            lines["INTERNET"] = rng.choice(("YES", "Yes", ""))
        if rng.random() < 0.08:
            lines["EDITOR"] = rng.choice(("M. STOAT", ""))
            lines["TELEPHONE"] = rng.choice(("619-0000", ""))
    order = list(lines)
    if "TITLE" in lines and rng.random() < 0.6:
        order.remove("TITLE")
        order.insert(2, "TITLE")
    block = [f"{key}{sets}{gap if lines[key] else ''}{lines[key]}" for key in order]
    if rng.random() < 0.1:
        block = [line.replace("BYLINE", "BY-LINE") for line in block]
    if rng.random() < 0.8:
        block.append(rng.choice(("VOICED AT:", "VOICED AT:", "VOICE AT:")))
    piece.remove += [f"{key}{sets}" for key in order] + ["VOICED AT:", "VOICE AT:"]
    return block


def note(piece: Piece) -> None:
    """Now and then, a desk note between the header and the INTRO."""
    rng = piece.rng
    if rng.random() > 0.2:
        return
    words = rng.choice(NOTES)
    start, end = rng.choice((("/// ", " ///"), ("///", "///"), ("// ", " ///"), ("/// ", " //")))
    halves = words.split(" ")
    if rng.random() < 0.15 and len(halves) > 6:  # over two paragraphs
        cut = len(halves) // 2
        piece.add("note", start + " ".join(halves[:cut]))
        piece.add("note", " ".join(halves[cut:]) + end)
    else:
        piece.add("note", start + words + end)
    piece.values["ednote"] = words
    piece.values["corrected"] = words.startswith("RE-SENDING")


def introduce(piece: Piece, caps: bool) -> None:
    """The INTRO, with the announcer's blank now and then."""
    rng, tell, values = piece.rng, piece.tell, piece.values
    place = str(values["place"]).title().replace("Of", "of")
    who = str(values["person"])
    said = tell.intro("____________" if rng.random() < 0.1 else who, place)
    said = said.upper() if caps else said
    label = rng.choice(("INTRO: ", "INTRO:  ", "Intro: ", "INTRO: "))
    piece.add("para", label + said)
    piece.remove.append(label.strip())
    values["intro"] = said


def finish(piece: Piece) -> None:
    """Print the lines after the last paragraph."""
    for line in piece.values.pop("ending"):  # type: ignore[attr-defined]
        piece.add("sign", line)


def script(piece: Piece, *, digest: bool = False, utc: float = 0.2, caps: bool = False) -> None:
    """A script from its labels down."""
    block = header(piece, digest=digest, caps=caps)
    piece.add("labels", *block)
    note(piece)
    introduce(piece, caps)
    after = sign_off(piece, utc, piece.printed)
    script_body(piece, piece.tell.body(), after, caps)
    finish(piece)
    if caps:
        piece.tell.traps = [trap.upper() for trap in piece.tell.traps]


def voa_script(piece: Piece) -> None:
    """A script of 1996 to 2000; those of 1998 are in capitals."""
    caps = piece.day.year == 1998
    script(piece, utc=0.5, caps=caps)
    if caps:
        piece.values["capitals"] = True
    piece.forms = ("first", "fas", "fas", "mirror")


def voa_digest(piece: Piece, index: int, heading: list[str]) -> None:
    """One story of a digest page; `heading` collects its line of contents."""
    script(piece, digest=True, utc=0.9)
    values = piece.values
    labels = next(unit for unit in piece.units if unit.kind == "labels").lines
    words = next((x.split("=", 1)[1].strip() for x in labels if x.startswith("TITLE")), "")
    if not words:
        words, values["headline"] = marked(piece, str(values["headline"]))
    by = str(values["byline"] or values["person"]).upper()
    place = str(values["located"] or values["place"]).upper()
    if not any(x.startswith("DATELINE") for x in labels):
        values["byline"], values["located"] = by, place
    else:
        piece.agree("byline", by)
        piece.agree("located", place)
    heading.append(f"[{index + 1:02d}] {words} BY {by} ({place})")
    piece.remove += [f"[{index + 1:02d}]", "CONTENTS", "gopher://gopher.voa.gov"]


def voa_slug(piece: Piece) -> None:
    """A script under SLUG, whole or with its header lost."""
    rng, values = piece.rng, piece.values
    block = header(piece, digest=False, caps=False)
    number = str(values["story_number"])
    if piece.day.year == 2000 and rng.random() < 0.5:
        number = number[2:]
    words, words_printed = piece.tell.slug(), ""
    if rng.random() < 0.1:
        words_printed = words + ".rtf"
    else:
        words_printed, words = marked(piece, words)
    values["slugline"] = words
    form = rng.randrange(5)
    if rng.random() < 0.1:
        piece.drop("meta", "VOICE OF AMERICA")
    slug = f"{number} {words_printed}"
    if form == 0:
        piece.add("labels", f"SLUG: {slug} DATE: NOTE NUMBER:")
    elif form == 1:
        piece.add("labels", f"\ue000SLUG:\ue001 {slug}", "\ue000DATE:\ue001>", "NOTE NUMBER:/b>")
    elif form == 2:
        piece.add("labels", f"\ue000SLUG:\ue001 {slug}", "\ue000DATE:\ue001>")
        piece.add("labels", "\ue000NOTE NUMBER:\ue001")
    else:
        piece.add("labels", f"\ue000SLUG:\ue001 {slug}", "DATE:", "NOTE NUMBER:")
    piece.remove += ["SLUG:", "NOTE NUMBER:"]
    draw = rng.random()
    if draw < 0.12:  # the header is lost, as in some captures
        piece.add("gap", *[""] * rng.choice((6, 8)))
        piece.dated, piece.printed = False, piece.day
        piece.agree("byline", values["byline"], str(values["person"]))
        piece.agree("located", values["located"], str(values["place"]))
        piece.agree("located", str(values["place"]).title())
        values.update(headline=words, story_number=number, genre=None, byline=None, located=None)
    elif draw < 0.17:  # all but the date is lost
        piece.add("labels", next(line for line in block if line.startswith("DATE")))
        piece.agree("byline", values["byline"], str(values["person"]))
        piece.agree("located", values["located"], str(values["place"]))
        piece.agree("located", str(values["place"]).title())
        values.update(headline=words, story_number=number, genre=None, byline=None, located=None)
    elif draw < 0.22:  # no title of its own: the slug words are the headline
        piece.add("labels", *[line for line in block if not line.startswith("TITLE")])
        values["headline"] = words
    else:
        piece.add("labels", *block)
    note(piece)
    introduce(piece, False)
    after = sign_off(piece, 0.15, piece.printed)
    script_body(piece, piece.tell.body(), after)
    finish(piece)
    piece.forms = ("hash", "bare", "code", "fas", "war")


def voa_modern(piece: Piece) -> None:
    """A later page: title, byline, date, prose."""
    rng, tell = piece.rng, piece.tell
    piece.add("title", tell.headline())
    piece.values["headline"] = piece.units[-1].text
    if rng.random() < 0.6:
        piece.add("meta", "By VOA News")
        piece.agree("byline", "VOA News")
    else:
        person = tell.person().full
        piece.add("meta", f"By {person}")
        piece.values["byline"] = person
        piece.named = False
    piece.add("meta", dates.day_first(piece.printed))
    piece.dated = True
    piece.paras(tell.body())
    piece.forms = ("code",)


def voa_editorial(piece: Piece) -> None:
    """An editorial or a web page whose title line ends in a date."""
    rng, tell = piece.rng, piece.tell
    day = piece.printed
    if rng.random() < 0.5:
        words = tell.slug().upper()
        line = f"{day.month}/{day.day}/{day:%y} - {words} - {day.isoformat()}"
    else:
        words = tell.headline()
        line = f"{words} - {day.isoformat()}"
    piece.add("title", line)
    piece.values["headline"] = words
    piece.agree("headline", line, f"{words} - {day.isoformat()}")
    piece.named = False
    piece.dated = True
    piece.paras(tell.body())
    piece.forms = ("code",)
