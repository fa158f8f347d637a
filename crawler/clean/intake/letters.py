"""Which encoding the letters of a page are in, by what they spell."""

from collections.abc import Mapping, Sequence

import chardet

from crawler.clean.intake.labels import widened
from crawler.clean.intake.visible_bytes import share_in_runs

_LATIN = (
    "cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-16", "mac-roman",
    "cp850", "cp852",
)  # fmt: skip
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
    is_latin = share_in_runs(sample) < _WORDS
    if is_latin and _beyond_ascii(sample) < _FEW:
        return "cp1252"
    found = chardet.detect(
        sample,
        compat_names=False,
        include_encodings=_LATIN if is_latin else _OTHER,
        no_match_encoding="cp1252" if is_latin else "cp1251",
    )
    name, confidence = found["encoding"], found["confidence"]
    if name is None or confidence < (_SURE if is_latin else _LEAST):
        return "cp1252" if is_latin else None
    return widened(name)


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
