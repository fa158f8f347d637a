"""UTF-16 without a byte order mark: every second byte of its markup is a NUL."""

_SAMPLE = 16_384
_SHARE = 0.04
"""NULs of the bytes looked at, at least: blanks and line ends alone make more."""
_ONE_SIDED = 5
"""How many times more NULs stand at the one place of a pair than at the other."""


def byte_order(body: bytes) -> str | None:
    """Return the codec of UTF-16 that its NULs tell; null where there are few, or on both sides.

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
