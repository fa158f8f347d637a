"""Verification of the freshness in the index against the manifests."""

from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from crawler.base.verdicts import READ, SUCCESSES, RunVerdict
from crawler.contract import UtcMoment
from crawler.dump.freshness import Freshness
from crawler.dump.index import folded_index, merge
from crawler.dump.manifest import Index, Manifest, RunRef

ALL = ""
"""Used in place of a source id for the run as a whole."""


@dataclass(frozen=True, slots=True)
class _UnlistedRun:
    """The part of a run without new data that affects the index."""

    run: str
    ended: UtcMoment
    successes: frozenset[str]
    """Sources the run read; ALL if the run succeeded."""


class IndexCheck:
    """Rebuilder of the index from the runs it lists; the remaining claims are checked against other
    runs.

    There may be many runs without new data, which only affect success times: they are read, newest
    first, until every claim is confirmed.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._made: Index | None = None
        self._folded = ""
        """The run that holds the rows of all earlier ones, if any."""
        self._ends: list[tuple[str, UtcMoment]] = []
        """Runs in the index, each with `updated_at` after it."""

    def add(self, named: RunRef, manifest: Manifest) -> None:
        """Add a run in the index, oldest first."""
        if folded := folded_index(named, manifest):
            self._made, self._folded = folded, named.run
        else:
            self._made = merge(self._made, manifest, named.sha256)
        if self._made:
            self._ends.append((named.run, self._made.updated_at))

    def add_erasure(self, named: RunRef, manifest: Manifest) -> None:
        """Add an erasure, after all runs; it only changes when the index was last updated."""
        if named.run > self._folded:  # else it counts already
            self._made = merge(self._made, manifest, named.sha256)

    def __len__(self) -> int:
        """Return the number of runs added."""
        return len(self._ends)

    def problems(self, quiet: Iterable[Manifest]) -> Iterator[str]:
        """Yield each wrong claim of the index, one line each. `quiet` are the manifests of runs
        that are not in the index, newest first."""
        for source, claimed in self._index.sources.items():
            made = self._of(source)
            if claimed.newest_story != made.newest_story:
                values = f"{claimed.newest_story}, its records say {made.newest_story}"
                yield f"newest_story of {source} is {values}"
            if claimed.last_published != made.last_published:
                quiet = list(quiet)
                if not _is_from_before_clock_set_back(claimed, made, quiet):
                    values = f"{claimed.last_published}, the runs say {made.last_published}"
                    yield f"last_published of {source} is {values}"
        if self._made:
            missing = sorted(self._made.sources.keys() - self._index.sources.keys())
            yield from (f"{source} is missing" for source in missing)
        unconfirmed = self._unconfirmed(set(self._successes()), map(_quiet, quiet))
        for source, moment in sorted(unconfirmed):
            field = f"last_success of {source}" if source else "last_success or updated_at"
            yield f"{field} is {moment}, which no run confirms"

    def _of(self, source: str) -> Freshness:
        return (self._made.sources if self._made else {}).get(source, Freshness())

    def _successes(self) -> Iterator[tuple[str, UtcMoment | None]]:
        """Yield the times that the listed runs do not explain: by source, and for the dump."""
        now, made = self._index, self._made
        if now.last_success != (made.last_success if made else None):
            yield ALL, now.last_success
        if made is None or now.updated_at != made.updated_at:
            yield ALL, now.updated_at
        for source, claimed in now.sources.items():
            if claimed.last_success != self._of(source).last_success:
                yield source, claimed.last_success

    def _unconfirmed(
        self, claims: set[tuple[str, UtcMoment | None]], quiet: Iterable[_UnlistedRun]
    ) -> set[tuple[str, UtcMoment | None]]:
        """Return the claims that no run confirms."""
        made = self._made
        left = {
            (source, moment)
            for source, moment in claims
            if moment is not None
            and moment
            >= ((self._of(source).last_success if source else made and made.last_success) or "")
        }
        refuted, seen = claims - left, []
        for run in quiet:
            if not left:
                return refuted
            seen.append(run)
            before = bisect(self._ends, (run.run, "")) - 1
            ended = max(run.ended, self._ends[before][1] if before >= 0 else "")
            # Its own end, too: a run of an older name may have been published after it.
            left -= {(source, end) for source in run.successes for end in (ended, run.ended)}
        return refuted | (left and left - self._after_clock_set_back(seen))

    def _after_clock_set_back(self, seen: list[_UnlistedRun]) -> set[tuple[str, UtcMoment | None]]:
        """Return the times that runs without parts explain if the clock was set back between two
        runs: times in the index never decrease."""
        runs = sorted([*((run, end, frozenset[str]()) for run, end in self._ends)])
        runs = sorted([*runs, *((each.run, each.ended, each.successes) for each in seen)])
        ends = accumulate((end for _, end, _ in runs), max)
        return {
            (source, end)
            for end, (_, _, successes) in zip(ends, runs, strict=True)
            for source in successes
        }


def _is_from_before_clock_set_back(
    claimed: Freshness, made: Freshness, quiet: Iterable[Manifest]
) -> bool:
    """Return whether a time is the end of a run that published nothing, before the clock was set
    back: the next publication gets that time, because times in the index never decrease."""
    return (
        claimed.last_published is not None
        and made.last_published is not None
        and claimed.last_published > made.last_published
        and any(each.ended_at == claimed.last_published for each in quiet)
    )


def _quiet(manifest: Manifest) -> _UnlistedRun:
    good = manifest.verdict in SUCCESSES and not manifest.parts
    read = {source for source, run in manifest.sources.items() if good and run.verdict in READ}
    if good and (manifest.verdict == RunVerdict.OK or read):
        read.add(ALL)
    return _UnlistedRun(manifest.run, manifest.ended_at, frozenset(read))
