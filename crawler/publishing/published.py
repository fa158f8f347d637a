"""Summary of a published run, for reports."""

from dataclasses import dataclass
from typing import Self

from crawler.base.exits import Exit, exit_of
from crawler.base.verdicts import RunVerdict, SourceVerdict
from crawler.dump.freshness import Freshness
from crawler.dump.keys import manifest_key
from crawler.dump.manifest import Counts, Index, Manifest, Rows


@dataclass(frozen=True, slots=True)
class Published:
    """Summary of a published run."""

    run: str
    verdict: RunVerdict
    reason: str | None
    """Why the run failed, was stopped or is partial, or what is withheld."""
    exit_code: Exit
    withheld: tuple[str, ...]
    """Sources that failed a gate."""
    counts: Counts | None
    rows: Rows
    """All zero if nothing was new."""
    alarms: dict[str, tuple[str, ...]]
    """By source: alarms about it and its texts."""
    deleted: dict[str, int]
    """By source: stories deleted because their pages are gone."""
    manifest: str
    """Key."""
    version: str | None
    """Version of the dump after the run."""
    sources: dict[str, Counts]
    """Counters by source."""
    fresh: dict[str, Freshness]
    """Freshness of each source in the dump, after the run."""

    @classmethod
    def of(cls, manifest: Manifest, index: Index | None) -> Self:
        """Build the summary from a run's manifest and the new index."""
        alarms = {
            source: lines
            for source, run in manifest.sources.items()
            if (lines := (*run.alarms, *(run.health.alarms if run.health else ())))
        }
        deleted = {source: run.deleted for source, run in manifest.sources.items() if run.deleted}
        return cls(
            run=manifest.run,
            verdict=manifest.verdict,
            reason=manifest.reason,
            exit_code=exit_of(manifest.verdict, manifest.reason),
            withheld=tuple(
                s for s, run in manifest.sources.items() if run.verdict == SourceVerdict.WITHHELD
            ),
            counts=manifest.counts,
            rows=manifest.rows,
            alarms=alarms,
            deleted=deleted,
            manifest=manifest_key(manifest.run),
            version=index.version if index else None,
            sources={source: run.counts for source, run in manifest.sources.items()},
            fresh=index.sources if index else {},
        )
