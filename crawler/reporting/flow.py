"""The counters of a run drawn as a flow: where the ribbons and labels are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.dump.manifest import Counts

WIDTH = 900
_BAR, _ROOM, _GAP = 10, 21, 7
"""Width of a bar; least height of a bar with its label; space between bars."""
_HEIGHT = 200
"""Height of all pages together."""
_COLUMNS = (0, 330, 660)
_FIRST = (("fetched", "c1"), ("skipped", "c6"), ("failed", "bad"))
_SECOND = (
    *(("published", "ok"), ("unchanged", "c6"), ("duplicate", "c5"), ("quarantined", "warn")),
    *(("not_a_story", "c3"), ("withheld", "c4")),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One counter: its bar, and the ribbon that leads to it."""

    name: str
    count: int
    colour: str
    x: float
    y: float
    height: float
    ribbon: str
    """Path; empty for the first bar."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A drawing of `WIDTH` by `height`."""

    bars: tuple[Bar, ...]
    height: float
    text: str
    """The same in words."""


def flow_of(counts: Counts) -> Flow | None:
    """Return the drawing; None if nothing was discovered."""
    if not counts.discovered:
        return None
    unit = _HEIGHT / counts.discovered
    first = [*_column(counts, _FIRST, 1, 0.0, unit)]
    fetched = next((bar for bar in first if bar.name == "fetched"), None)
    second = [*_column(counts, _SECOND, 2, fetched.y, unit)] if fetched else []
    whole = Bar("discovered", counts.discovered, "c2", 0, 0, _HEIGHT, "")
    bars = (whole, *first, *second)
    height = max(bar.y + max(bar.height, _ROOM) for bar in bars) + 2
    return Flow(bars, height, _words(counts))


def _column(
    counts: Counts, names: Sequence[tuple[str, str]], column: int, top: float, unit: float
) -> Iterator[Bar]:
    """Yield the bars of a column, below each other; their ribbons start at the same height."""
    at = top
    x, start = _COLUMNS[column], _COLUMNS[column - 1] + _BAR
    for name, colour in names:
        if count := getattr(counts, name):
            height = max(count * unit, 1.5)
            yield Bar(
                name.replace("_", " "),
                count,
                colour,
                x,
                top,
                height,
                _ribbon(start, at, x, top, height),
            )
            top += max(height, _ROOM) + _GAP
            at += count * unit


def _ribbon(x: float, y: float, to_x: float, to_y: float, height: float) -> str:
    middle = (x + to_x) / 2
    return (
        f"M{x} {y:.1f}C{middle} {y:.1f} {middle} {to_y:.1f} {to_x} {to_y:.1f}v{height:.1f}"
        f"C{middle} {to_y + height:.1f} {middle} {y + height:.1f} {x} {y + height:.1f}z"
    )


def _words(counts: Counts) -> str:
    decided = [
        f"{getattr(counts, name)} {name.replace('_', ' ')}"
        for name, _ in _SECOND
        if getattr(counts, name)
    ]
    return (
        f"{counts.discovered} discovered = {counts.skipped} skipped + {counts.fetched} fetched"
        f" + {counts.failed} failed; {counts.fetched} fetched = {' + '.join(decided) or '0'}"
    )
