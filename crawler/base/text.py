"""Text repair and classification: characters, white space, hyphens, sentences."""

import html
import re
from functools import lru_cache

from crawler.base import scripts

# Each starts with one character set, which `re` finds many times faster than two.
_INVISIBLE = re.compile(f"[{scripts.INVISIBLE}]+(?:(?<=\u00ad)\\s*)?")
_ENTITY_RESIDUE = re.compile(r"&(?:#\d{2,5}|#[xX][0-9a-fA-F]{2,4}|[a-zA-Z]{2,8}\d?);")
# Lead bytes of UTF-8 decoded as windows-1252, and C1 controls: only then is ftfy run.
_MOJIBAKE = re.compile(
    "[\u0080-\u009fÂÃÐÑâãåæ](?:(?<=[\u0080-\u009f])|[\u0080-\u00bf\u0152-\u0178\u02c6-\u2122])"
)
_SUSPECT = re.compile(f"[\u0080-\u009fÂÃÐÑâãåæ{scripts.INVISIBLE_BMP}\U000e0000-\U0010ffff]")
"""What one of the two begins with, or a private character: three sets make it twice as slow."""
_CONTROLS = re.compile("[\u0080-\u009f]")
_WRAPPED_HYPHEN = re.compile(r"- (?<=\w- )(?!(?i:and|or|to)\b)(?=\w)")


def repair(text: str) -> str:
    """Repair mojibake, entities printed as text, soft hyphens and invisible characters.

    Joiners and selectors that affect the form of a character are kept.

    >>> repair("the ques\u00adtion of the caf\u00c3\u00a9\u200b &quot;Lamp&quot;")
    'the question of the café "Lamp"'
    """
    if "&" in text:
        text = _ENTITY_RESIDUE.sub(lambda found: html.unescape(found.group()), text)
    if text.isascii() or not _SUSPECT.search(text):
        return text
    if _MOJIBAKE.search(text):
        import ftfy  # which readers of a dump need not have

        text = _CONTROLS.sub(" ", ftfy.fix_encoding(text))
    return _INVISIBLE.sub(scripts.forms_in, text)


def fold(text: str) -> str:
    """Return a text with white space collapsed to single blanks and trimmed."""
    words = text.strip()
    # The blank is the only printable white space; most lines need only this check.
    if words.isprintable() and "  " not in words:
        return words
    return " ".join(words.split())


def close_hyphens(text: str) -> str:
    """Remove the blank that a line wrap leaves after a hyphen.

    >>> close_hyphens("a non- military plan for mid- and long- range rods")
    'a non-military plan for mid- and long-range rods'
    """
    return _WRAPPED_HYPHEN.sub("-", text) if "- " in text else text


_CLOSING = (")", "]", '"', "”", "''", "）", "］", "」", "』", "＂")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"'])(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Amb|St|No|Fort|Ft"
    r"|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Lt\. Gen|Maj\. Gen)\.$"
)
_LONGEST = 4
"""Maximum letters of an abbreviation."""


_LETTERS = re.compile(r"(?:\b[A-Z]\.){2,}$")


def ends_sentence(text: str) -> bool:
    """Return whether a line may be the last of its paragraph.

    >>> [ends_sentence(line) for line in ("It failed.", 'He said "no."', "The State", "by Joss T.")]
    [True, True, False, False]
    """
    last = text[-1:]
    if last.isalnum() and last < "\u0e00":  # true of most lines, such as those of menus
        return False
    if last == "." and text[-_LONGEST - 1 : -1].islower():
        return True  # as most paragraphs: no abbreviation is without a capital
    end = text[-24:].rstrip()
    if end.endswith("."):
        return not _ABBREVIATED.search(end)
    if end.endswith(_CLOSING) or end.rstrip(scripts.CLOSERS)[-1:] in scripts.STOPS:
        return True
    return scripts.ends_unstopped(text)


def ends_in_letters(text: str) -> bool:
    """Return whether the final full stop may belong to initials (`U.N.`), not to a sentence."""
    return bool(_LETTERS.search(text[-12:].rstrip()))


_PROSE_WORDS = 8
PROSE_LEAST = 24
"""Minimum length of prose: eight words, in characters."""
_PROSE_SMALL = 0.35
"""Minimum share of words in lower case, or in scripts without case."""
_BARS = frozenset("|•»·/-–")
"""Separators between the items of a menu."""
_PROSE_SAMPLE = 30
"""Words that are examined."""
_PROSE_LINE = 52
"""Minimum length of a wrapped line, in characters."""
_REMEMBERED = 1000
"""Maximum length of a text whose verdict is kept, in characters."""


def is_prose(text: str) -> bool:
    """Return whether a text is prose, or a wrapped line of prose.

    >>> is_prose("Systems | Intelligence | WMD | Site Search | Contact Us | Forum | Space")
    False
    >>> is_prose("The two sides met on Sunday behind closed doors.")
    True
    >>> is_prose("双方于星期日举行了闭门会谈，没有确定下一轮会谈的日期。")
    True
    """
    if len(text) < PROSE_LEAST:
        return False
    return _is_prose(text) if len(text) > _REMEMBERED else _is_prose_line(text)


def _is_prose(text: str) -> bool:
    is_unspaced = not text.isascii() and scripts.is_unspaced(text)
    if len(text) < _PROSE_LINE and not (is_unspaced or ends_sentence(text)):
        return False
    if is_unspaced:
        return scripts.count_words(text) >= _PROSE_WORDS and scripts.is_unspaced_prose(text)
    words = text.split(None, _PROSE_SAMPLE)[:_PROSE_SAMPLE]
    if len(words) < _PROSE_WORDS:
        return False
    least = _PROSE_SMALL * len(words)
    if text.isupper() or sum(map(str.islower, words)) >= least:
        return True
    return (
        not text.isascii()
        and _BARS.isdisjoint(words)
        and sum(map(scripts.has_no_case, words)) >= least
    )


_is_prose_line = lru_cache(maxsize=512)(_is_prose)  # several steps ask it of a page's texts


_WORD = re.compile(r"\w+")
_WORDS = bytes(code if code > 127 or _WORD.match(chr(code)) else 32 for code in range(256))
"""Translation of UTF-8 in which all but words is blank, as far as it is ASCII."""
_NO_WORD = re.compile(r"[^\x00-\x7f](?<!\w)")


def folded_words(text: str) -> list[bytes]:
    """Return the words of a text without case and punctuation, in UTF-8.

    >>> folded_words("The *State* (1903), no_name")
    [b'the', b'state', b'1903', b'no_name']
    >>> folded_words("Ünder")[0].decode()
    'ünder'
    """
    folded = text.casefold().encode("utf-8", "surrogatepass").translate(_WORDS)
    if not folded.isascii():
        folded = _NO_WORD.sub(" ", folded.decode("utf-8", "surrogatepass")).encode()
    return folded.split()  # in two thirds of the time of `findall`


def counted(number: int, what: str, several: str | None = None) -> str:
    """Return a number with its noun in singular or plural.

    >>> counted(1, "run"), counted(0, "run"), counted(2, "story", "stories")
    ('1 run', '0 runs', '2 stories')
    """
    return f"{number} {what if number == 1 else several or f'{what}s'}"
