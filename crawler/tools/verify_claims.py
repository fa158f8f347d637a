"""Is what the index says of freshness what the manifests say?"""

from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from crawler.contract import UtcMoment
from crawler.dump.index import merge
from crawler.dump.manifest import Freshness, Index, Manifest, RunRef

ALL = ""
"""Stands in the place of a source for the run as a whole."""


@dataclass(frozen=True, slots=True)
class _Quiet:
    """A run that published nothing, as far as the index tells of it."""

    run: str
    ended: UtcMoment
    successes: frozenset[str]
    """The sources that it could read, and ALL if it was a success as a whole."""


class Claims:
    """Makes the index again of the runs that it names, and has the rest proved by others.

    Runs that published nothing may be many, and only tell of successes: they are read, the newest
    first, until there is nothing left to be proved.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._made: Index | None = None
        self._ends: list[tuple[str, UtcMoment]] = []
        """The runs that the index names, and when it was updated by each."""

    def add(self, named: RunRef, manifest: Manifest) -> None:
        """Take a run that the index names, oldest first."""
        self._made = merge(self._made, manifest, named.sha256)
        if self._made:
            self._ends.append((named.run, self._made.updated_at))

    def __len__(self) -> int:
        """How many runs were taken."""
        return len(self._ends)

    def problems(self, quiet: Iterable[Manifest]) -> Iterator[str]:
        """Everything that is claimed and not so, in one line each. `quiet` are the runs that the
        index does not name, newest first."""
        for source, claimed in self._index.sources.items():
            made = self._of(source)
            if claimed.newest_story != made.newest_story:
                told = f"{claimed.newest_story}, its records say {made.newest_story}"
                yield f"newest_story of {source} is {told}"
            if claimed.last_published != made.last_published:
                quiet = list(quiet)
                if not _is_after_the_clock_went_back(claimed, made, quiet):
                    told = f"{claimed.last_published}, the runs say {made.last_published}"
                    yield f"last_published of {source} is {told}"
        if self._made:
            missing = sorted(self._made.sources.keys() - self._index.sources.keys())
            yield from (f"{source} is missing" for source in missing)
        unproved = self._prove(set(self._successes()), map(_quiet, quiet))
        for source, moment in sorted(unproved):
            told = f"last_success of {source}" if source else "last_success or updated_at"
            yield f"{told} is {moment}, and no run says so"

    def _of(self, source: str) -> Freshness:
        return (self._made.sources if self._made else {}).get(source, Freshness())

    def _successes(self) -> Iterator[tuple[str, UtcMoment | None]]:
        """The moments that are not those of the named runs: by source, and of all."""
        now, made = self._index, self._made
        if now.last_success != (made.last_success if made else None):
            yield ALL, now.last_success
        if made is None or now.updated_at != made.updated_at:
            yield ALL, now.updated_at
        for source, claimed in now.sources.items():
            if claimed.last_success != self._of(source).last_success:
                yield source, claimed.last_success

    def _prove(
        self, claims: set[tuple[str, UtcMoment | None]], quiet: Iterable[_Quiet]
    ) -> set[tuple[str, UtcMoment | None]]:
        """Those that no run proves."""
        made = self._made
        left = {
            (source, moment)
            for source, moment in claims
            if moment is not None
            and moment
            >= ((self._of(source).last_success if source else made and made.last_success) or "")
        }
        hopeless, seen = claims - left, []
        for run in quiet:
            if not left:
                return hopeless
            seen.append(run)
            before = bisect(self._ends, (run.run, "")) - 1
            ended = max(run.ended, self._ends[before][1] if before >= 0 else "")
            left -= {(source, ended) for source in run.successes}
        return hopeless | (left and left - self._by_a_clock_put_back(seen))

    def _by_a_clock_put_back(self, seen: list[_Quiet]) -> set[tuple[str, UtcMoment | None]]:
        """What runs of no parts prove where the clock went back between two of them: the index
        never does."""
        runs = sorted([*((run, end, frozenset[str]()) for run, end in self._ends)])
        runs = sorted([*runs, *((each.run, each.ended, each.successes) for each in seen)])
        ends = accumulate((end for _, end, _ in runs), max)
        return {
            (source, end)
            for end, (_, _, successes) in zip(ends, runs, strict=True)
            for source in successes
        }


def _is_after_the_clock_went_back(
    claimed: Freshness, made: Freshness, quiet: Iterable[Manifest]
) -> bool:
    """Whether a moment is the end of a run that published nothing, before the clock was put back:
    what is published next is given that moment, for the index never goes back."""
    return (
        claimed.last_published is not None
        and made.last_published is not None
        and claimed.last_published > made.last_published
        and any(each.ended_at == claimed.last_published for each in quiet)
    )


def _quiet(manifest: Manifest) -> _Quiet:
    good = manifest.verdict in ("ok", "withheld") and not manifest.parts
    read = {
        source
        for source, run in manifest.sources.items()
        if good and run.verdict in ("ok", "partial")
    }
    if good and (manifest.verdict == "ok" or read):
        read.add(ALL)
    return _Quiet(manifest.run, manifest.ended_at, frozenset(read))
