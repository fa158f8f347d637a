"""Verification of a manifest against the index, and within itself."""

from collections.abc import Iterator

from crawler.base.verdicts import RunVerdict
from crawler.dump.counts import total
from crawler.dump.manifest import Manifest, RunRef, count_rows


def flaws(named: RunRef, manifest: Manifest) -> Iterator[str]:
    """Yield contradictions between a manifest and the index, or within it."""
    if manifest.rows != count_rows(manifest.parts):
        yield "its total row counts differ from the sum of its parts"
    if manifest.rows.records != named.rows:
        yield f"{manifest.rows.records} records, the index says {named.rows}"
    if manifest.counts is None:
        return
    if manifest.counts != total(source.counts for source in manifest.sources.values()):
        yield "its total counters differ from the sum of per-source counters"
    gap = manifest.counts.gap()
    if gap and manifest.verdict == RunVerdict.OK:
        yield f"its counters do not reconcile: {gap}"
