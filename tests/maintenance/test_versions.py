"""Versions of dumps that were expired or compacted: full(n) + delta(n -> m) = full(m), still."""

import gzip
from collections import Counter
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.__main__ import main
from crawler.tools.verify import verify
from tests.support.dumps import at, rows
from tests.support.histories import EVENTS, Event, State, files, lines_of, publish
from tests.support.maintaining import (
    AT_ONCE,
    GRACE,
    canonical,
    compact,
    day,
    every_row,
    expire,
    last_revisions,
    versions,
)

pytestmark = pytest.mark.slow

RUNS = st.lists(st.lists(EVENTS, min_size=1, max_size=6), min_size=2, max_size=4)
GRACES = st.sampled_from([GRACE, AT_ONCE])
STEPS = st.lists(
    st.tuples(RUNS, st.sampled_from(["expire", "compact"]), st.integers(0, 9), GRACES),
    min_size=1,
    max_size=2,
)


class History:
    """A dump, and what each of its versions must be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dump = str(folder / "dump")
        self.state = folder / "state"
        self.days = 0
        self.lines: dict[str, bytes] = {}
        self._stories: State = {}
        self._known: State = {}
        self._day_of: dict[tuple[str, int], int] = {}
        """(story, revision) -> the day on which it was published."""

    def run(self, events: list[Event]) -> None:
        self.days += 1
        before, clock = dict(self._known), at(day(self.days))
        made = publish(self.dump, self.folder, events, self._stories, self._known, clock=clock)
        for name, last in self._known.items():
            start = before[name].revision + 1 if name in before else 1
            for revision in range(start, last.revision + 1):
                self._day_of[last.id, revision] = self.days
        if made and made not in self.lines:
            self.lines[made] = lines_of(self._stories)

    def maintain(self, what: str, back: int, grace: timedelta) -> None:
        """Expire or compact the dump, and check which rows are left."""
        now = day(self.days + 0.5)
        before, records = every_row(self.dump), rows(self.dump)
        if what == "compact":
            known = versions(self.dump)
            compact(self.dump, self.state, known[max(len(known) - 1 - back, 0)], now, grace)
            assert every_row(self.dump) == before
            return
        last_day = self.days - back
        old = [row for row in records if self._day_of[row["id"], row["revision"]] <= last_day]
        kept = [row for row in records if row not in old] + last_revisions(old)
        done = expire(self.dump, self.state, now, grace, records=back)
        left = Counter(map(canonical, rows(self.dump)))
        if done.expired.get("records") or done.oldest in (None, self._version_of(last_day)):
            assert left == Counter(map(canonical, kept))
        else:  # a compaction has left a newer version as the oldest
            assert left == Counter(map(canonical, records))

    def _version_of(self, number: int) -> str | None:
        """Return the version at the end of a day."""
        moment = day(number).strftime("%Y%m%dT%H%M%SZ-z")
        return max((version for version in self.lines if version < moment), default=None)

    def snapshot(self, version: str) -> Path:
        out = self.folder / "full" / f"{version}-{self.days}"
        assert main(["snapshot", self.dump, str(out), "--at", version]) == 0
        return out


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_full_and_delta_give_full_from_the_oldest_version_on(
    steps: list[tuple[list[list[Event]], str, int, timedelta]],
) -> None:
    with TemporaryDirectory() as place:
        history = History(Path(place))
        for runs, what, back, grace in steps:
            for events in runs:
                history.run(events)
            if history.lines:
                history.maintain(what, back, grace)
                assert verify(history.dump).problems == ()
        history.run([("a", "the last")])
        left = versions(history.dump)
        assert left == sorted(history.lines)[-len(left) :]
        full = {version: history.snapshot(version) for version in left}
        for version, out in full.items():
            lines = gzip.decompress((out / "records.jsonl.gz").read_bytes())
            assert lines == history.lines[version]
        for first, last in combinations(left, 2):
            delta, applied = (history.folder / f"{name}-{first}-{last}" for name in ("d", "a"))
            assert main(["delta", history.dump, first, last, "--out", str(delta)]) == 0
            assert main(["apply", str(full[first]), str(delta), str(applied)]) == 0
            assert files(applied) == files(full[last])
        for gone in sorted(history.lines)[: -len(left)]:
            assert main(["delta", history.dump, gone]) == 2
            assert main(["snapshot", history.dump, "--at", gone]) == 2
        assert verify(history.dump).problems == ()
