"""Buffer pages until a source's repeated boilerplate is known, then release them without it.

A buffered page is neither in the ledger nor in a part. If the run is killed, only the work of
reading it is lost.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import msgspec
from msgspec.structs import replace

from crawler.contract import Record, RemovedText, counts_by_rule, digest_of, rule_counts
from crawler.dump.health import Health
from crawler.dump.manifest import SourceRun
from crawler.ledger import Ledger
from crawler.model import Outcome, Text
from crawler.reading.block_context import Mark, mark_of, texts_of, unpacked
from crawler.reading.learnable import learnable_of
from crawler.run.known_stories import KnownStories
from crawler.run.nameplates import Nameplates, without_repeated_lines
from crawler.run.repeat_counts import Counts
from crawler.run.repeated_texts import RULE, strip_repeated
from crawler.run.repeats import MOST_NEEDED, Repetition
from crawler.run.report import Report, SourceReport
from crawler.run.same_body import SameBodyDetector

MOST = 256
"""Maximum number of buffered pages."""
MOST_CHARACTERS = 8_000_000
"""Maximum characters of text in buffered pages."""

_counts = msgspec.msgpack.Decoder(Counts)
_runs = msgspec.json.Decoder(SourceRun)


_Story = tuple[Outcome, int]
"""A page, and the number of a story on it."""


class PageBuffer:
    """The buffered pages of one run, and what the run has learnt about each source."""

    def __init__(self, ledger: Ledger, report: Report, seconds: float) -> None:
        """`seconds` is the longest time to hold a page while others come in."""
        self._ledger = ledger
        self._report = report
        self._seconds = seconds
        self._since = 0.0
        self._held: list[Outcome] = []
        self._characters = 0
        self._repetitions: dict[str, Repetition] = {}
        self._same_bodies = SameBodyDetector()
        self._nameplates = Nameplates()

    def hold(self, outcome: Outcome) -> None:
        """Buffer a page."""
        if not self._held:
            self._since = time.monotonic()
        learnable = outcome.learnable
        if learnable is None:
            learnable = learnable_of(outcome)
            outcome = replace(outcome, learnable=learnable)
        self._held.append(outcome)
        self._characters += learnable.characters

    @property
    def is_full(self) -> bool:
        """Whether the buffer is full."""
        return len(self._held) >= MOST or self._characters >= MOST_CHARACTERS

    @property
    def is_due(self) -> bool:
        """Whether the first buffered page has been held long enough."""
        return bool(self._held) and time.monotonic() - self._since >= self._seconds

    def release(self) -> Iterator[Outcome]:
        """Learn from all buffered pages and yield them without repeated boilerplate, in their
        order.

        The counts are stored in the ledger after the last page is taken.
        """
        known, mark = KnownStories.of(self._held, self._ledger), cache(mark_of)
        for outcome in self._held:
            self._same_bodies.add(outcome, known)
        batch = [self._same_bodies.quarantine_notices(outcome, known) for outcome in self._held]
        self._held, self._characters = [], 0
        for outcome in batch:
            self._nameplates.see(outcome, known)
        for outcome in batch:
            self._of(outcome.fetch.source).known.update(self._nameplates.repeated(outcome))
        self._learn(_new_stories(batch, known))
        sources = {outcome.fetch.source for outcome in batch}
        batch.reverse()
        while batch:  # pages that are stored make room for those that come in meanwhile
            outcome = batch.pop()
            cleaned = remove_boilerplate(outcome, self._of(outcome.fetch.source).known, mark)
            self._report.of(outcome.fetch.source).add_texts(cleaned)
            yield cleaned
        for source in sources:
            counts = msgspec.msgpack.encode(self._of(source).counts)
            self._ledger.sources.keep_counts(source, counts)

    def _learn(self, stories: dict[str, list[_Story]]) -> None:
        """Learn from the new stories of each source, and release them: their pages are still to be
        stored, one by one."""
        while stories:
            source, found = stories.popitem()
            self._of(source).learn(_texts_of(*each) for each in found)

    def health(self, report: SourceReport) -> Health | None:
        """Return the text statistics of a source, with alarms by comparison with earlier runs;
        null if no story was read."""
        if report.texts is None:
            return None
        earlier = [run.health for run in self.history(report.source) if run.health]
        suspects = self._of(report.source).suspects
        return report.texts.judge(report.source, earlier, suspects)

    def alarms(self) -> Iterator[tuple[str, str]]:
        """Yield alarms about repeated texts and headlines, each with its source."""
        yield from self._same_bodies.alarms()
        yield from self._nameplates.alarms()

    def boilerplate(self, source: str) -> int:
        """Return the number of boilerplate texts known for a source."""
        return len(self._of(source).known)

    def is_learned(self, source: str) -> bool:
        """Return whether enough stories of a source were seen to know all its boilerplate."""
        return self._of(source).counts.stories >= MOST_NEEDED

    def history(self, source: str) -> list[SourceRun]:
        """Return the source's results in the last published runs, newest first."""
        return [_runs.decode(entry) for entry in self._ledger.sources.health(source)]

    def _of(self, source: str) -> Repetition:
        if source not in self._repetitions:
            kept = self._ledger.sources.counts(source)
            known = self._ledger.sources.boilerplate(source)
            self._repetitions[source] = Repetition(
                _counts.decode(kept) if kept else Counts(), known
            )
        return self._repetitions[source]


def remove_boilerplate(outcome: Outcome, known: set[int], mark: Mark = mark_of) -> Outcome:
    """Return the outcome without the texts that are known to be boilerplate of its source."""
    if not known:
        return outcome
    marks = outcome.learnable.marks if outcome.learnable else b""
    outcome = without_repeated_lines(outcome, known)
    if marks and known.isdisjoint(unpacked(marks)):
        return outcome
    records: list[Record] = []
    removed: list[RemovedText] = []
    for record in outcome.records:
        body, taken = strip_repeated(record.body, outcome.blocks, known, mark)
        removed += [
            RemovedText(record.source, record.url, RULE, block.place, block.text, record.fetched_at)
            for block in taken
        ]
        if taken:
            counts = counts_by_rule(record.removed) | {RULE: len(taken)}
            record = replace(record, body=body, removed=rule_counts(counts))
            record = replace(record, digest=digest_of(record))
        records.append(record)
    return outcome.without(removed, records) if removed else outcome


def _new_stories(batch: list[Outcome], known: KnownStories) -> dict[str, list[_Story]]:
    """Return the new stories of each source, in an order that depends only on the stories and not
    on when they were fetched."""
    stories: defaultdict[str, dict[str, _Story]] = defaultdict(dict)
    for outcome in batch:
        for number, record in enumerate(outcome.records):
            if not known.has(record):
                of_source = stories[record.source]
                other = of_source.get(record.id)
                if other is None or record.digest < _digest_of(*other):
                    of_source[record.id] = (outcome, number)
    return {source: [found[story] for story in sorted(found)] for source, found in stories.items()}


def _digest_of(outcome: Outcome, number: int) -> str:
    return outcome.records[number].digest


def _texts_of(outcome: Outcome, number: int) -> list[Text]:
    """Return the texts of a story, those included that structure removed from its page."""
    learnable = outcome.learnable
    assert learnable is not None  # noqa: S101  # see `hold`
    found = texts_of(outcome.blocks, learnable.marks, learnable.bodies[number].texts)
    return [*found, *learnable.aside]
