"""Text statistics of one source in a run, and alarms by comparison with earlier runs.

Each run's manifest carries them for the next runs.
"""

import statistics
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.dump.health import Health, Leak
from crawler.model import Outcome
from crawler.reading.block_context import mark_of
from crawler.run.alarms.leaks import leaks_in
from crawler.run.alarms.proposals import propose
from crawler.run.repeated_texts import REMEMBERED, RULE
from crawler.run.repeats import Repeated

ENOUGH = 20
"""Minimum stories, in this run and in all earlier ones together, before lengths are compared."""
FAR = 2.0
"""Factor by which the median length must differ from that of earlier runs."""
DUE = 10.0
"""Pages on which a rule would be expected to remove text, by its earlier share, before it is called
dead."""
FEW = 5
"""Pages from which a text must have been removed as repeated before a rule is proposed for it."""


@dataclass(slots=True)
class TextStatistics:
    """Collector of one source's text statistics during a run."""

    lengths: "array[int]" = field(default_factory=lambda: array("L"))
    rules: Counter[str] = field(default_factory=Counter)
    leaks: dict[str, Leak] = field(default_factory=dict)
    repeated: dict[int, Repeated] = field(default_factory=dict)
    """By mark: texts removed as repeated."""

    def add(self, outcome: Outcome) -> None:
        """Add a page that is ready for the dump."""
        if not outcome.records:
            return
        rules = outcome.removed_rows.rules if outcome.removed_rows else ()
        for rule in {*rules, *(text.rule for text in outcome.removed)}:
            self.rules[rule] += 1  # less work than `update` with a few
        for record in outcome.records:
            self.lengths.append(len(record.body))
            for leak in leaks_in(record.body):
                known = self.leaks.get(leak, Leak(leak, 0, record.url))
                self.leaks[leak] = Leak(leak, known.bodies + 1, known.url)
        for text in {text.text for text in outcome.removed if text.rule == RULE}:
            mark = mark_of(text)
            known_text = self.repeated.get(mark, Repeated(text, 0, 0))
            self.repeated[mark] = Repeated(known_text.text, known_text.stories + 1, 0)

    def judge(
        self, source: str, history: Sequence[Health], suspects: Mapping[int, Repeated]
    ) -> Health:
        """Return the run's statistics, with alarms by comparison with earlier runs."""
        stories = len(self.lengths)
        length = int(statistics.median(self.lengths)) if stories else 0
        leaks = tuple(sorted(self.leaks.values(), key=lambda leak: -leak.bodies))
        dead = tuple(_dead(self.rules, stories, history))
        taken = [
            Repeated(text.text, text.stories, stories)
            for text in self.repeated.values()
            if text.stories >= FEW
        ]
        left = [text for mark, text in suspects.items() if mark not in self.repeated]
        alarms = [f"leak: {leak.id} in {leak.bodies} bodies, e.g. {leak.url}" for leak in leaks]
        if far := _far_off(length, stories, history):
            alarms.append(far)
        alarms += [f"dead rule: {rule} removed nothing from {stories} stories" for rule in dead]
        if taken or left:
            texts = f"{len(taken)} removed and {len(left)} kept texts"
            alarms.append(f"repeated: no rule matches {texts}; the manifest proposes rules")
        proposed = propose(source, taken, left)
        rules = dict(sorted(self.rules.items()))
        return Health(stories, length, rules, leaks, dead, proposed, tuple(alarms))


def _dead(rules: Mapping[str, int], stories: int, history: Sequence[Health]) -> Iterable[str]:
    """Yield rules that should have removed text by now, by their share of stories in earlier runs.

    Removal by repetition does not count: those texts may have got a rule since.
    """
    earlier: Counter[str] = Counter()
    for run in history:
        earlier.update(run.rules)
    of = sum(run.stories for run in history)
    for rule, pages in sorted(earlier.items()):
        if rule not in rules and rule not in REMEMBERED and pages * stories >= DUE * of:
            yield rule


def _far_off(length: int, stories: int, history: Sequence[Health]) -> str | None:
    """Return an alarm if the median length differs much from that of earlier runs."""
    known = sorted((run.length, run.stories) for run in history)
    of = sum(number for _, number in known)
    if min(stories, of) < ENOUGH:
        return None
    usual, passed = 0, 0
    for usual, number in known:  # noqa: B007  # the weighted median of the runs' medians
        passed += number
        if 2 * passed >= of:
            break
    if usual <= FAR * length and length <= FAR * usual:
        return None
    return f"length: median body length {length} characters (previous runs: {usual})"
