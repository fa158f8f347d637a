"""The signature of a text."""

from msgspec import Struct


class Signature(Struct, frozen=True, gc=False):
    """MinHash signature of a text."""

    text: bytes
    """Hash of the words in their order."""
    size: int
    """Number of distinct word shingles."""
    slots: bytes
    """MinHash of the shingles, 16 bits per slot: the share of equal slots estimates the Jaccard
    similarity."""
