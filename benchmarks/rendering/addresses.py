"""Addresses in the archive's grammar and on mirrors, with the section and the crawl day."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

HOST = "www.globalsecurity.org"
SECTIONS = {
    "wmd": "Weapons of Mass Destruction (WMD)",
    "military": "Military",
    "intell": "Intelligence",
    "security": "Homeland Security",
    "space": "Space",
}
PREFIX = {"military": "mil", "security": "sec", "intell": "intell", "space": "space"}
TOPICS = "iraq dprk india russia china iran syria taiwan pakistan libya".split()
MIRRORS = ("www.tidewatch.example", "news.saltmarsh.example", "www.lantern-post.example")


@dataclass(frozen=True)
class Address:
    """Where a page lives, when it was fetched, and what its heading says."""

    url: str
    fetched: dt.datetime
    section: str
    own: bool  # on the archive's own host
    day: dt.date = dt.date(2008, 1, 1)


def fetched(rng: random.Random, day: dt.date) -> dt.datetime:
    """A crawl some months or years after the story."""
    start = max(day, dt.date(2003, 1, 1)) + dt.timedelta(days=rng.randrange(20, 1500))
    start = min(start, dt.date(2026, 9, 1))
    moment = dt.datetime(start.year, start.month, start.day, tzinfo=dt.UTC)
    return moment + dt.timedelta(seconds=rng.randrange(86400))


def address(
    rng: random.Random,
    days: tuple[dt.date, dt.date],
    code: str,
    forms: tuple[str, ...],
    named: bool,
) -> Address:
    """An address for a story of this source; one that names the source if it must.

    `days` are the day that the address tells and the day that the page prints: no page is fetched
    before either.
    """
    day = days[0]
    form = rng.choice(forms)
    if code == "voa" and "code" in forms and not named:
        form = "code"
    if form == "code" and named and rng.random() < 0.25:
        form = rng.choice(("first", "bare", "mirror", "fas") if day.year < 2008 else ("mirror",))
    if not named and form not in ("code", "nis"):
        form = "code"
    short, long = f"{day:%y%m%d}", f"{day:%Y%m%d}"
    section = rng.choices(list(SECTIONS), (8, 3, 1, 2, 1))[0]
    topic = rng.choice(TOPICS)
    number = f"{rng.randint(1, 9):02d}{rng.choice(('', '', '', 'b', 'c'))}"
    scheme = rng.choice(("http", "https"))
    if form in ("first", "war", "nis", "bare"):
        section = "wmd" if form != "war" else "military"
    stem = PREFIX.get(section, "pak" if topic == "pakistan" and rng.random() < 0.5 else topic)
    month = rng.choice((f"{day:%m}/", "")) if section == "wmd" else f"{day:%m}/"
    month = "" if section in ("intell", "space") else month
    folder = f"{section}/library/news/"
    folder += f"{topic}/{day.year}/{month}" if section == "wmd" else f"{day.year}/{month}"
    if form == "hash":
        name = f"{stem}-{short}-{rng.getrandbits(32):08x}"
    elif form == "bare":
        name = f"{stem}-{short}{rng.choice(('', 'b', 'c'))}"
    elif form == "war":
        name = f"war-{short}-mepost{rng.randint(1, 4)}"
    elif form == "first":
        tag = "wh" if code == "whitehouse" else topic
        name = f"{short}-{tag}{rng.choice(('', '1', '04'))}"
    elif form == "nis":
        name = f"dprk_nis-{rng.choice((short, long))}"
    else:
        used = rng.choice(("whitehouse", "whitehouseb", "wh")) if code == "whitehouse" else code
        name = f"{stem}-{short}-{used}{number}"
    url = f"{scheme}://{HOST}/{folder}{name}.htm"
    own = True
    if form == "fas":
        url, own = f"http://fas.org/news/{topic}/{day.year}/{short}-{topic}{number[:2]}.htm", False
    elif form == "mirror":
        words = f"{rng.randint(10, 99)}-boats-leave-{topic}-harbor"
        url = f"https://{rng.choice(MIRRORS)}/archive/{day.isoformat()}/{words}/"
        own = False
    elif form == "digest":
        url = f"http://archive.wirecopies.example/agencies/voa/{day.year}/{day:%y-%m-%d}.voa.html"
        own = False
    return Address(url, fetched(rng, max(days)), section, own, day)
