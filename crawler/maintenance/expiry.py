"""What of a run has expired, by the days in the keys of its objects."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from crawler.contract import Day
from crawler.dump.keys import WITHHELD, part_place, raw_day
from crawler.dump.manifest import Manifest, Part, RawFile, count_rows
from crawler.dump.retention import Days


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """The first day of each kind that is kept; null: all are."""

    removed: Day | None
    quarantine: Day | None
    withheld: Day | None
    raw: Day | None
    snapshots: Day | None
    runs: Day | None

    @classmethod
    def of(cls, days: Days, now: datetime) -> Self:
        """Return the cutoffs of a retention at a time."""
        today = now.astimezone(UTC).date()

        def first(kept: int | None) -> Day | None:
            return None if kept is None else (today - timedelta(days=kept)).isoformat()

        return cls(
            first(days.removed),
            first(days.quarantine),
            first(days.withheld),
            first(days.raw),
            first(days.snapshots),
            first(days.runs),
        )

    def of_part(self, part: Part) -> Day | None:
        """Return the first day that is kept of a part's kind."""
        if part.key.startswith(WITHHELD):
            return self.withheld
        return {"removed": self.removed, "quarantine": self.quarantine}.get(part.kind)

    def has_expired(self, part: Part) -> bool:
        """Return whether all rows of a part have expired."""
        place, first = part_place(part.key.removeprefix(WITHHELD)), self.of_part(part)
        return first is not None and place is not None and place.day < first

    def has_raw_expired(self, file: RawFile) -> bool:
        """Return whether a WARC file has expired, unless others refer to it."""
        return self.raw is not None and (raw_day(file.key) or self.raw) < self.raw


def trim(
    manifest: Manifest, cutoffs: Cutoffs, raw: frozenset[str]
) -> tuple[Manifest, dict[str, int]]:
    """Return a manifest without its expired objects, and how many rows these have, by kind.

    `raw` are the keys of the WARC files that have expired.
    """
    lost = Counter[str]()
    parts = _kept(manifest.parts, cutoffs, lost)
    withheld = _kept(manifest.withheld, cutoffs, lost)
    for file in manifest.raw:
        if file.key in raw:
            lost["raw"] += file.captures
    files = tuple(file for file in manifest.raw if file.key not in raw)
    if (parts, withheld, files) == (manifest.parts, manifest.withheld, manifest.raw):
        return manifest, {}
    trimmed = replace(manifest, parts=parts, withheld=withheld, raw=files, rows=count_rows(parts))
    return trimmed, dict(lost)


def _kept(parts: Iterable[Part], cutoffs: Cutoffs, lost: Counter[str]) -> tuple[Part, ...]:
    kept = []
    for part in parts:
        if cutoffs.has_expired(part):
            lost["withheld" if part.key.startswith(WITHHELD) else part.kind] += part.rows
        else:
            kept.append(part)
    return tuple(kept)
