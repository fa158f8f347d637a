"""Pages wait until it is known which of their texts recur; without those, they go on.

A page that waits is seen by nobody: not by the ledger, not by a part. Killed, the run has lost
nothing but the reading of it.
"""

import time
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from crawler.contract import Record, RemovedText, digest_of
from crawler.dump.health import Health
from crawler.dump.manifest import SourceRun
from crawler.ledger import Ledger
from crawler.model import Outcome
from crawler.run.alarms import Watch
from crawler.run.block_context import Text, set_aside, texts_of
from crawler.run.nameplates import Nameplates, without_repeated_lines
from crawler.run.notices import Notices
from crawler.run.repeat_counts import Counts
from crawler.run.repeated_texts import RULE, strip_repeated
from crawler.run.repeats import MOST_NEEDED, Repetition

MOST = 256
"""Pages that wait at most."""
MOST_CHARACTERS = 8_000_000
"""Characters of text that wait at most."""

_counts = msgspec.msgpack.Decoder(Counts)
_runs = msgspec.json.Decoder(SourceRun)


class Settling:
    """The pages of one run that wait, and what the run has learnt of each source."""

    def __init__(self, ledger: Ledger, seconds: float) -> None:
        """`seconds` is how long a page may wait while others come in."""
        self._ledger = ledger
        self._seconds = seconds
        self._since = 0.0
        self._waiting: list[Outcome] = []
        self._characters = 0
        self.is_releasing = False
        """Whether pages that waited are being taken, one by one."""
        self._repetitions: dict[str, Repetition] = {}
        self._watches: dict[str, Watch] = {}
        self._notices = Notices(ledger)
        self._nameplates = Nameplates(ledger)

    def hold(self, outcome: Outcome) -> None:
        """Let a page wait. Its bytes are not needed any more."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(replace(outcome, page=replace(outcome.page, body=b"")))
        self._characters += sum(len(line) for block in outcome.blocks for line in block.lines)

    @property
    def is_full(self) -> bool:
        """Whether no more pages may wait."""
        return len(self._waiting) >= MOST or self._characters >= MOST_CHARACTERS

    @property
    def is_due(self) -> bool:
        """Whether the first of them has waited long enough."""
        return bool(self._waiting) and time.monotonic() - self._since >= self._seconds

    def release(self) -> Iterator[Outcome]:
        """Learn from all pages that wait and let them go on, put right, in the order they came.

        What was learnt is kept in the ledger once the last of them is taken.
        """
        for outcome in self._waiting:
            self._notices.see(outcome)
        batch = list(map(self._notices.put_aside, self._waiting))
        self._waiting, self._characters = [], 0
        self.is_releasing = True
        try:
            yield from self._settled(batch)
        finally:
            self.is_releasing = False

    def _settled(self, batch: list[Outcome]) -> Iterator[Outcome]:
        for outcome in batch:
            self._nameplates.see(outcome)
        for outcome in batch:
            self._of(outcome.page.source).known.update(self._nameplates.repeated(outcome))
        sources = {outcome.page.source for outcome in batch}
        for source in sources:
            self._of(source).learn(_new_stories(batch, source, self._ledger))
        for outcome in batch:
            settled = put_right(outcome, self._of(outcome.page.source).known)
            self._watches.setdefault(outcome.page.source, Watch()).see(settled)
            yield settled
        for source in sources:
            counts = msgspec.msgpack.encode(self._of(source).counts)
            self._ledger.sources.keep_counts(source, counts)

    def health(self) -> dict[str, Health]:
        """What the run says of each source, measured against the runs before it."""
        return {
            source: watch.judge(
                source,
                [run.health for run in self.history(source) if run.health],
                self._of(source).suspects,
            )
            for source, watch in self._watches.items()
        }

    def alarms(self) -> Iterator[tuple[str, str]]:
        """Yield what is alarming of the texts themselves, with the source of each."""
        yield from self._notices.alarms()
        yield from self._nameplates.alarms()

    def boilerplate(self, source: str) -> int:
        """How many texts are known to recur on a source's pages."""
        return len(self._of(source).known)

    def is_learned(self, source: str) -> bool:
        """Whether enough stories of a source were seen to know what recurs on all of its pages."""
        return self._of(source).counts.stories >= MOST_NEEDED

    def history(self, source: str) -> list[SourceRun]:
        """What the last runs that the index names came to, newest first."""
        return [_runs.decode(entry) for entry in self._ledger.sources.health(source)]

    def _of(self, source: str) -> Repetition:
        if source not in self._repetitions:
            kept = self._ledger.sources.counts(source)
            known = self._ledger.sources.boilerplate(source)
            self._repetitions[source] = Repetition(
                _counts.decode(kept) if kept else Counts(), known
            )
        return self._repetitions[source]


def put_right(outcome: Outcome, known: set[int]) -> Outcome:
    """The outcome without the texts that are known to be furniture of its source."""
    if not known:
        return outcome
    outcome = without_repeated_lines(outcome, known)
    records: list[Record] = []
    removed: list[RemovedText] = []
    for record in outcome.records:
        body, taken = strip_repeated(record.body, outcome.blocks, known)
        removed += [
            RemovedText(record.source, record.url, RULE, block.place, block.text, record.fetched_at)
            for block in taken
        ]
        if taken:
            counts = record.removed | {RULE: len(taken)}
            record = replace(record, body=body, removed=counts)
            record = replace(record, digest=digest_of(record))
        records.append(record)
    if not removed:
        return outcome
    return replace(outcome, records=tuple(records), removed=(*outcome.removed, *removed))


def _new_stories(batch: list[Outcome], source: str, ledger: Ledger) -> list[list[Text]]:
    """The texts of each story of a source that the dump does not hold yet, in an order that is
    theirs and not that of their coming."""
    stories: dict[str, tuple[str, Outcome, Record]] = {}
    for outcome in batch:
        for record in outcome.records:
            if record.source == source and not ledger.revisions(record.id):
                known = stories.get(record.id)
                if known is None or record.digest < known[0]:
                    stories[record.id] = (record.digest, outcome, record)
    ordered = (stories[name] for name in sorted(stories))
    return [
        [*texts_of(outcome.blocks, record.body), *set_aside(outcome.removed)]
        for _, outcome, record in ordered
    ]
