"""MinHash signatures of bodies, made of their four-word shingles."""

import hashlib
import struct

from rensa import RMinHash

from crawler.base.text import folded_words
from crawler.model import Signature

RUN = 4
"""Words per shingle: one damaged word spoils more of longer ones; shorter ones occur everywhere."""
FEWEST = 40
"""Minimum number of distinct shingles: shorter texts resemble each other by their form."""
SLOTS = 128
_SEED = 1
_WHOLE_SLOTS = struct.Struct(f"<{SLOTS}I")


def signature_of(body: str) -> Signature | None:
    """Return the signature of a body, ignoring case and punctuation; null for a short one."""
    words = folded_words(body)
    if len(words) < FEWEST:
        return None
    runs = list(map(b" ".join, zip(*(words[start:] for start in range(RUN)), strict=False)))
    size = len(set(runs))
    if size < FEWEST:
        return None
    sketch = RMinHash(num_perm=SLOTS, seed=_SEED)
    sketch.update(runs)
    # The low half of a slot is enough: two that differ have it in common once in 65,536 cases.
    slots = memoryview(_WHOLE_SLOTS.pack(*sketch.digest())).cast("H")[::2].tobytes()
    text = hashlib.blake2b(b" ".join(words), digest_size=16).digest()
    return Signature(text, size, slots)
