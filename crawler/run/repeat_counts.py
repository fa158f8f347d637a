"""What one source's pages have shown so far: on how many stories each text stood, and how.

Bounded: what was seen once is forgotten after a while. Kept by the ledger as it is.
"""

from msgspec import Struct, field

from crawler.run.block_context import Text

WINDOW = 1000
"""Stories after which all counts are halved: what was seen once is forgotten, and a banner of
today is not weighed against the pages of ten years."""
_WAYS = ("aside", "boxed", "line", "call", "edge")


class Seen(Struct, array_like=True, gc=False):
    """On how many stories a text stood, and how."""

    stories: int = 0
    last: int = -1
    """Number of the last of them."""
    aside: int = 0
    boxed: int = 0
    line: int = 0
    call: int = 0
    edge: int = 0
    joint: int | None = None
    """The neighbour that it was last joined to."""
    part: int = 0
    """On how many stories that was the same one again: a line of a longer sentence."""

    def take(self, number: int, text: Text) -> None:
        """Count a story, once."""
        if self.last == number:
            return
        if text.standing != "within":
            setattr(self, text.standing, getattr(self, text.standing) + 1)
        self.part += text.joint is not None and text.joint == self.joint
        self.stories += 1
        self.last, self.joint = number, text.joint

    def halve(self) -> None:
        """Weigh it half as much."""
        for name in ("stories", "part", *_WAYS):
            setattr(self, name, getattr(self, name) // 2)


class Box(Struct, array_like=True, gc=False):
    """On how many stories a box stood beside the text, and how many texts it has held."""

    stories: int = 0
    last: int = -1
    texts: int = 0

    def take(self, number: int, is_new: bool) -> None:
        """Count a story, once, and a text of it that was not met before."""
        self.texts += is_new
        self.stories += self.last != number
        self.last = number


class Counts(Struct, array_like=True):
    """What one source's pages have shown so far."""

    stories: int = 0
    numbered: int = 0
    """Stories ever counted: their numbers tell takes of one story."""
    texts: dict[int, Seen] = field(default_factory=dict)
    """By mark."""
    boxes: dict[str, Box] = field(default_factory=dict)

    def halve(self) -> None:
        """Weigh what was seen so far half as much."""
        self.stories //= 2
        for seen in self.texts.values():
            seen.halve()
        for box in self.boxes.values():
            box.stories //= 2
            box.texts //= 2
        self.texts = {mark: seen for mark, seen in self.texts.items() if seen.stories}
        self.boxes = {name: box for name, box in self.boxes.items() if box.stories}
