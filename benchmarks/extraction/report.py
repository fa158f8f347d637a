"""The comparison as tables in Markdown and as a plot."""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.extraction.measure import Answer
from benchmarks.extraction.pages import Truth
from benchmarks.extraction.peers import MEASURE, OURS

Answers = Mapping[str, Sequence[Answer]]
"""By the tool's name, page by page."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is told of one tool."""

    tool: str
    word: float
    run: float
    found: float | None
    """Share of the snippets; null where the pages name none."""
    absent: float | None
    ms: float
    """Median."""
    failures: int


def rows(answers: Answers) -> list[Row]:
    """A row a tool, in the order of the answers."""
    return [_row(tool, given) for tool, given in answers.items()]


def _row(tool: str, given: Sequence[Answer]) -> Row:
    scores = [answer.score for answer in given]
    return Row(
        tool,
        statistics.fmean(score.word for score in scores),
        statistics.fmean(score.run for score in scores),
        _share([each for score in scores for each in score.found]),
        _share([each for score in scores for each in score.absent]),
        statistics.median(answer.ms for answer in given),
        sum(answer.failed for answer in given),
    )


def _share(held: Sequence[bool]) -> float | None:
    return sum(held) / len(held) if held else None


def table(rows: Sequence[Row]) -> str:
    """The rows as a table: means over the pages, shares of all snippets."""
    unit = next((row.ms for row in rows if row.tool == MEASURE), None)
    head = ("word F1", "4-gram F1", "`with` found", "`without` absent", "CPU ms, median", "ratio")
    return _markdown(
        ("", *head, "failures"),
        (
            (
                row.tool,
                *(_figure(share, 4) for share in (row.word, row.run, row.found, row.absent)),
                _figure(row.ms, 1),
                _figure(row.ms / unit if unit else None, 2),
                str(row.failures),
            )
            for row in rows
        ),
    )


def losses(truths: Sequence[Truth], answers: Answers, count: int) -> str:
    """A table of the pages on which ours loses most word F1 against the best of its peers."""
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
    """Of each page: how much ours loses, the best peer's score, that peer."""
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
    """Quality against cost, a labelled point a tool. Raises `ImportError` without matplotlib."""
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
    """Whether a tool stands left of the one nearest in quality: their labels part there."""
    others = [other for other in rows if other is not row]
    nearest = min(others, key=lambda other: abs(other.word - row.word), default=row)
    return row.ms < nearest.ms
