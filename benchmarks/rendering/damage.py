"""Damage done to pages: what a parser must repair, and what it must leave alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from benchmarks.rendering.model import Piece, Unit

ZEROES = "\u200b\u200c\u2060\ufeff"
PROSE = ("para", "act")


def _each_word(
    piece: Piece, chance: float, harm: Callable[[str, random.Random], str], kinds: tuple[str, ...]
) -> None:
    for unit in piece.units:
        if unit.kind not in kinds:
            continue
        words = unit.text.split(" ")
        unit.lines = [" ".join(
            harm(word, piece.rng) if piece.rng.random() < chance else word for word in words
        )]  # fmt: skip


def _soft(word: str, rng: random.Random) -> str:
    if not re.fullmatch(r"[A-Za-z]{7,}", word):
        return word
    at = rng.randrange(3, len(word) - 3)
    return word[:at] + "\xad" + word[at:]


def _zero(word: str, rng: random.Random) -> str:
    if rng.random() < 0.5 and re.fullmatch(r"[A-Za-z]{5,}", word):
        at = rng.randrange(2, len(word) - 1)
        return word[:at] + rng.choice(ZEROES) + word[at:]
    return word + rng.choice(ZEROES)


def soft_hyphens(piece: Piece) -> None:
    """Soft hyphens inside long words."""
    _each_word(piece, 0.15, _soft, PROSE)


def zero_width(piece: Piece) -> None:
    """Zero-width characters inside and after words."""
    _each_word(piece, 0.08, _zero, (*PROSE, "title"))


def nbsp(piece: Piece) -> None:
    """Blanks that do not break, in place of plain ones."""
    for unit in piece.units:
        if unit.kind in (*PROSE, "title", "meta"):
            unit.lines = [
                "".join("\xa0" if c == " " and piece.rng.random() < 0.12 else c for c in line)
                for line in unit.lines
            ]


def residue(piece: Piece) -> None:
    """Entities printed as text."""
    for unit in piece.units:
        if unit.kind in (*PROSE, "title"):
            text = unit.text.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;")
            unit.lines = [text.replace("“", "&ldquo;").replace("”", "&rdquo;")]


def hyphen_blank(piece: Piece) -> None:
    """A blank left after a hyphen where a line once ended."""
    for unit in piece.units:
        if unit.kind in PROSE:
            unit.lines = [re.sub(r"(?<=[a-z]{3}-)(?=[a-z]{3})", " ", unit.text)]


def breaks(piece: Piece) -> None:
    """Paragraphs broken in the middle of a sentence."""
    made: list[Unit] = []
    for unit in piece.units:
        spots = [
            found.end()
            for found in re.finditer(r"(?<=[a-z]{2}) (?=[A-Za-z0-9])", unit.text)
            if 40 < found.end() < len(unit.text) - 4
        ]
        if unit.kind == "para" and spots and "//" not in unit.text and piece.rng.random() < 0.3:
            at = piece.rng.choice(spots)
            made += [Unit("para", [unit.text[: at - 1]]), Unit("para", [unit.text[at:]])]
        else:
            made.append(unit)
    piece.units = made


def year_starts(piece: Piece) -> None:
    """Paragraphs broken before the bare year that ends a sentence."""
    made: list[Unit] = []
    for unit in piece.units:
        found = re.search(r"(?<=[a-z]{2}) (?=1\d{3}[. ])", unit.text)
        if unit.kind == "para" and found and "//" not in unit.text and found.start() > 40:
            at = found.end()
            made += [Unit("para", [unit.text[: at - 1]]), Unit("para", [unit.text[at:]])]
        else:
            made.append(unit)
    piece.units = made


def doubled_title(piece: Piece) -> None:
    """The title printed twice."""
    at = next((i for i, unit in enumerate(piece.units) if unit.kind == "title"), None)
    if at is not None and "CORRECTING" not in piece.units[at].text.upper():
        piece.units.insert(at, Unit("title", list(piece.units[at].lines)))


def bars(piece: Piece) -> None:
    """Stray table bars between paragraphs."""
    spots = [i for i, unit in enumerate(piece.units) if unit.kind == "para"][2:]
    for at in sorted(piece.rng.sample(spots, min(2, len(spots))), reverse=True):
        piece.units.insert(at, Unit("sign", ["|"]))


def php(piece: Piece) -> None:
    """What a debugging call left above the story."""
    line = f'string({piece.rng.randrange(100, 2000)}) ""'
    piece.units.insert(0, Unit("sign", [line]))
    piece.remove.append(line)


def commas(piece: Piece) -> None:
    """Commas for apostrophes, which may be mended or stay as printed."""
    for old in ("anyone's", "College's"):
        new = old.replace("'", ",")
        for unit in piece.units:
            unit.lines = [line.replace(old, new) for line in unit.lines]
        if any(old in text for text in piece.body):
            piece.free += [old, new]


def _quotes(piece: Piece, start: str, end: str, single: str) -> None:
    for unit in piece.units:
        if unit.kind in (*PROSE, "title"):
            text = re.sub(r'(^|[\s(])"', rf"\1{start}", unit.text).replace('"', end)
            unit.lines = [text.replace("'", single) if single else text]


def curly(piece: Piece) -> None:
    """Curly quotes."""
    _quotes(piece, "“", "”", "’")
    for unit in piece.units:
        if unit.kind == "para" and " -- " in unit.text[50:]:
            unit.lines = [unit.text[:50] + unit.text[50:].replace(" -- ", " — ")]


def backquotes(piece: Piece) -> None:
    """A backquote for every apostrophe."""
    _quotes(piece, '"', '"', "`")


def doubled_quotes(piece: Piece) -> None:
    """Quotes in the way of old wires: ``...''"""
    _quotes(piece, "``", "''", "")


def run_labels(piece: Piece) -> None:
    """A block of labels that lost its line breaks but for those of the source."""
    for unit in piece.units:
        if unit.kind == "labels" and len(unit.lines) > 4:
            unit.kind = "run"


DAMAGES: dict[str, Callable[[Piece], None]] = {
    "soft_hyphens": soft_hyphens,
    "zero_width": zero_width,
    "nbsp": nbsp,
    "residue": residue,
    "hyphen_blank": hyphen_blank,
    "breaks": breaks,
    "year_starts": year_starts,
    "doubled_title": doubled_title,
    "bars": bars,
    "php": php,
    "commas": commas,
    "curly": curly,
    "backquotes": backquotes,
    "doubled_quotes": doubled_quotes,
    "run_labels": run_labels,
}
ORDER = list(DAMAGES)
QUOTES = ("curly", "backquotes", "doubled_quotes", "residue")
WEIGHTS = {"run_labels": 0.3, "php": 0.2, "commas": 0.3, "bars": 0.5, "curly": 2.0}

MISREAD = str.maketrans({c: c.encode().decode("cp1252", "replace") for c in "“’‘–—áèöüí•\xa0©"})


def to_bytes(rng: random.Random, page: str, harm: str) -> bytes:
    """The page as it was sent: its encoding, right or wrong, and its line ends."""
    meta = '<meta http-equiv="Content-Type" content="text/html; charset={}">\n'
    utf, western = meta.format("utf-8"), meta.format("windows-1252")
    if rng.random() < 0.25:
        page = page.replace("\n", "\r\n")
    if harm == "mojibake":
        return page.translate(MISREAD).replace("<!--charset-->", utf).encode()
    if harm in ("cp1252", "latin_declared", "cp1252_silent", "cp1252_as_utf8"):
        declared = {
            "cp1252": western,
            "latin_declared": meta.format("iso-8859-1"),
            "cp1252_silent": "",
            "cp1252_as_utf8": utf,
        }[harm]
        sent = "".join(c if _western(c) else f"&#{ord(c)};" for c in page)
        return sent.replace("<!--charset-->", declared).encode("cp1252")
    if harm == "utf8_as_latin":
        return page.replace("<!--charset-->", meta.format("iso-8859-1")).encode()
    return page.replace("<!--charset-->", rng.choice((utf, utf, ""))).encode()


def _western(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


ENCODINGS = (
    "cp1252",
    "latin_declared",
    "cp1252_silent",
    "cp1252_as_utf8",
    "utf8_as_latin",
    "mojibake",
)


def choose(rng: random.Random) -> tuple[list[str], str]:
    """The damages of one page, in the order in which they are done, and one of its encoding."""
    count = rng.choices((0, 1, 2, 3), (35, 35, 20, 10))[0]
    names = rng.choices(ORDER, [WEIGHTS.get(name, 1) for name in ORDER], k=count)
    kept: list[str] = []
    for name in sorted(set(names), key=ORDER.index):
        if name in QUOTES and any(other in QUOTES for other in kept):
            continue
        kept.append(name)
    harm = rng.choice(ENCODINGS) if rng.random() < 0.3 else ""
    if harm == "mojibake" and ("zero_width" in kept or "soft_hyphens" in kept or "nbsp" in kept):
        harm = ""
    return kept, harm
