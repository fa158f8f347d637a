"""What a run came to, for whoever started it."""

from dataclasses import dataclass
from typing import Self

from crawler.base.exits import Exit, exit_of
from crawler.dump.keys import manifest_key
from crawler.dump.manifest import Counts, Freshness, Index, Manifest, Rows, RunVerdict


@dataclass(frozen=True, slots=True)
class Published:
    """What a run came to."""

    run: str
    verdict: RunVerdict
    reason: str | None
    """Why it failed, was stopped or is not whole, or what is withheld."""
    exit_code: Exit
    withheld: tuple[str, ...]
    """The sources that failed a gate."""
    counts: Counts | None
    rows: Rows
    """All zero where nothing was new."""
    alarms: dict[str, tuple[str, ...]]
    """By source: what of it or its texts is not as it was."""
    deleted: dict[str, int]
    """By source: stories whose pages are gone."""
    manifest: str
    """Key."""
    version: str | None
    """Of the dump, after the run."""
    sources: dict[str, Counts]
    """The counts of each source."""
    fresh: dict[str, Freshness]
    """How fresh each source of the dump is, after the run."""

    @classmethod
    def of(cls, manifest: Manifest, index: Index | None) -> Self:
        """A run by its manifest, and the index as it then stands."""
        alarms = {
            source: told
            for source, run in manifest.sources.items()
            if (told := (*run.alarms, *(run.health.alarms if run.health else ())))
        }
        deleted = {source: run.deleted for source, run in manifest.sources.items() if run.deleted}
        return cls(
            run=manifest.run,
            verdict=manifest.verdict,
            reason=manifest.reason,
            exit_code=exit_of(manifest.verdict, manifest.reason),
            withheld=tuple(s for s, run in manifest.sources.items() if run.verdict == "withheld"),
            counts=manifest.counts,
            rows=manifest.rows,
            alarms=alarms,
            deleted=deleted,
            manifest=manifest_key(manifest.run),
            version=index.version if index else None,
            sources={source: run.counts for source, run in manifest.sources.items()},
            fresh=index.sources if index else {},
        )
