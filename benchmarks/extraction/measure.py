"""Ask every tool for the text of every page, with the clock running."""

import gc
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.extraction.metrics import Score, score
from benchmarks.extraction.pages import Truth
from benchmarks.extraction.peers import Tool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool made of one page."""

    score: Score
    ms: float
    """CPU milliseconds."""
    failed: bool
    """Whether it raised; its text is empty then."""


def measure(truths: Sequence[Truth], tools: Sequence[Tool]) -> dict[str, list[Answer]]:
    """The answers of each tool, by its name, page by page. All tools are asked about a page before
    the next one comes, each page another one first, so that a noisy machine hits all alike."""
    for tool in tools:
        _ask(tool, truths[0])  # imports, rules, patterns
    gc.collect()
    gc.freeze()  # what was loaded is not searched for garbage on anybody's clock
    answers: dict[str, list[Answer]] = {tool.name: [] for tool in tools}
    for number, truth in enumerate(_followed(truths)):
        first = number % len(tools)
        for tool in (*tools[first:], *tools[:first]):
            answers[tool.name].append(_ask(tool, truth))
    gc.unfreeze()
    return answers


def _ask(tool: Tool, truth: Truth) -> Answer:
    gc.collect()  # nobody pays for the garbage of the tool before
    text, failed = "", False
    start = time.process_time_ns()
    try:
        text = tool.read(truth.page.body, truth.page.url)
    except Exception:
        failed = True
    ms = (time.process_time_ns() - start) / 1e6
    return Answer(score(text, truth), ms, failed)


def _followed(truths: Sequence[Truth]) -> Iterable[Truth]:
    """The pages; on a terminal a line tells how far it is, where tqdm is installed."""
    try:
        from tqdm import tqdm
    except ImportError:
        return truths
    followed: Iterable[Truth] = tqdm(truths, unit=" pages", disable=None, leave=False)
    return followed
