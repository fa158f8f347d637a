"""The figures of one archive of a batch."""

from collections import Counter

from msgspec import Struct, field

from crawler.bulk.values import Damaged
from crawler.model import Outcome


class Damage(Struct, frozen=True):
    """Something that could not be read."""

    file: str
    offset: int
    """Byte in the file as stored."""
    cause: str


class ArchiveReport(Struct):
    """What was read from one archive; a line of the file of `--report`."""

    archive: str | None
    """Null for the revisits of any archive whose originals came in a later one."""
    is_resumed: bool = False
    """Whether it was read by an earlier batch, or by a worker that died before it could answer."""
    pages: int = 0
    """Pages read, also those that an earlier run of the same batch has stored. Of these:"""
    stored_before: int = 0
    older: int = 0
    """Those that were fetched since, or erased."""
    with_stories: int = 0
    quarantined: int = 0
    without_story: int = 0
    records: int = 0
    """Stories on these pages, new or known."""
    skipped: dict[str, int] = field(default_factory=dict)
    """Records that hold no page to be read, by reason."""
    damaged: list[Damage] = field(default_factory=list)
    error: str | None = None
    """Why the archive was not read at all."""

    def add(self, outcome: Outcome) -> None:
        """Count a page that was read, by what is on it before it is compared with others."""
        self.records += len(outcome.records)
        if outcome.records:
            self.with_stories += 1
        elif outcome.quarantined:
            self.quarantined += 1
        else:
            self.without_story += 1

    def add_damage(self, found: Damaged) -> None:
        """Add something that could not be read."""
        self.damaged.append(Damage(found.file, found.offset, found.cause))

    def pieces(self) -> str:
        """Return the figures for a log line."""
        counts = {
            "records": self.records,
            "quarantined": self.quarantined,
            "not a story": self.without_story,
            "stored before": self.stored_before,
            "older or erased": self.older,
            "damaged": len(self.damaged),
        }
        found = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        passed = ", ".join(f"{number} {name}" for name, number in sorted(self.skipped.items()))
        return f"{self.pages} pages ({found or 'nothing'}); skipped records: {passed or 0}"


def total_skipped(reports: list[ArchiveReport]) -> Counter[str]:
    """Return the skipped records of all archives, by reason."""
    return sum((Counter(each.skipped) for each in reports), Counter())
