"""Run every tool on every page, and time it."""

import gc
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.extraction.metrics import Score, score
from benchmarks.extraction.pages import Truth
from benchmarks.extraction.peers import Tool


@dataclass(frozen=True, slots=True)
class Answer:
    """Result of a tool for one page."""

    score: Score
    ms: float
    """CPU milliseconds."""
    failed: bool
    """Whether the tool raised an exception; the text is then empty."""


def measure(truths: Sequence[Truth], tools: Sequence[Tool]) -> dict[str, list[Answer]]:
    """Return each tool's answers by tool name, in page order. All tools process a page before the
    next one, starting with a different tool each time, so that noise on the machine affects all
    equally."""
    for tool in tools:
        _ask(tool, truths[0])  # load imports, rules, patterns
    gc.collect()
    gc.freeze()  # exclude loaded objects from timed garbage collection
    answers: dict[str, list[Answer]] = {tool.name: [] for tool in tools}
    for number, truth in enumerate(_followed(truths)):
        first = number % len(tools)
        for tool in (*tools[first:], *tools[:first]):
            answers[tool.name].append(_ask(tool, truth))
    gc.unfreeze()
    return answers


def _ask(tool: Tool, truth: Truth) -> Answer:
    gc.collect()  # do not charge this tool for the garbage of the previous one
    text, failed = "", False
    start = time.process_time_ns()
    try:
        text = tool.read(truth.page.body, truth.page.url)
    except Exception:
        failed = True
    ms = (time.process_time_ns() - start) / 1e6
    return Answer(score(text, truth), ms, failed)


def _followed(truths: Sequence[Truth]) -> Iterable[Truth]:
    """Yield the pages, with a progress bar on a terminal if tqdm is installed."""
    try:
        from tqdm import tqdm
    except ImportError:
        return truths
    followed: Iterable[Truth] = tqdm(truths, unit=" pages", disable=None, leave=False)
    return followed
