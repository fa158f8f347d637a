"""Reduce a line to a shape for date matching: one letter per number, word and separator."""

import re
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from crawler.base.dates.months import Month, read_month

_PUNCTUATION = re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") + (
    "\u00a0-\u00bf\u2000-\u200b\u200e-\u206f\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\u060c\u061b"
    "\u30fb\u0964"
)
_TOKEN = re.compile(
    r"(?P<number>\d+)"
    r"|(?P<word>(?:[\u0e01-\u0edd]{1,3}\.){2}"
    rf"|[^\s\d{_PUNCTUATION}]+)"
    r"|(?P<apart>.+?(?=[^\W_]|[\u0300-\uffff]|$))",
    re.DOTALL,
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_LINKS = frozenset(
    "de del of the d l di do da dell le des г р год року ж m gada թ af den roku năm van".split()
) | {"ค.ศ.", "พ.ศ."}
"""Linking words between the parts of a date: `5 de marzo de 2024`, `2024 m. kovo 5 d.`"""
_ORDINALS = frozenset("st nd rd th er ère º ª ° e ème de a ого го те και η".split())
_SIGNS = {"年": "y", "년": "y", "月": "m", "월": "m", "tháng": "t", "thg": "t", "元年": "y"}
_DAY_SIGNS = ("日", "号", "號", "일")
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018,
         "民国": 1911, "民國": 1911}  # fmt: skip
"""The year before the first year of each era, of Japan and of the Republic of China."""
_SEPARATORS = {"": "", ",": ",", "،": ",", "，": ",", "、": ",", ".": ".", "-": "-", "‐": "-",
               "‑": "-", "/": "/", "／": "/", ":": ":", "：": ":", "'": "'", "’": "'"}  # fmt: skip


class Token(Struct, frozen=True, gc=False):
    """A number or word, with its position in the text."""

    start: int
    end: int
    number: int = 0
    width: int = 0
    """Number of digits."""
    month: Month | None = None


class Scan(NamedTuple):
    """The shape of a text, and the token for each letter of it.

    `Y` is a four-digit year, `d` a number that may be a day or month, `c` a two-digit number that
    can only be a year, `E` and `S` eight and six digits, `n` another number; `M` a month, `o` a
    linking word, `s` an ordinal suffix, `w` another word; `y`, `m` and `j` the East Asian signs for
    year, month and day, `e` an era, `t` the Vietnamese word for month.
    """

    shape: str
    tokens: tuple[Token | None, ...]


def scan(text: str, language: str | None = None) -> Scan:
    """Return the shape of a text.

    >>> scan("Thursday, June 14th, 2001 at 6:20").shape, scan("2001年6月14日").shape
    ('w,M ds,Y w d:d', 'Yydmdj')
    """
    shape: list[str] = []
    tokens: list[Token | None] = []
    for found in _TOKEN.finditer(text):
        start, end, token = found.start(), found.end(), found[0]
        if found.lastgroup == "number":
            shape.append(_number(token))
            tokens.append(Token(start, end, int(token), len(token)))
        elif found.lastgroup == "word":
            after_number = bool(tokens and tokens[-1] and tokens[-1].width)
            letter, month, era = _word(token, language, after_number)
            if letter == "w" and shape[-2:] == ["w", " "] and not token.isascii():
                first = tokens[-2].start if tokens[-2] else start
                if month := read_month(text[first:end], language):
                    letter, start = "M", first
                    del shape[-2:], tokens[-2:]
            shape.append(letter)
            tokens.append(Token(start, end, era, 0, month))
        elif separator := _separator(token):
            shape.append(separator)
            tokens.append(None)
    return Scan("".join(shape), tuple(tokens))


def _number(digits: str) -> str:
    width = len(digits)
    if width <= 2:
        return "d" if 1 <= int(digits) <= 31 else "c" if width == 2 else "n"
    if width == 4:
        return "Y" if 1200 <= int(digits) < 2700 else "n"
    return {8: "E", 6: "S"}.get(width, "n")


@lru_cache(maxsize=1024)
def _word(word: str, language: str | None, after_number: bool) -> tuple[str, Month | None, int]:
    """Return the letter of a word, the month it names, and the year before its era."""
    if word in _SIGNS:
        return _SIGNS[word], None, 0
    if after_number and word.startswith(_DAY_SIGNS):
        return "j", None, 0
    low = word.lower()
    if after_number and low in _ORDINALS:
        return "s", None, 0
    if low in _SIGNS:
        return _SIGNS[low], None, 0
    if month := read_month(word, language):
        return "M", month, 0
    if low in _LINKS:
        return "o", None, 0
    for end, letter in (("", "e"), ("元年", "g")):
        era = _ERAS.get(word.removesuffix(end)[-2:]) if word.endswith(end) else None
        if era:
            return letter, None, era
    return "w", None, 0


@lru_cache(maxsize=256)
def _separator(text: str) -> str:
    """Return the letter of a separator; empty if it is invisible."""
    text = _INVISIBLE.sub("", text)
    bare = text.strip()
    if not bare:
        return " " if text else ""
    if bare in "-/" and len(text) > 1 + len(bare) - len(bare.lstrip()):
        return "|"
    if bare in (".,", ",."):
        return ","
    return _SEPARATORS.get(bare, "|")
