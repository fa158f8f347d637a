"""What a run says of the texts of one source, and where that is alarming.

Each run's manifest carries its figures; the next runs are measured against them.
"""

import statistics
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.dump.health import Health, Leak
from crawler.model import Outcome
from crawler.run.alarms.leaks import leaks_in
from crawler.run.alarms.proposals import propose
from crawler.run.block_context import mark_of
from crawler.run.repeated_texts import REMEMBERED, RULE
from crawler.run.repeats import Repeated

ENOUGH = 20
"""Stories of a run, and of all earlier ones together, from which lengths are compared."""
FAR = 2.0
"""Times by which half the stories must be longer or shorter than they used to be."""
DUE = 10.0
"""Pages on which a rule should have taken text, by its earlier share, before it is called dead."""
FEW = 5
"""Pages on which repetition must have taken a text before a rule is proposed for it."""


@dataclass(slots=True)
class Watch:
    """Collects the figures of one source as its pages come through."""

    lengths: "array[int]" = field(default_factory=lambda: array("L"))
    rules: Counter[str] = field(default_factory=Counter)
    leaks: dict[str, Leak] = field(default_factory=dict)
    repeated: dict[int, Repeated] = field(default_factory=dict)
    """By mark: what repetition took off."""

    def see(self, outcome: Outcome) -> None:
        """Take in a page that is ready for the dump."""
        if not outcome.records:
            return
        self.rules.update({text.rule for text in outcome.removed})
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
        """The run's figures, measured against those of earlier runs."""
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
        alarms = [f"leak: {leak.id} in {leak.bodies} bodies, {leak.url}" for leak in leaks]
        if far := _far_off(length, stories, history):
            alarms.append(far)
        alarms += [f"dead rule: {rule} took nothing from {stories} stories" for rule in dead]
        if taken or left:
            told = f"{len(taken)} texts taken off, {len(left)} left"
            alarms.append(f"repeated: no rule names {told}; the manifest proposes rules")
        proposed = propose(source, taken, left)
        rules = dict(sorted(self.rules.items()))
        return Health(stories, length, rules, leaks, dead, proposed, tuple(alarms))


def _dead(rules: Mapping[str, int], stories: int, history: Sequence[Health]) -> Iterable[str]:
    """Rules that should have taken text by now, by the share of stories that they used to serve.
    Repetition is none: what it took may have got a rule of its own."""
    earlier: Counter[str] = Counter()
    for run in history:
        earlier.update(run.rules)
    of = sum(run.stories for run in history)
    for rule, pages in sorted(earlier.items()):
        if rule not in rules and rule not in REMEMBERED and pages * stories >= DUE * of:
            yield rule


def _far_off(length: int, stories: int, history: Sequence[Health]) -> str | None:
    """Tells where half the stories are much longer or shorter than they used to be."""
    known = sorted((run.length, run.stories) for run in history)
    of = sum(number for _, number in known)
    if min(stories, of) < ENOUGH:
        return None
    usual, passed = 0, 0
    for usual, number in known:  # noqa: B007  # the median of all, as near as their medians tell
        passed += number
        if 2 * passed >= of:
            break
    if usual <= FAR * length and length <= FAR * usual:
        return None
    return f"length: half the stories have more than {length} characters, they used to have {usual}"
