"""The parts of a rendered story: units to print, and the expected record."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from benchmarks.rendering.stories import Teller

AGENCIES: dict[str, tuple[str, list[str]]] = {
    "voa": ("Voice of America", ["VOA", "VOA News"]),
    "usia": (
        "Washington File",
        [
            "USIA",
            "USIA Washington File",
            "USIA/Washington File",
            "United States Information Agency",
            "U.S. Information Agency",
        ],
    ),
    "afps": ("American Forces Press Service", ["AFPS"]),
    "rferl": ("Radio Free Europe/Radio Liberty", ["RFE/RL"]),
    "rfa": ("Radio Free Asia", ["RFA"]),
    "irna": ("Islamic Republic News Agency", ["IRNA", "IRNA - Islamic Republic News Agency"]),
    "isna": (
        "Iranian Students' News Agency",
        ["ISNA", "Iranian Students News Agency", "ISNA - Iranian Students' News Agency"],
    ),
    "kcna": (
        "Korean Central News Agency",
        [
            "KCNA",
            "Korean Central News Agency of DPRK",
            "Korean Central News Agency of DPRK via Korea News Service (KNS)",
        ],
    ),
    "xinhua": ("Xinhua News Agency", ["Xinhua"]),
    "globaltimes": ("Global Times", []),
    "rianovosti": ("RIA Novosti", []),
    "tass": ("TASS", ["ITAR-TASS", "TASS Russian News Agency", "Russian News Agency TASS"]),
    "upi": ("United Press International", ["UPI"]),
    "ap": ("Associated Press", ["AP", "The Associated Press"]),
    "afp": ("Agence France-Presse", ["AFP", "Agence France Presse"]),
    "yonhap": ("Yonhap News Agency", ["Yonhap", "Yonhap News"]),
    "kyodo": ("Kyodo News", ["Kyodo", "Kyodo News Service", "Kyodo News Agency"]),
    "un": ("United Nations", ["UN", "UN News", "U.N.", "United Nations News Service"]),
    "state": (
        "U.S. Department of State",
        [
            "State Department",
            "US Department of State",
            "Department of State",
            "U.S. State Department",
        ],
    ),
    "whitehouse": ("White House", ["The White House", "THE WHITE HOUSE"]),
    "azertac": (
        "Azerbaijan State News Agency",
        ["AZERTAC", "Azerbaijan State News Agency - (AZERTAC)",
         "Azerbaijan State News Agency (AZERTAC)"],
    ),
    "nis": (
        "National Intelligence Service",
        ["NIS", "ROK National Intelligence Service", "National Intelligence Service (ROK)",
         "National Intelligence Service of the Republic of Korea",
         "Republic of Korea National Intelligence Service",
         "National Intelligence Service (Republic of Korea)",
         "South Korea National Intelligence Service"],
    ),
    "businesswire": ("Business Wire", ["BusinessWire"]),
    "globenewswire": ("GlobeNewswire", ["GLOBE NEWSWIRE", "Globe Newswire"]),
}  # fmt: skip


@dataclass
class Unit:
    """One printed thing: a title, a block of lines that belong together, or a paragraph.

    Kinds: title, labels, block, meta, para, act, cue, note, sign, gap.
    """

    kind: str
    lines: list[str]

    @property
    def text(self) -> str:
        """The lines run together."""
        return " ".join(self.lines)


@dataclass
class Piece:
    """One story as units, and its expected record."""

    rng: random.Random
    day: dt.date  # the day in the address
    printed: dt.date  # the day that the page prints, if it prints one
    tell: Teller
    code: str
    units: list[Unit] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)
    accept: dict[str, list[object]] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    moment: dt.datetime | None = None
    dated: bool = False  # the page prints a day
    named: bool = True  # the page itself tells its agency
    joined: bool = False
    forms: tuple[str, ...] = ("code",)
    logo: str = ""

    def add(self, kind: str, *lines: str) -> None:
        """Print one unit."""
        self.units.append(Unit(kind, list(lines)))

    def drop(self, kind: str, *lines: str) -> None:
        """Print one unit whose lines may not come back in the record."""
        self.add(kind, *lines)
        self.remove += [line for line in lines if len(line) > 2]

    def para(self, text: str, printed: str = "", kind: str = "para") -> None:
        """Print a paragraph of the body, as `printed` where that differs."""
        self.add(kind, printed or text)
        self.body.append(text)

    def paras(self, texts: list[str], before: str = "", after: str = "") -> None:
        """Print paragraphs of the body, with wire matter before the first and after the last."""
        for index, text in enumerate(texts):
            start = before if not index else ""
            self.para(text, start + text + (after if index == len(texts) - 1 else ""))

    def agree(self, name: str, *others: object) -> None:
        """Let a field be one of these as well."""
        self.accept.setdefault(name, []).extend(others)

    def dates(self) -> dict[str, object]:
        """The published field."""
        gap = abs((self.printed - self.day).days)
        far = self.dated and gap > 2
        day = self.printed if self.dated and not far else self.day
        moment = self.moment.isoformat().replace("+00:00", "Z") if self.moment else None
        return {"date": day.isoformat(), "datetime": moment, "conflict": far}

    def keeps(self) -> list[str]:
        """Sentences that must come through: the traps, the first, the last and two between."""
        whole = [text for text in self.body if not any(each in text for each in self.free)]
        picked = [whole[0], whole[-1], *self.rng.sample(whole, min(2, len(whole)))] if whole else []
        return list(dict.fromkeys(self.keep + self.tell.traps + picked))

    def record(self) -> dict[str, object]:
        """The expected record, without what only the page knows."""
        name, others = AGENCIES.get(self.code, (str(self.values.get("agency", self.code)), []))
        accept: dict[str, list[object]] = dict(self.accept)
        accept["infosource.name"] = [*others, *accept.get("infosource.name", [])]
        get = self.values.get
        return {
            "is_story": True,
            "infosource": {"code": self.code, "name": name},
            "headline": get("headline"),
            "slugline": get("slugline"),
            "story_number": get("story_number"),
            "genre": get("genre"),
            "byline": get("byline"),
            "located": get("located"),
            "published": self.dates(),
            "ednote": get("ednote"),
            "intro": get("intro"),
            "body": "\n\n".join(self.body),
            "pubstatus": get("pubstatus", "usable"),
            "corrected": get("corrected", False),
            "body_joined": self.joined,
            "free": self.free,
            "accept": accept,
        }
