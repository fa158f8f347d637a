"""Properties of writing systems: word separation, case, full stops, joiners.

Character ranges are those of the Unicode blocks, sentence ends those of Unicode's
`SentenceBreakProperty.txt` (STerm) with the colons and semicolons of the same scripts.
"""

import re
from collections.abc import Sequence

_IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Chinese and Japanese characters; a word has about two."""
_SOUTH_EAST = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17dd\u1950-\u19df\ua9e0-\ua9fe\uaa60-\uaadf"
"""Thai, Lao, Burmese, Khmer and Tai letters; a word has about five."""
UNSPACED_FROM = "\u0e00"
"""First character of scripts without blanks between words."""
_PER_WORD = ((re.compile(f"[{_IDEOGRAPHS}]"), 2), (re.compile(f"[{_SOUTH_EAST}]"), 5))
UNSPACED_LETTER = f"[{_IDEOGRAPHS}{_SOUTH_EAST}]"
"""Pattern of one letter of those scripts."""
_UNSPACED = re.compile(UNSPACED_LETTER)
_SPACED_ROWS = bytes((*range(0x0E), *range(0x20, 0x2E)))
"""Upper bytes of the characters before U+0E00, and of punctuation and symbols before U+2E00."""
_WIDE = f"{_IDEOGRAPHS}\u3000-\u3004\u3008-\u3020\u302a-\u3040\uff01-\uff65"
_WIDE_BREAK = re.compile(rf"\n(?<=[{_WIDE}]\n)[ \t\r]*(?=[{_WIDE}])")
_SPACED_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \t\r]+\n")
_JOINED = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uabff\ufb50-\ufdff"
    "\ufe70-\ufefe\U00010a00-\U00010aff\U00010d00-\U00010fff\U00011000-\U00011fff"
    "\U0001e900-\U0001e95f]"
)
"""Letters whose form depends on an adjacent zero-width joiner or non-joiner: Arabic and related
scripts, scripts of India and South-East Asia, Mongolian."""
_EMOJI = re.compile("[\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
_FLAG = "\U0001f3f4"
_SELECTOR = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_BASE = re.compile(r"[^\x00-\x22\x24-\x29\x2b-\x2f\x3a-\x7f\s]")
"""Characters that a variation selector may follow: digits, `#`, `*` (key caps), non-ASCII."""
_TAGS = "\U000e0001-\U000e007f"
_FLAG_TAGS = re.compile(f"[{_TAGS}]+")
_FORM = re.compile(f"({_SELECTOR}(?!{_SELECTOR}))?([\u200c\u200d](?![\u200c\u200d]))?")
_FORMLESS = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e-\u200f\u202a-\u202e\u2060-\u206f\ufeff\\s]+"
)
INVISIBLE_BMP = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
"""The characters up to U+FFFF that have no glyph, as the body of a regular expression's set."""
INVISIBLE = f"{INVISIBLE_BMP}{_TAGS}\U000e0100-\U000e01ef"
"""All characters without a glyph."""

STOPS = frozenset(
    ".!?:;…"
    "\u0387\u0589\u05c3\u061b\u061d\u061e\u061f\u06d4\u0700\u0701\u0702\u0703\u0704\u07f9\u0964\u0965"
    "\u0df4\u0f0d\u0f0e\u0f0f\u0f10\u0f11\u0f14\u104a\u104b\u1361\u1362\u1364\u1365\u1366\u1367\u1368"
    "\u166e\u1735\u1736\u17d4\u17d5\u17d6\u1803\u1804\u1809\u1944\u1945\u1aa8\u1aa9\u1aaa\u1aab"
    "\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d\u1b7e\u1c3b\u1c3c\u1c7e\u1c7f\u2024\u203c\u203d\u2047\u2048\u2049"
    "\u22ef\u2e2e\u2e3c\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f4\ua6f6\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f"
    "\ua9c8\ua9c9\uaa5d\uaa5e\uaa5f\uaaf0\uaaf1\uabeb\ufe12\ufe13\ufe14\ufe15\ufe16\ufe19\ufe52\ufe54"
    "\ufe55\ufe56\ufe57\uff01\uff0e\uff1a\uff1b\uff1f\uff61\U00011047\U00011048\U000110c0\U000110c1"
    "\U00011141\U00011142\U00011143\U0001144b\U0001144c\U00011641\U00011642\U0001e95e\U0001e95f"
)
"""Characters that end a sentence or announce the next one."""
FULL_STOPS = "".join(
    sorted(
        STOPS
        - set(
            ":;…\u00b7\u0387\u061b\u1364\u1365\u1366\u17d6\ufe13\ufe14\ufe19\ufe54\ufe55\uff1a\uff1b"
        )
    )
)
"""Characters that end a sentence without announcing another."""
CLOSERS = "'\"”’)]*」』）］｝】》〉〕〗〙〛＂＇〟﹂﹄"
"""Closing quotes and brackets that may follow a full stop."""
_CLAUSE = re.compile("[,;:\u060c\u061b\u104a\u17d6\u3001\uff0c\uff1a\uff1b\ufe50\uff64]")
"""Separators between the clauses of a sentence."""
_FURTHER = STOPS - {"."}
_RUN = 8
"""Minimum letters per blank in prose of a script without blanks; a menu has fewer."""
_STATEMENT = 50
"""Minimum length of a sentence in a script without full stops, in characters."""


def count_words(text: str) -> int:
    """Return the number of words, by blanks or, in scripts without blanks, by letters.

    >>> count_words("The two sides met."), count_words("双方星期日会面"), count_words("วันอาทิตย์")
    (4, 4, 3)
    """
    words = text.count(" ") + 1
    if text.isascii() or not _UNSPACED.search(text):
        return words
    return words + sum(len(letter.findall(text)) // length for letter, length in _PER_WORD)


def count_all_words(texts: Sequence[str]) -> list[int]:
    """Return the number of words of each text, in less time.

    >>> count_all_words(["The two sides met.", "“No”, 双方星期日会面"])
    [4, 5]
    """
    others = "".join([text for text in texts if not text.isascii()])
    if others.encode("utf-16-le", "surrogatepass")[1::2].translate(None, _SPACED_ROWS):
        return list(map(count_words, texts))
    return [text.count(" ") + 1 for text in texts]


def is_unspaced(text: str) -> bool:
    """Return whether more than a third of a text is in scripts without blanks."""
    if text.isascii():
        return False
    length = len(text)
    more_bytes = len(text.encode("utf-8", "surrogatepass")) - length
    if 3 * more_bytes <= 2 * length:  # each of their letters has two more bytes, or three
        return False
    return 3 * len(_UNSPACED.findall(text)) > length


def is_unspaced_prose(text: str) -> bool:
    """Return whether a text in a script without blanks is prose: few blanks, several clauses.

    >>> is_unspaced_prose("首页 新闻 体育 财经 娱乐 科技 汽车 房产 教育 旅游")
    False
    """
    if len(text) < _RUN * (text.count(" ") + 1):
        return False
    return ends_unstopped(text) or _CLAUSE.search(text) is not None or not _FURTHER.isdisjoint(text)


def ends_unstopped(text: str) -> bool:
    """Return whether a line is long enough for a sentence and ends in a script without full stops
    (Thai, Lao)."""
    return "\u0e00" < text[-1:] < "\u0eff" and len(text) >= _STATEMENT


def has_no_case(word: str) -> bool:
    """Return whether a word is in a script without case.

    >>> [word for word in ("मेहराब", "جسر", "Kelm", "2001", "-") if has_no_case(word)]
    ['मेहराब', 'جسر']
    """
    return word[:1].isalpha() and word.lower() == word.upper()


def join_wide(text: str) -> str:
    """Remove line breaks between Chinese or Japanese characters, where no blank is needed.

    >>> join_wide("石の橋が月\\n曜日、 TARNHOLM\\nで")
    '石の橋が月曜日、 TARNHOLM\\nで'
    """
    if text.isascii() or "\n" not in text:
        return text
    return _WIDE_BREAK.sub("", _SPACED_WIDE.sub("\n", text))


def forms_in(found: re.Match[str]) -> str:
    """Return the invisible characters of a run that affect the form of the character before it.

    These are a single selector, and a joiner next to a joining letter or between emoji. A run of
    selectors is hidden data (C2PA 2.4, A.7), as are tags that do not spell a flag.
    """
    run, start = found[0], found.start()
    if _FORMLESS.fullmatch(run):
        return ""
    before, after = found.string[start - 1 : start], found.string[found.end() : found.end() + 1]
    if before == _FLAG and (tags := _FLAG_TAGS.match(run)):
        return tags[0]
    form = _FORM.match(_FORMLESS.sub("", run.partition("\ufeff")[0]))
    selector, joiner = form.groups("") if form else ("", "")
    if not _BASE.match(before):
        selector = ""
    of_emoji = (selector or _EMOJI.match(before)) and _EMOJI.match(after)
    if not (of_emoji or _joins(before, after)):
        joiner = ""
    return selector + joiner


def _joins(before: str, after: str) -> bool:
    """Return whether a joiner between two characters affects the form of one of them."""
    return bool(_JOINED.match(before) or (before.isalnum() and _JOINED.match(after)))


def _capitals() -> str:
    """Return a character class of the upper-case letters of all scripts below U+2C00."""
    capitals = [code for code in range(0x41, 0x2C00) if chr(code).isupper() and chr(code).isalpha()]
    return "[" + "".join(map(chr, capitals)) + "]"


CAPITAL = _capitals()
"""Pattern of one upper-case letter: Latin with diacritics, Greek, Cyrillic, Armenian, Georgian."""
