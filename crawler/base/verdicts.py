"""Verdicts on pages, sources and runs (tables in docs/dump.md)."""

from enum import StrEnum


class PageVerdict(StrEnum):
    """Verdict on a fetched page; their counts add up to the pages fetched."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    NOT_A_STORY = "not_a_story"


class SourceVerdict(StrEnum):
    """Verdict on one source in one run."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    EMPTY = "empty"
    WITHHELD = "withheld"


class RunVerdict(StrEnum):
    """Verdict on one run as a whole."""

    OK = "ok"
    WITHHELD = "withheld"
    STOPPED = "stopped"
    FAILED = "failed"
    KILLED = "killed"
    ERASED = "erased"


SUCCESSES = (RunVerdict.OK, RunVerdict.WITHHELD)
"""Runs that ended as they should, even if a gate failed."""
READ = (SourceVerdict.OK, SourceVerdict.PARTIAL)
"""Sources that a run could read."""
