"""Which encoding the letters of a page are in, by what they spell."""

from collections.abc import Mapping, Sequence

import chardet

from crawler.reading.parse.intake.labels import widened
from crawler.reading.parse.intake.visible_bytes import share_in_runs

_LATIN = (
    "cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-16", "mac-roman",
    "cp850", "cp852",
)  # fmt: skip
_OF_MACHINES = frozenset(("mac-roman", "cp850", "cp852"))
"""Encodings of DOS and of old Macs, which few pages of the web are in."""
_OTHER = (
    "koi8-r", "koi8-u", "cp1251", "iso8859-5", "cp866", "mac-cyrillic", "cp1253", "iso8859-7",
    "cp1255", "iso8859-8", "cp1256", "iso8859-6", "cp874", "gb18030", "big5hkscs", "cp932",
    "euc_jis_2004", "cp949", "johab",
)  # fmt: skip
"""What pages of the web are written in, as chardet names it."""
_SAME = {
    "euc_jis_2004": "euc_jp", "koi8-u": "koi8-r", "iso8859-8": "cp1255", "iso8859-7": "cp1253",
    "iso8859-15": "cp1252", "iso8859-13": "cp1257", "iso8859-16": "iso8859-2",
}  # fmt: skip
"""Encodings of mostly the same letters, under one name."""
_WORDS = 0.5
"""Share of runs from which a text is of another script than Latin."""
_ACCENTS = 0.2
"""Share of runs up to which it surely is Latin."""
_FEW, _ENOUGH = 4, 8
"""Bytes beyond ASCII that tell an encoding of Latin letters, and that deny a declared one."""
_LIKELY, _LIKELY_LATIN = 0.5, 0.66
"""Share of the best candidate's confidence up to which a declaration is believed."""
_SURE = 0.2
"""Confidence from which the best candidate is believed before what is declared or usual."""
_LEAST = 0.12
"""Confidence of the best candidate below which bytes are no text."""
_IN_WORDS = "\u2019\u2011\u2013\u2014\xad\xb7"
"""Signs beyond ASCII that may part the letters of a word."""
_CLOSE = 0.9
"""Share of the best candidate's confidence from which another is as likely: a few foreign names in
English text give encodings that differ only there the same confidence."""


def agrees(codec: str, sample: bytes) -> bool:
    """Return whether letters may be of a declared encoding: nothing speaks clearly against it."""
    name, amount = _SAME.get(codec, codec), _beyond_ascii(sample)
    is_latin = name in _LATIN
    if amount < _FEW or not (is_latin or name in _OTHER or name in _SAME.values()):
        return True
    runs = share_in_runs(sample)
    if is_latin != (runs < _WORDS):
        return _ACCENTS < runs < _WORDS
    if is_latin and amount < _ENOUGH:
        return True
    found = _confidences(sample, _LATIN if is_latin else _OTHER)
    best = max(found.values(), default=0.0)
    least = best * (_LIKELY_LATIN if is_latin else _LIKELY)
    return best < _SURE or found.get(name, 0.0) >= least


def judge(sample: bytes) -> str | None:
    """Return the encoding that letters beyond ASCII are most likely of; null where nobody knows."""
    if share_in_runs(sample) < _WORDS:
        return _judge_latin(sample)
    found = chardet.detect(
        sample, compat_names=False, include_encodings=_OTHER, no_match_encoding="cp1251"
    )
    name, confidence = found["encoding"], found["confidence"]
    return None if name is None or confidence < _LEAST else widened(name)


def _judge_latin(sample: bytes) -> str:
    """Return the likeliest encoding of Latin letters: of those as likely as the best, the one that
    puts the fewest odd signs into words; of these one of the web before one of DOS or of old Macs,
    then the best, and then the commonest. The blank that does not break is the same in all of the
    web's, and is no letter."""
    sample = sample.replace(b"\xa0", b" ")
    if _beyond_ascii(sample) < _FEW:
        return "cp1252"
    found = _confidences(sample, _LATIN)
    best = max(found.values(), default=0.0)
    if best < _SURE:
        return "cp1252"
    close = [name for name in _LATIN if found.get(name, 0.0) >= _CLOSE * best]

    def rank(name: str) -> tuple[int, bool, float]:
        odd = count_odd(sample.decode(name, "replace"))
        return odd, name in _OF_MACHINES, -round(found[name] / best, 2)

    return widened(min(close, key=rank, default="cp1252"))


def count_odd(text: str) -> int:
    """Return how many characters beyond ASCII no word holds where they are: signs and capitals
    inside a word, controls.

    >>> count_odd("Müller"), count_odd("M³ller"), count_odd("JosÝ Vega"), count_odd("c’est “là”")
    (0, 1, 1, 0)
    """
    odd = 0
    for before, each, behind in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if each > "\x7f":
            in_word = before.isalpha() and (behind.isalpha() or each.isalpha())
            is_sign = in_word and not (each.isalpha() or each in _IN_WORDS)
            odd += each < "\xa0" or is_sign or (before.islower() and each.isupper())
    return odd


def _confidences(sample: bytes, among: Sequence[str]) -> Mapping[str, float]:
    """Return how likely each encoding is, the best first."""
    found: dict[str, float] = {}
    for each in chardet.detect_all(
        sample,
        ignore_threshold=True,
        compat_names=False,
        include_encodings=among,
        no_match_encoding=among[0],
    ):
        name = each["encoding"] or ""
        found.setdefault(_SAME.get(name, name), each["confidence"])
    return found


def _beyond_ascii(sample: bytes) -> int:
    """Return how many bytes are not ASCII."""
    return sum(byte >= 0x80 for byte in sample)
