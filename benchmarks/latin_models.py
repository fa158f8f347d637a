"""Write the models of `crawler/reading/parse/intake/latin.py` from those of the installed chardet.

    python -m benchmarks.latin_models

chardet is Dan Blanchard's, under the Zero-Clause BSD licence. To be run when its models change, as
tests/clean/test_charsets.py finds.
"""

import math
import zlib
from pathlib import Path

from chardet.models import get_enc_index, get_idf_weights
from msgspec import msgpack

from crawler.reading.parse.intake import latin, letters

_ALL = 0x10000


def latin_models() -> latin.LatinModels:
    """Return chardet's models of the Latin encodings, by bigram."""
    index = get_enc_index()
    models = [(name, table) for name in letters.LATIN for _, table, _ in index[name]]
    width = len(models)
    weights = bytearray(width * _ALL)
    for column, (_, table) in enumerate(models):
        weights[column::width] = _by_first_byte(table)
    rows = [bytes(weights[at : at + width]) for at in range(0, len(weights), width)]
    used = [bigram for bigram, row in enumerate(rows) if any(row)]
    return latin.LatinModels(
        columns=tuple(
            (name, math.sqrt(sum(each * each for each in table))) for name, table in models
        ),
        bigrams=b"".join(bigram.to_bytes(2, "little") for bigram in used),
        weights=b"".join(rows[bigram] for bigram in used),
        rarity=_by_first_byte(get_idf_weights()),
    )


def _by_first_byte(table: bytes) -> bytes:
    """Return a table of chardet in our order: the first byte of a bigram counts 256 there."""
    return b"".join(table[second::0x100] for second in range(0x100))


def main() -> None:
    """Write the file."""
    file = Path(latin.__file__).parent / latin.FILE
    file.write_bytes(zlib.compress(msgpack.encode(latin_models()), 9))


if __name__ == "__main__":
    main()
