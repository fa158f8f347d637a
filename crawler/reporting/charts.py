"""Small charts as paths of SVG. Their labels are HTML beside them, which every screen can show.

Our own, because pygal takes 0.9 s to import and 29 kB a chart, with a script and colours in each.
"""

from collections.abc import Sequence

HEIGHT = 24
"""Of a chart that is 100 wide, in units of its view box."""


def columns(values: Sequence[int | None]) -> str:
    """Return the path of a column chart; a null leaves a gap, a zero a base line.

    >>> columns([2, None, 4])
    'M0 24v-12h26.7v12zM66.7 24v-24h26.7v24z'
    """
    most = max((value for value in values if value), default=1)
    step = 100 / max(len(values), 1)
    wide = step * 0.8
    path = []
    for at, value in enumerate(values):
        if value is not None:
            high = max(HEIGHT * value / most, 0.6)
            path.append(f"M{at * step:.3g} {HEIGHT}v-{high:.3g}h{wide:.3g}v{high:.3g}z")
    return "".join(path)


def line(values: Sequence[float | None]) -> str:
    """Return the path of a line from zero to the largest value, broken at nulls. A value between
    nulls is a dot, where lines have round ends.

    >>> line([0, 2, None, 1])
    'M0 23h0L33.3 1M100 12h0'
    """
    most = max((value for value in values if value), default=1)
    step = 100 / max(len(values) - 1, 1)
    path, is_broken = [], True
    for at, value in enumerate(values):
        if value is not None:
            y = HEIGHT - 1 - (HEIGHT - 2) * value / most
            place = f"{at * step:.3g} {y:.3g}"
            path.append(f"M{place}h0" if is_broken else f"L{place}")
        is_broken = value is None
    return "".join(path)


def share(part: float | None, whole: float | None) -> float | None:
    """Return a share in percent; None without a whole.

    >>> share(1, 8), share(1, 0)
    (12.5, None)
    """
    return 100 * part / whole if part is not None and whole else None
