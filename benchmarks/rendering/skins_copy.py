"""Skins of those who copied stories: mail archives, forums, print versions, lists in cells."""

from __future__ import annotations

from benchmarks.rendering.sheet import Sheet, Skin


def print_version(sheet: Sheet) -> str:
    """The page for the printer: its own address and the way back."""
    f, rng = sheet.around, sheet.rng
    top = rng.choice(("Print this page | Close window", "[ Close Window ]", "Click here to print"))
    where = f"Printed from: http://archive.tidewatch.example/p/{rng.randrange(9000)}"
    f.remove += [top, where]
    bottom = rng.choice(
        (f"<p><i>{where}</i></p>", f"<hr><font size=1>{where}</font>", f"<p>{where}</p>")
    )
    return (
        f"<html><head>{sheet.head}</head>\n<body onload='window.print()'>\n"
        f"<p align=right>{top}</p>\n{f.heading}{f.logo}{sheet.story}{bottom}\n{f.foot}</body></html>\n"
    )


def mail_archive(sheet: Sheet) -> str:
    """A story that was sent to a mailing list and kept there."""
    f, rng = sheet.around, sheet.rng
    menu = "[Date Prev][Date Next][Thread Prev][Thread Next][Date Index][Thread Index]"
    tail = "To unsubscribe, send a blank message to harbor-list-off@list.example"
    f.remove += [menu, "harbor-list-off"]
    links = "".join(f'[<a href="#">{word}</a>]' for word in menu.strip("[]").split("]["))
    menu = links if rng.random() < 0.6 else menu
    return (
        f"<HTML><HEAD>{sheet.head}</HEAD>\n<BODY>\n{menu}\n<HR>\n{f.heading}{sheet.story}<HR>\n"
        f"<P>{tail}</P>\n{menu}\n</BODY></HTML>\n"
    )


def forum(sheet: Sheet) -> str:
    """A story posted to a forum."""
    f, rng = sheet.around, sheet.rng
    posted = f"Posted: {rng.randint(1, 12)}:02 pm"
    f.remove += [
        posted,
        "Author",
        "Message",
        "Back to top",
        "Reply with quote",
        "Page 1 of 1",
    ]
    return (
        f"<html><head>{sheet.head}</head><body>\n{f.menu}<table class=forumline>\n<tr><th>Author</th>"
        f"<th>Message</th></tr>\n<tr><td valign=top></td>\n<td><table><tr><td><span class=postdetails>{posted}</span>"
        f"</td><td><a href=#q>Reply with quote</a></td></tr>\n<tr><td colspan=2><hr>"
        f"</td></tr>\n<tr><td colspan=2><span class=postbody>{sheet.story}</span></td></tr></table></td>"
        f"</tr>\n<tr><td><a href=#top>Back to top</a></td></tr></table>\nPage 1 of 1\n{f.foot}"
        "</body></html>\n"
    )


def brackets(sheet: Sheet) -> str:
    """A page of the nineties whose menus stand in brackets, linked or bare."""
    f, rng = sheet.around, sheet.rng
    names = rng.sample(
        ["Home", "News", "Library", "Search", "Guest Book", "Site Map", "Mail Us"], 5
    )
    link = rng.random() < 0.6
    words = [f'<a href="/{at}">{name}</a>' if link else name for at, name in enumerate(names)]
    menu = rng.choice(("[ " + " | ".join(words) + " ]", "".join(f"[{w}] " for w in words),
                       " ".join(f"[ {w} ]" for w in words)))  # fmt: skip
    f.remove += [name for name in names if " " in name]
    line = f"<center><font size=2>{menu}</font></center>\n"
    return (
        f"<HTML><HEAD>{sheet.head}</HEAD>\n<BODY TEXT=#000000>\n{line}<HR>\n{f.banner}{f.heading}"
        f"{sheet.story}<HR>\n{line}{f.letter}{f.foot}</BODY></HTML>\n"
    )


def left_cell(sheet: Sheet) -> str:
    """A table whose story cell begins behind a cell of section links and a picture's caption."""
    f, rng = sheet.around, sheet.rng
    note = rng.choice(("Click on picture to enlarge", "File photo", "Photo: harbor desk"))
    f.remove.append(note)
    return (
        f"<html><head>{sheet.head}</head>\n<body>\n<table width=780 cellpadding=0><tr><td colspan=2>"
        f"{f.banner}</td></tr>\n<tr><td width=150 valign=top>{f.menu}{f.related}</td><td valign=top>"
        f"{f.crumbs}{f.heading}{f.logo}{sheet.parts[0]}<table align=right width=200><tr><td>"
        f'<img src="/p.jpg" alt=""></td></tr><tr><td><font size=1>{note}</font></td></tr></table>\n'
        f"{sheet.parts[1]}</td></tr>\n<tr><td colspan=2>{f.letter}{f.foot}</td></tr></table>\n"
        "</body></html>\n"
    )


COPIES: dict[str, Skin] = {
    "print_version": Skin(print_version, ("p", "br", "nbsp_br", "glued")),
    "mail_archive": Skin(mail_archive, ("pre", "p_open")),
    "forum": Skin(forum, ("br", "br_lines", "nbsp_br")),
    "brackets": Skin(brackets, ("p_open", "br", "pre", "glued")),
    "left_cell": Skin(left_cell, ("cell_pairs", "p", "glued", "p_br")),
    "pairs": Skin(left_cell, ("cell_pairs",)),
    "glued": Skin(print_version, ("glued",)),
}
