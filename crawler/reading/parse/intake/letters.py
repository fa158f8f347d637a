"""Detect a page's encoding from its letters."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crawler.base.on_demand import OnDemand
from crawler.reading.parse.intake.labels import widened
from crawler.reading.parse.intake.latin import latin_scores
from crawler.reading.parse.intake.visible_bytes import share_in_runs

if TYPE_CHECKING:
    from types import ModuleType

LATIN = (
    "cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-16", "mac-roman",
    "cp850", "cp852",
)  # fmt: skip
_OF_MACHINES = frozenset(("mac-roman", "cp850", "cp852"))
"""Encodings of DOS and classic Mac OS, rare on the web."""
_WESTERN = ("cp1252", "cp850", "mac-roman")
"""Encodings of the same languages; chardet has models of each language in all three."""
_OTHER = (
    "koi8-r", "koi8-u", "cp1251", "iso8859-5", "cp866", "mac-cyrillic", "cp1253", "iso8859-7",
    "cp1255", "iso8859-8", "cp1256", "iso8859-6", "cp874", "gb18030", "big5hkscs", "cp932",
    "euc_jis_2004", "cp949", "johab",
)  # fmt: skip
"""Encodings used on the web, by their chardet names."""
_SAME = {
    "euc_jis_2004": "euc_jp", "koi8-u": "koi8-r", "iso8859-8": "cp1255", "iso8859-7": "cp1253",
    "iso8859-15": "cp1252", "iso8859-13": "cp1257", "iso8859-16": "iso8859-2",
}  # fmt: skip
"""Encodings with mostly the same letters, mapped to one name."""
_ASCII = bytes(range(0x80))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""Characters of which chardet allows few."""
_WORDS = 0.5
"""Share of runs from which a text is taken as non-Latin."""
_ACCENTS = 0.2
"""Share of runs up to which a text is certainly Latin."""
_FEW, _ENOUGH = 4, 8
"""Minimum non-ASCII bytes to detect a Latin encoding, and to reject a declared one."""
_LIKELY, _LIKELY_LATIN = 0.5, 0.66
"""Minimum share of the best candidate's confidence to accept a declared encoding: non-Latin and
Latin."""
_SURE = 0.2
"""Confidence from which the best candidate overrides the declared or usual encoding."""
_LEAST = 0.12
"""Confidence of the best candidate below which the bytes are not taken as text."""
_CORRECTED = 0.02
"""Maximum distance from the best candidate, in confidence, at which chardet corrects ranks if that
one is likely."""
_IN_WORDS = "\u2019\u2011\u2013\u2014\xad\xb7"
"""Non-ASCII punctuation that may occur within a word."""
_CLOSE = 0.9
"""Share of the best candidate's confidence from which another is equally likely: a few foreign
names in English text score the same in similar encodings."""


def agrees(codec: str, sample: bytes) -> bool:
    """Return whether the letters are consistent with a declared encoding."""
    name, amount = _SAME.get(codec, codec), _beyond_ascii(sample)
    is_latin = name in LATIN
    if amount < _FEW or not (is_latin or name in _OTHER or name in _SAME.values()):
        return True
    runs = share_in_runs(sample)
    if is_latin != (runs < _WORDS):
        return _ACCENTS < runs < _WORDS
    if is_latin and amount < _ENOUGH:
        return True
    if is_latin and name != "cp1254" and _may_have(name, sample):
        return True
    found = _confidences(sample, LATIN if is_latin else _OTHER)
    best = max(found.values(), default=0.0)
    least = best * (_LIKELY_LATIN if is_latin else _LIKELY)
    return best < _SURE or found.get(name, 0.0) >= least


def judge(sample: bytes) -> str | None:
    """Return the most likely encoding of the non-ASCII letters; null if undetermined."""
    if share_in_runs(sample) < _WORDS:
        return _judge_latin(sample)
    found = _detector.get().detect(
        sample, compat_names=False, include_encodings=_OTHER, no_match_encoding="cp1251"
    )
    name, confidence = found["encoding"], found["confidence"]
    return None if name is None or confidence < _LEAST else widened(name)


def _judge_latin(sample: bytes) -> str:
    """Return the most likely Latin encoding. Among candidates close to the best, prefer the fewest
    odd characters in words, then web encodings over DOS and Mac ones, then confidence, then
    frequency. Ignore the non-breaking space, which is the same in all web encodings."""
    sample = sample.replace(b"\xa0", b" ")
    if _beyond_ascii(sample) < _FEW:
        return "cp1252"
    if _is_western(sample):
        return "cp1252"
    found = _confidences(sample, LATIN)
    best = max(found.values(), default=0.0)
    close = [name for name in LATIN if found.get(name, 0.0) >= _CLOSE * best]

    def rank(name: str) -> tuple[int, bool, float]:
        odd = count_odd(sample.decode(name, "replace"))
        return odd, name in _OF_MACHINES, -round(found[name] / best, 2)

    return widened(min(close, key=rank, default="cp1252"))


def _may_have(name: str, sample: bytes) -> bool:
    """Return whether a Latin encoding is likely enough, or none is, by the scores alone: chardet
    then corrects the ranks, which raises some confidences, but not the best one."""
    scores = latin_scores(sample)
    best = max(scores.values(), default=0.0)
    if _BINARY.search(sample):
        return False
    score = max(scores.get(each, 0.0) for each in LATIN if _SAME.get(each, each) == name)
    return best < _SURE or score >= _LIKELY_LATIN * best


def _is_western(sample: bytes) -> bool:
    """Return whether the scores alone select windows-1252: no encoding is likely, or the Western
    ones are so much more likely than others that chardet corrects only the ranks among them, and
    the text has no more odd characters in windows-1252."""
    scores = {**latin_scores(sample)}
    best = max(scores.values(), default=0.0)
    if best < _SURE or _BINARY.search(sample):
        return best < _SURE
    western = [scores.pop(name, 0.0) for name in _WESTERN]
    others = max(scores.values(), default=0.0)
    if others >= min(*western, _CLOSE * best, best - _CORRECTED) or western[0] < _CLOSE * best:
        return False
    odd = [count_odd(sample.decode(name)) for name in _WESTERN]
    return odd[0] == min(odd)


def count_odd(text: str) -> int:
    """Count the implausible non-ASCII characters: symbols or capitals inside a word, and control
    characters.

    >>> count_odd("Müller"), count_odd("M³ller"), count_odd("JosÝ Vega"), count_odd("c’est “là”")
    (0, 1, 1, 0)
    """
    odd = 0
    text = f" {text} "
    for found in _BEYOND_ASCII.finditer(text):
        before, each, after = text[found.start() - 1], found[0], text[found.end()]
        in_word = before.isalpha() and (after.isalpha() or each.isalpha())
        is_sign = in_word and not (each.isalpha() or each in _IN_WORDS)
        odd += each < "\xa0" or is_sign or (before.islower() and each.isupper())
    return odd


def _confidences(sample: bytes, among: Sequence[str]) -> Mapping[str, float]:
    """Return the confidence of each encoding, highest first."""
    found: dict[str, float] = {}
    for each in _detector.get().detect_all(
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
    """Return the number of non-ASCII bytes."""
    return len(sample.translate(None, _ASCII))


def _load() -> "ModuleType":
    import chardet  # most pages need it not, the crawl's own process almost never

    return chardet


def _unload() -> None:
    from chardet.models import _load_models_data, get_enc_index

    get_enc_index.cache_clear()
    _load_models_data.cache_clear()


_detector = OnDemand(_load, _unload)
"""chardet, whose models take 24 MB and 60 ms to load."""
