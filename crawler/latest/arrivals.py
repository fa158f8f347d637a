"""What versions bring to the newest state: the last revision of each changed story, sorted as the
stories of the state are."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.dump.latest import Place
from crawler.tools.deltas import Span
from crawler.tools.latest import source_and_place
from crawler.tools.sorting import Sorter

_NEW, _KNOWN = b"-", b"?"
_GONE, _LEFT = b"x", b"+"


class Arrival(NamedTuple):
    """The last revision of a changed story."""

    source: str
    place: Place
    may_exist: bool
    """Whether the state may hold an earlier revision, anywhere."""
    is_gone: bool
    line: bytes


class Arrivals:
    """Arrivals by source and place, in little memory."""

    def __init__(self, spans: Iterable[Span], folder: Path) -> None:
        """Read the spans; `folder` is an empty folder for temporary files."""
        self.new: Counter[str] = Counter()
        """Source -> stories that the state has afterwards, at most."""
        self._sorter = Sorter(folder)
        for span in spans:
            self._add(span)

    def __iter__(self) -> Iterator[Arrival]:
        """Yield the arrivals in order; may be called again."""
        return map(_arrival, self._sorter)

    def _add(self, span: Span) -> None:
        line, is_gone = span.last.line, span.last.gone
        source, (day, story) = source_and_place(line)
        head = f"{source} {day} {story} ".encode()
        flags = (_NEW if span.is_new else _KNOWN) + (_GONE if is_gone else _LEFT)
        self._sorter.add(head + flags + b" " + line)
        self.new[source] += not is_gone


def _arrival(entry: bytes) -> Arrival:
    source, day, story, flags, line = entry.split(b" ", 4)
    place = (day.decode(), story.decode())
    return Arrival(source.decode(), place, flags[:1] == _KNOWN, flags[1:] == _GONE, line)
