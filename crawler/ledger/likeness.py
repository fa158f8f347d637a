"""Text signatures, and the bands used to find similar ones (locality-sensitive hashing).

Two signatures that agree in all slots of any band are compared. A band's key starts with the month,
so that rows which are read and written together are close together in the file, and only that part
of it is in memory.
"""

import sqlite3
import struct
from functools import lru_cache

from crawler.ledger.values import Likeness
from crawler.model import Signature

BANDS = 20
"""Bands of four slots: texts with a Jaccard similarity of 0.7 share a band in 996 of 1,000 cases,
of 0.5 in 725, of 0.1 in 2."""
MONTHS = 3
"""Months in which similar texts are looked for: one before and one after."""
MOST = 64
"""Maximum candidates per lookup: all issues of a serial may resemble each other."""

_READ = struct.Struct(f"<{BANDS}Q")
_FIELDS = "id, revision, cluster, day, seen, place, text, size, slots"
_NUMBERS = range(1, BANDS + 1)
_ROWS = ", ".join(f"(?{number} | ?{BANDS + 1}, ?{BANDS + 2})" for number in _NUMBERS)
_ADD_BANDS = f"INSERT OR IGNORE INTO bands VALUES {_ROWS}"  # noqa: S608
_KEYS = ", ".join(
    f"?{number} | ?{BANDS + month}" for month in range(1, MONTHS + 1) for number in _NUMBERS
)
_NEAR = (
    f"SELECT {_FIELDS} FROM likenesses WHERE likeness IN (SELECT likeness FROM bands "  # noqa: S608
    f"WHERE key IN ({_KEYS}) LIMIT {MOST})"
)


class Likenesses:
    """Tables of the ledger, in its transaction. All revisions of a story are kept."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def near(self, likeness: Likeness) -> tuple[Likeness, ...]:
        """Return candidates for similarity, published within a month of a likeness; at most
        `MOST`."""
        month = _month(likeness)
        months = map(_upper_bits, (month - 1, month, month + 1))
        parts = (*_bands(likeness.signature.slots), *months)
        return tuple(_likeness(row) for row in self._db.execute(_NEAR, parts))

    def cluster(self, story: str) -> str | None:
        """Return the cluster of the last revision of a story."""
        found = self._db.execute(
            "SELECT cluster FROM likenesses WHERE id = ? ORDER BY revision DESC LIMIT 1", (story,)
        )
        row = found.fetchone()
        return row[0] if row else None

    def oldest(self, cluster: str) -> tuple[Likeness, ...]:
        """Return the story that a cluster is named after, and the oldest of the others."""
        rows = self._db.execute(
            f"SELECT {_FIELDS} FROM likenesses WHERE id = ?1 AND cluster = ?1 UNION ALL "  # noqa: S608
            f"SELECT * FROM (SELECT {_FIELDS} FROM likenesses "
            "WHERE cluster = ?1 AND cluster <> id ORDER BY day, seen, id LIMIT 1)",
            (cluster,),
        )
        return tuple(_likeness(row) for row in rows)

    def note(self, run: str, likeness: Likeness) -> None:
        """Add the likeness of a record that is written."""
        signature = likeness.signature
        story = (likeness.id, likeness.revision, likeness.cluster)
        page = (likeness.day, likeness.seen, likeness.place)
        text = (signature.text, signature.size, signature.slots)
        noted = self._db.execute(
            "INSERT INTO likenesses VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*story, *page, *text, run),
        ).lastrowid
        bands, month = _bands(signature.slots), _upper_bits(_month(likeness))
        self._db.execute(_ADD_BANDS, (*bands, month, noted))

    def drop(self, run: str) -> None:
        """Delete everything added for a run."""
        self._db.execute(
            "DELETE FROM bands WHERE likeness IN (SELECT likeness FROM likenesses WHERE run = ?)",
            (run,),
        )
        self._db.execute("DELETE FROM likenesses WHERE run = ?", (run,))

    def clear(self) -> None:
        """Delete everything."""
        self._db.execute("DELETE FROM bands")
        self._db.execute("DELETE FROM likenesses")


def _likeness(row: tuple[str, int, str, str, str, str, bytes, int, bytes]) -> Likeness:
    return Likeness(*row[:6], Signature(*row[6:]))


def _month(likeness: Likeness) -> int:
    """Return the month number, counted from year 0."""
    return int(likeness.day[:4]) * 12 + int(likeness.day[5:7])


@lru_cache(maxsize=4)  # called when a record is looked up, and again when it is noted
def _bands(slots: bytes) -> list[int]:
    """Return 48 bits per band, hashed from its number and slots."""
    return [
        ((slot + band) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 16
        for band, slot in enumerate(_READ.unpack_from(slots))
    ]


def _upper_bits(month: int) -> int:
    """Return the part of a band's key that is of the month: 15 bits, above those of the band."""
    return month % (1 << 15) << 48
