"""Report the comparison as Markdown tables and as a plot."""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.extraction.causes import Cause
from benchmarks.extraction.measure import Answer
from benchmarks.extraction.metrics import Score
from benchmarks.extraction.pages import Truth
from benchmarks.extraction.peers import MEASURE, OURS

Answers = Mapping[str, Sequence[Answer]]
"""Answers by tool name, in page order."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Accuracy of a tool on the pages of one folder."""

    word: float
    run: float
    found: float | None
    """Share of correct snippets; None if the pages define none."""
    absent: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """Results of one tool."""

    tool: str
    sets: Mapping[str, Quality]
    """Accuracy by folder name."""
    word: float
    """Mean over all pages."""
    ms: float
    """Median over all pages."""
    failures: int


def rows(answers: Mapping[str, Answers]) -> list[Row]:
    """Return one row per tool, in the order of the answers, which are grouped by folder name."""
    tools = next(iter(answers.values()))
    return [_row(tool, {name: each[tool] for name, each in answers.items()}) for tool in tools]


def _row(tool: str, given: Answers) -> Row:
    every = [answer for each in given.values() for answer in each]
    return Row(
        tool,
        {name: _quality([answer.score for answer in each]) for name, each in given.items()},
        statistics.fmean(answer.score.word for answer in every),
        statistics.median(answer.ms for answer in every),
        sum(answer.failed for answer in every),
    )


def _quality(scores: Sequence[Score]) -> Quality:
    return Quality(
        statistics.fmean(score.word for score in scores),
        statistics.fmean(score.run for score in scores),
        _share([each for score in scores for each in score.found]),
        _share([each for score in scores for each in score.absent]),
    )


def _share(held: Sequence[bool]) -> float | None:
    return sum(held) / len(held) if held else None


_FIGURES = ("word F1", "4-gram F1", "`with` found", "`without` absent")


def table(rows: Sequence[Row]) -> str:
    """Format the rows as a table: per folder, means over its pages and shares of all its snippets,
    except columns without values; then the cost over all pages."""
    unit = next((row.ms for row in rows if row.tool == MEASURE), None)
    columns = [
        (name, at)
        for name, quality in rows[0].sets.items()
        for at, figure in enumerate(_figures(quality))
        if figure is not None
    ]
    several = len(rows[0].sets) > 1
    heads = [f"{name}: {_FIGURES[at]}" if several else _FIGURES[at] for name, at in columns]
    return _markdown(
        ("", *heads, "CPU ms, median", "ratio", "failures"),
        (
            (
                row.tool,
                *(_figure(_figures(row.sets[name])[at], 4) for name, at in columns),
                _figure(row.ms, 1),
                _figure(row.ms / unit if unit else None, 2),
                str(row.failures),
            )
            for row in rows
        ),
    )


def _figures(quality: Quality) -> tuple[float | None, ...]:
    return quality.word, quality.run, quality.found, quality.absent


def causes_table(name: str, causes: Sequence[Cause], total: int) -> str:
    """Format a table of our excess and missing words on one folder's pages, per thousand words of
    the stories."""
    return _markdown(
        (f"{name}: kind of block", "kept, no story", "story, left out"),
        (
            (cause.kind, *(_figure(1000 * n / total, 1) for n in (cause.extra, cause.lost)))
            for cause in causes
        ),
    )


def losses(truths: Sequence[Truth], answers: Answers, count: int) -> str:
    """Format a table of the pages where our word F1 trails the best peer's by most."""
    peers = [tool for tool in answers if tool != OURS]
    lost = sorted(_losses(truths, answers, peers), key=lambda loss: loss[0], reverse=True)[:count]
    return _markdown(
        ("page", "ours", "best", "by", "address"),
        (
            (truth.id, _figure(best - loss, 3), _figure(best, 3), peer, truth.page.url)
            for loss, best, peer, truth in lost
            if loss > 0
        ),
    )


def _losses(
    truths: Sequence[Truth], answers: Answers, peers: Sequence[str]
) -> Iterator[tuple[float, float, str, Truth]]:
    """Yield for each page our loss against the best peer, that peer's score and name, and the
    page."""
    for at, truth in enumerate(truths):
        best, peer = max((answers[peer][at].score.word, peer) for peer in peers)
        yield best - answers[OURS][at].score.word, best, peer, truth


def _figure(figure: float | None, places: int) -> str:
    return "" if figure is None else f"{figure:.{places}f}"


def _markdown(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', '%7C') for cell in cells)} |" for cells in lines
    )


def plot(rows: Sequence[Row], file: Path) -> None:
    """Plot quality against cost, one labelled point per tool. Raises `ImportError` without
    matplotlib."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator, NullFormatter

    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    for row in rows:
        colour = "tab:red" if row.tool == OURS else "tab:blue"
        aside, side = ((-6, -4), "right") if _is_left(row, rows) else ((6, -4), "left")
        axes.scatter(row.ms, row.word, color=colour)
        axes.annotate(
            row.tool, (row.ms, row.word), aside, textcoords="offset points", ha=side, color=colour
        )
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.margins(x=0.2)
    axes.set_xlabel("CPU ms a page, median (log scale)")
    axes.set_ylabel("word F1, mean")
    axes.grid(alpha=0.3)
    figure.savefig(file, dpi=150)


def _is_left(row: Row, rows: Sequence[Row]) -> bool:
    """Return whether a tool is left of the one nearest in quality, so that their labels do not
    overlap."""
    others = [other for other in rows if other is not row]
    nearest = min(others, key=lambda other: abs(other.word - row.word), default=row)
    return row.ms < nearest.ms
