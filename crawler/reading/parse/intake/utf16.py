"""Detect UTF-16 without a byte order mark: every second byte of its markup is a NUL."""

_SAMPLE = 16_384
_SHARE = 0.04
"""Minimum share of NULs in the sample; spaces and line ends alone exceed it."""
_ONE_SIDED = 5
"""Minimum ratio of NULs between the two positions of a byte pair."""


def byte_order(body: bytes) -> str | None:
    """Return the UTF-16 codec indicated by NUL bytes; null if they are few or on both sides.

    >>> byte_order("<p>Kelm</p>".encode("utf-16-le")), byte_order(b"<p>Kelm\\0\\0</p>")
    ('utf-16-le', None)
    """
    if b"\0" not in body[:_SAMPLE]:
        return None
    sample = body[:_SAMPLE]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if first + second < max(2, _SHARE * len(sample)):
        return None
    if second > _ONE_SIDED * first:
        return "utf-16-le"
    return "utf-16-be" if first > _ONE_SIDED * second else None
