"""Counts of a source's texts: on how many stories each text occurred, and in which context.

Bounded in size: texts seen only once are dropped after a while. The ledger stores them as they are.
"""

from msgspec import Struct, field

from crawler.model import Text

WINDOW = 1000
"""Stories after which all counts are halved, so that texts seen once are dropped and today's
boilerplate is not measured against the pages of ten years."""


class Seen(Struct, array_like=True, gc=False):
    """On how many stories a text occurred, by context."""

    stories: int = 0
    last: int = -1
    """Number of the last of those stories."""
    aside: int = 0
    boxed: int = 0
    line: int = 0
    call: int = 0
    edge: int = 0
    joint: int | None = None
    """Mark of the adjacent text that it was last joined to."""
    part: int = 0
    """On how many stories it was joined to the same text again: part of a longer sentence."""

    def take(self, number: int, text: Text) -> None:
        """Count a story once."""
        if self.last == number:
            return
        if text.context != "within":
            setattr(self, text.context, getattr(self, text.context) + 1)
        self.part += text.joint is not None and text.joint == self.joint
        self.stories += 1
        self.last, self.joint = number, text.joint

    def halve(self) -> None:
        """Halve the counts."""
        self.stories //= 2
        self.part //= 2
        self.aside //= 2
        self.boxed //= 2
        self.line //= 2
        self.call //= 2
        self.edge //= 2


class Box(Struct, array_like=True, gc=False):
    """On how many stories a box occurred beside the text, and how many different texts it
    contained."""

    stories: int = 0
    last: int = -1
    texts: int = 0

    def take(self, number: int, is_new: bool) -> None:
        """Count a story once, and a text of it that is new."""
        self.texts += is_new
        self.stories += self.last != number
        self.last = number


class Counts(Struct, array_like=True):
    """Counts of one source."""

    stories: int = 0
    numbered: int = 0
    """Stories ever counted. Their numbers identify versions of one story."""
    texts: dict[int, Seen] = field(default_factory=dict)
    """By text mark."""
    boxes: dict[str, Box] = field(default_factory=dict)

    def halve(self) -> None:
        """Halve all counts, and drop texts and boxes that reach zero."""
        self.stories //= 2
        for seen in self.texts.values():
            seen.halve()
        for box in self.boxes.values():
            box.stories //= 2
            box.texts //= 2
        self.texts = {mark: seen for mark, seen in self.texts.items() if seen.stories}
        self.boxes = {name: box for name, box in self.boxes.items() if box.stories}
