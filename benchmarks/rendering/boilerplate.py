"""Text around a story: banners, menus, clocks, breadcrumbs, boxes, footers, in varied markup."""

from __future__ import annotations

import datetime as dt
import html
import random
from dataclasses import dataclass, field

from benchmarks.rendering.addresses import SECTIONS, Address
from benchmarks.rendering.stories import DAYS, MONTHS, Teller

KNOWN = [
    "UNITED24 - Make a charitable donation in support of Ukraine!",
    "Find a Security Clearance Job!",
    "The Largest Security-Cleared Career Network for Defense and Intelligence Jobs - JOIN NOW",
    "Ukraine Snake Island Flag - Buy it Here!",
]
"""Banners that the archive is known to have carried, to the letter."""
BANNERS = [
    *KNOWN,
    "Sponsored: {n} cleared openings near you",
    "Harbor charts of the world, now {n} sheets - 15% off",
    "Veterans: {n} employers are hiring this week",
    "Order the {n}-page fleet wall atlas - 20% off",
    "Secure hosting from {n} crowns a month: click here",
    "New: the {n} best charts of the Sill River, free shipping",
]
MENU = {
    "Home": "/",
    "Military": "/military/",
    "WMD": "/wmd/",
    "Intelligence": "/intell/",
    "Homeland Security": "/security/",
    "Space": "/space/",
    "Facility Index": "/facility-index/",
    "Hot Documents": "/hot-documents/",
    "Systems": "/systems/",
    "Forum": "/forum/",
    "Jobs": "/jobs/",
    "Site Search": "/search/",
    "Contact Us": "/contact/",
}
LETTERS = [
    ["Join the mailing list"],
    ["NEWSLETTER", "Join the GlobalSecurity.org mailing list"],
    ["Join the GlobalSecurity.org mailing list"],
    ["Sign up for our weekly digest by e-mail"],
    ["Get new stories by mail - join our list"],
    ["Like this story? Put your name on our list"],
]
FEET = [
    "TOP OF PAGE",
    "Site maintained by: John Pike",
    "One Billion Americans: read the book",
    "Places to go, people to see - our sister sites",
    "Advertise with Us | About Us | Privacy | Site Map",
]
RELATED = ["Related stories", "More headlines", "Most read today", "Further Reading"]
RELATED += ["Also in this section", "Latest Headlines", "See also"]
SHARE = ["Share this page: E-mail | Print", "Tweet This | Print This | Mail This"]
SHARE += ["E-mail   Print", "Share on Skyline | Copy link"]
COOKIES = ["We use cookies to improve this site. Accept", "Your privacy matters to us. Accept all"]


@dataclass
class Boilerplate:
    """Markup for each place on a page, and the texts in it that no record may hold."""

    banner: str = ""
    menu: str = ""
    clock: str = ""
    crumbs: str = ""
    heading: str = ""
    logo: str = ""
    related: str = ""
    share: str = ""
    letter: str = ""
    foot: str = ""
    inside: str = ""
    cookie: str = ""
    day: dt.date = dt.date(2008, 1, 1)
    remove: list[str] = field(default_factory=list)


def dress(
    rng: random.Random, where: Address, tell: Teller, logo: str, *, hurt: bool = True
) -> Boilerplate:
    """Choose the boilerplate of one page; on an undamaged page it can be recognised."""
    made = Boilerplate(day=where.day)
    if rng.random() < 0.55:
        made.banner = _banner(rng, made, hurt)
    if rng.random() < 0.3:
        made.inside = _banner(rng, made, hurt)
    if rng.random() < 0.75:
        names = rng.sample(list(MENU), rng.randint(4, 9))
        made.menu = _menu(rng, names)
        made.remove += [name for name in names if " " in name]
    if rng.random() < 0.4:
        day = where.fetched
        clock = f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"
        made.clock = rng.choice((
            f'<div class="date">{clock}</div>\n',
            f"<p align=right><font size=1>{clock}</font></p>\n",
        ))  # fmt: skip
        made.remove.append(clock)
    if rng.random() < 0.3:
        names = [rng.choice(("GlobalSecurity.org", "Home page")), "WMD", "Library", "News"]
        names[1] = {"wmd": "WMD", "intell": "Intelligence"}.get(where.section, "Military")
        sign = rng.choice(("&gt;", "&gt;", "&raquo;", "::"))
        links = f" {sign} ".join(f'<a href="/{i}">{name}</a>' for i, name in enumerate(names))
        made.crumbs = rng.choice((f'<div class="crumbs">{links}</div>\n', f"<p>{links}</p>\n"))
        made.remove.append(html.unescape(f" {sign} ".join(names)))
    if where.own and rng.random() < 0.8:
        made.heading = _heading(rng, SECTIONS[where.section])
        made.remove.append(SECTIONS[where.section])
    elif "fas.org" in where.url and rng.random() < 0.6:
        made.heading = _heading(rng, "Index")
    if logo and where.own and rng.random() < 0.35:
        made.logo = f'<p><img alt="{logo}" src="/wmd/library/news/images/logo.png"></p>\n'
    if rng.random() < 0.35:
        made.related = _related(rng, made, tell)
    if rng.random() < 0.25:
        line = rng.choice(SHARE)
        made.share = rng.choice((
            f'<div class="share"><span>{line}</span></div>\n',
            f'<p><a href="#">{line}</a></p>\n',
            f'<ul class="social"><li><a href="#">{line}</a></li></ul>\n',
        ))  # fmt: skip
        made.remove.append(line)
    if rng.random() < 0.55:
        made.letter = _letter(rng, made)
    if rng.random() < 0.55:
        made.foot = _foot(rng, made, where)
    made.cookie = rng.choice(COOKIES)
    return made


def _banner(rng: random.Random, made: Boilerplate, hurt: bool) -> str:
    text = rng.choice(BANNERS).format(n=rng.randint(101, 980))
    link = f'<a href="/sys/go/{rng.randrange(99)}">{text}</a>'
    # New words that link nowhere: nothing tells a reader for sure that they are an advert.
    bare = text if hurt or text in KNOWN else KNOWN[0]
    banner = rng.choice((
        f"<center>{link}</center>\n",
        f'<p align="center">{link}</p>\n',
        f'<div align="center"><b>{link}</b></div>\n',
        f'<table width="100%"><tr><td align="center">{link}</td></tr></table>\n',
        f'<div class="topad">{link}</div>\n',
        f"<center><font size=2 color=red><b>{bare}</b></font></center>\n",
    ))  # fmt: skip
    made.remove.append(text if text in banner else bare)
    return banner


def _menu(rng: random.Random, names: list[str]) -> str:
    links = [f'<a href="{MENU[name]}">{name}</a>' for name in names]
    if rng.random() < 0.05:
        return "<font size=1>[ " + " ] [ ".join(links) + " ]</font>\n"
    return rng.choice((
        '<ul class="nav">' + "".join(f"<li>{link}</li>" for link in links) + "</ul>\n",
        "<table><tr>" + "".join(f"<td>{link}</td>" for link in links) + "</tr></table>\n",
        "<p>" + " | ".join(links) + "</p>\n",
        "<div id=menu>" + "<br>\n".join(links) + "</div>\n",
    ))  # fmt: skip


def _heading(rng: random.Random, text: str) -> str:
    return rng.choice((
        f"<h1>{text}</h1>\n",
        f"<h2>{text}</h2>\n",
        f'<p><font size="5"><b>{text}</b></font></p>\n',
        f"<center><b>{text}</b></center>\n",
        f'<div id="section">{text}</div>\n',
    ))  # fmt: skip


def _related(rng: random.Random, made: Boilerplate, tell: Teller) -> str:
    title = rng.choice(RELATED)
    heads = [
        f"{tell.state()} and {tell.state()} {rng.choice(('trade', 'share', 'lose'))} "
        f"{rng.choice(('charts', 'ferries', 'a lighthouse'))}"
        for _ in range(rng.randint(3, 5))
    ]
    made.remove += [title, *heads]
    items = "".join(
        f'<li><a href="/news/{i}.htm">{head}</a></li>\n' for i, head in enumerate(heads)
    )
    lines = "<br>\n".join(f'<a href="/news/{i}.htm">{head}</a>' for i, head in enumerate(heads))
    return rng.choice((
        f'<div class="related"><h4>{title}</h4>\n<ul>\n{items}</ul></div>\n',
        f"<table border=1><tr><th>{title}</th></tr><tr><td>{lines}</td></tr></table>\n",
        f"<p><b>{title}</b></p>\n<ul>{items}</ul>\n",
        f"<p><b>{title}</b><br>\n{lines}</p>\n",
    ))  # fmt: skip


def _letter(rng: random.Random, made: Boilerplate) -> str:
    lines = rng.choice(LETTERS)
    made.remove += lines
    if len(lines) == 2 and rng.random() < 0.5:
        return (
            f"<table border=1><tr><td><b>{lines[0]}</b></td></tr>\n"
            f'<tr><td></td><td><a href="/list.htm">{lines[1]}</a></td><td></td></tr></table>\n'
        )
    if rng.random() < 0.3:
        form = '<form action="/list"><input name="e"></form>'
        return f'<div class="signup">{"".join(f"<p>{line}</p>" for line in lines)}{form}</div>\n'
    *first, last = lines
    start = "".join(f"<p>{line}</p>\n" for line in first)
    return start + rng.choice((
        f'<p><a href="/maillist.htm">{last}</a></p>\n',
        f"<div>{last}</div>\n",
        f'<p align="center"><a href="/list.htm">{last}</a></p>\n',
        f"<center><small>{last}</small></center>\n",
    ))  # fmt: skip


def _foot(rng: random.Random, made: Boilerplate, where: Address) -> str:
    year = where.fetched.year
    lines = rng.sample(FEET, rng.randint(1, 3))
    if rng.random() < 0.6:
        lines.append(f"Copyright © 2000-{year} GlobalSecurity.org All rights reserved.")
    if rng.random() < 0.6:
        lines.insert(0, f"Page last modified: {where.fetched:%d-%m-%Y} 04:21:51 ZULU")
    made.remove += lines
    wrap = rng.choice((
        '<div class="foot">{}</div>\n',
        '<p><font size="1">{}</font></p>\n',
        "<center><small>{}</small></center>\n",
    ))  # fmt: skip
    return rng.choice(("<hr>\n", "")) + "".join(wrap.format(html.escape(line)) for line in lines)
