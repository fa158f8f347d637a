"""Score a text in each Latin encoding as chardet does, by those of its models alone.

chardet holds the models of all encodings, 24 MB, dense and one by one. The 84 of Latin encodings
have weights for a seventh of the bigrams; with these side by side, they take 1 MB, and a bigram is
looked up in all of them at once. `benchmarks/latin_models.py` writes the file.
"""

import math
import struct
import zlib
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from msgspec import Struct, msgpack

FILE = "latin_models.bin"
_SCORED, _CHECKED = 16_384, 200_000
"""Bytes of a text that chardet scores, and those that it checks for undefined characters."""
_LANE = 4
"""Bytes of a sum: it is less than 255 * 255 * 16384."""
_BLANKS = tuple(each << 8 | each for each in b" \t\n\v\f\r\xa0")
"""Repeated white space, which does not count."""


class LatinModels(Struct, frozen=True, array_like=True, gc=False):
    """chardet's models of Latin encodings, each of one language, by bigram.

    A bigram is a number: its first byte, and 256 times its second one.
    """

    columns: tuple[tuple[str, float], ...]
    """Encoding and norm of each model."""
    bigrams: bytes
    """Those with weights, two bytes each, the lower one first."""
    weights: bytes
    """Row by row, in the order of `bigrams`: one byte for each model."""
    rarity: bytes
    """By bigram, for all: the weight of one occurrence in the text."""


def latin_scores(text: bytes) -> Mapping[str, float]:
    """Return the score of each Latin encoding that the text may have: the best cosine of its
    languages' models, which is chardet's confidence before it corrects the ranks."""
    models, rows, undefined = _load()
    columns, weights, rarity = models.columns, models.weights, models.rarity
    width, lanes = len(columns), bytearray(_LANE * len(columns))
    total = squares = 0  # `total` is one number for all models, a lane for each
    for bigram, count in _bigrams(text[:_SCORED]).items():
        weight = rarity[bigram] * count
        squares += weight * weight
        if end := rows[bigram]:
            lanes[::_LANE] = weights[end - width : end]
            total += int.from_bytes(lanes, "little") * weight
    found: dict[str, float] = {}
    if squares:
        characters = {*text[:_CHECKED]}
        norm = math.sqrt(squares)
        sums = struct.unpack(f"<{width}I", total.to_bytes(len(lanes), "little"))
        for (encoding, length), each in zip(columns, sums, strict=True):
            score = each / (length * norm)
            if score > found.get(encoding, 0.0) and characters.isdisjoint(undefined[encoding]):
                found[encoding] = score
    return found


def _bigrams(text: bytes) -> Counter[int]:
    """Return the number of occurrences of each bigram but repeated white space."""
    found: Counter[int] = Counter()
    for start in (0, 1):
        count = (len(text) - start) // 2
        found.update(struct.unpack_from(f"<{count}H", text, start) if count > 0 else ())
    for each in _BLANKS:
        found.pop(each, None)
    return found


@cache
def _load() -> tuple[LatinModels, Sequence[int], Mapping[str, frozenset[int]]]:
    """Return the models, for each bigram where its weights end, and the undefined bytes of each
    encoding."""
    data = zlib.decompress(files(__package__).joinpath(FILE).read_bytes())
    models = msgpack.decode(data, type=LatinModels)
    rows = array("I", bytes(4 * 0x10000))
    width = len(models.columns)
    for row, (bigram,) in enumerate(struct.iter_unpack("<H", models.bigrams), start=1):
        rows[bigram] = row * width
    encodings = {encoding for encoding, _ in models.columns}
    return models, rows, {each: _undefined(each) for each in encodings}


def _undefined(encoding: str) -> frozenset[int]:
    decoded = bytes(range(0x100)).decode(encoding, "replace")
    return frozenset(byte for byte, letter in enumerate(decoded) if letter == "\ufffd")
