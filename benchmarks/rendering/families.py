"""Every family of stories by name: what makes it, its source code and its years."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.rendering import families_agency as agency
from benchmarks.rendering import families_bureau as bureau
from benchmarks.rendering import families_force as force
from benchmarks.rendering import families_office as office
from benchmarks.rendering import families_voa as voa
from benchmarks.rendering.model import Piece
from benchmarks.rendering.stories import Teller


@dataclass(frozen=True)
class Family:
    """One kind of story."""

    make: Callable[[Piece], None]
    code: str
    first: dt.date
    last: dt.date
    weight: int = 2


def _family(make: Callable[[Piece], None], code: str, first: int, last: int, n: int = 2) -> Family:
    return Family(make, code, dt.date(first, 1, 3), dt.date(last, 12, 28), n)


FAMILIES: dict[str, Family] = {
    "voa_slug": Family(voa.voa_slug, "voa", dt.date(2000, 10, 1), dt.date(2004, 5, 1), 12),
    "voa_script": Family(voa.voa_script, "voa", dt.date(1996, 1, 5), dt.date(2000, 9, 28), 6),
    "voa_modern": _family(voa.voa_modern, "voa", 2005, 2022),
    "voa_editorial": _family(voa.voa_editorial, "voa", 2002, 2005, 1),
    "usia": _family(office.usia, "usia", 1998, 2005, 5),
    "afps": _family(office.afps, "afps", 1999, 2014, 4),
    "rferl": _family(agency.rferl, "rferl", 1999, 2024, 3),
    "rfa": _family(agency.rfa, "rfa", 2005, 2025),
    "irna": _family(agency.irna, "irna", 1999, 2020, 3),
    "isna": _family(agency.isna, "isna", 2010, 2015),
    "kcna": _family(agency.kcna, "kcna", 1999, 2024, 3),
    "xinhua": _family(agency.xinhua, "xinhua", 2008, 2022, 3),
    "globaltimes": _family(agency.globaltimes, "globaltimes", 2012, 2024),
    "rianovosti": _family(agency.rianovosti, "rianovosti", 2005, 2013),
    "tass": _family(agency.tass, "tass", 2012, 2025),
    "upi": _family(agency.upi, "upi", 1998, 2012),
    "ap": _family(agency.ap, "ap", 1998, 2010, 3),
    "afp": _family(agency.afp, "afp", 1998, 2010),
    "yonhap": _family(agency.yonhap, "yonhap", 1998, 2021),
    "kyodo": _family(agency.kyodo, "kyodo", 1998, 2008),
    "app": _family(agency.app, "app", 1998, 2012, 1),
    "azertac": _family(agency.azertac, "azertac", 2018, 2025, 1),
    "un_press": _family(office.un_press, "un", 2000, 2024),
    "un_news": _family(office.un_news, "un", 2010, 2024, 1),
    "state": _family(office.state_daily, "state", 1997, 2015, 3),
    "state_noon": _family(office.state_noon, "state", 1997, 2003, 1),
    "whitehouse": _family(partial(office.whitehouse, remarks=False), "whitehouse", 1997, 2020),
    "whitehouse_remarks": _family(
        partial(office.whitehouse, remarks=True), "whitehouse", 1997, 2020
    ),
    "nis": _family(office.nis, "nis", 1999, 2001),
    "businesswire": _family(agency.businesswire, "businesswire", 2003, 2024),
    "globenewswire": _family(agency.globenewswire, "globenewswire", 2010, 2024),
    "press_correction": _family(agency.press_correction, "businesswire", 2003, 2024),
    "kill": _family(agency.kill, "", 1999, 2012),
    "resend": _family(agency.resend, "", 1999, 2012),
    "usmc": _family(force.usmc, "usmc", 2001, 2010),
    "nns": _family(force.nns, "usn", 2001, 2012),
    "army": _family(force.army, "arnews", 2001, 2012),
    "afpn": _family(force.afpn, "afpn", 2001, 2012),
    "dod_release": _family(force.dod_release, "pdo", 1998, 2012),
    "dod_transcript": _family(force.dod_transcript, "pdo", 1998, 2012),
    "doj": _family(force.ministry, "doj", 2000, 2024, 1),
    "treasury": _family(force.ministry, "treasury", 2000, 2024, 1),
    "president": _family(force.president, "whitehouse", 2001, 2009),
    "un_release": _family(force.un_release, "un", 1998, 2008),
    "mehr": _family(bureau.mehr, "mna", 2003, 2020, 1),
    "fars": _family(bureau.fars, "fars", 2003, 2020, 1),
    "tasnim": _family(bureau.tasnim, "tasnim", 2013, 2024, 1),
    "presstv": _family(bureau.presstv, "presstv", 2007, 2024),
    "sputnik": _family(bureau.sputnik, "sputnik", 2014, 2024),
    "cna": _family(bureau.cna, "cna", 1999, 2015),
    "irin": _family(bureau.irin, "irin", 1998, 2014),
    "iaea": _family(bureau.iaea, "iaea", 2005, 2024, 1),
    "prc_mnd": _family(bureau.prc_mnd, "prc-mnd", 2012, 2025, 1),
    "kremlin": _family(bureau.kremlin, "kremlin", 2005, 2024, 1),
    "credited": _family(bureau.credited, "", 1998, 2012),
    "corrected_release": _family(bureau.corrected_release, "businesswire", 2003, 2024),
    "wire_sign": _family(bureau.wire_sign, "", 1999, 2012),
    "unknown": _family(office.unknown, "", 2000, 2024, 3),
}
DIGEST, NO_STORY = "voa_digest", "no_story"


def piece(name: str, rng: random.Random) -> Piece:
    """One story of a family."""
    family = FAMILIES[name]
    span = (family.last - family.first).days
    day = family.first + dt.timedelta(days=rng.randrange(span))
    if rng.random() < 0.1:  # about the new year, where a dateline without a year is hard
        day = dt.date(day.year, 1, rng.choice((1, 2)))
        day = max(family.first, day)
    made = _piece(rng, day, family.code)
    family.make(made)
    return made


def _piece(rng: random.Random, day: dt.date, code: str) -> Piece:
    shift = rng.choices((0, 1, -1, -2, 47, -20), (84, 4, 5, 3, 2, 2))[0]
    tell = Teller(rng, radio=code == "voa" and day.year < 2005, accents=rng.random() < 0.2)
    return Piece(rng, day, day + dt.timedelta(days=shift), tell, code)


def digest(rng: random.Random) -> tuple[list[Piece], list[str]]:
    """The stories of a digest page, and its lines of contents."""
    day = dt.date(1995, 1, 3) + dt.timedelta(days=rng.randrange(2000))
    heading: list[str] = []
    pieces = []
    for index in range(rng.randint(2, 4)):
        tell = Teller(rng, radio=True)
        made = Piece(rng, day, day, tell, "voa")
        voa.voa_digest(made, index, heading)
        pieces.append(made)
    return pieces, heading
