"""Label the blocks of a page as story by comparison with the true text: long blocks by runs of
words, short ones by occurring between the same neighbours. A word in a menu is not story even if
the story contains it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

_RUN = 4
"""Words per run."""
_RUNS = 4
"""Minimum runs of a long block."""
_SLACK = 12
"""Tolerance in words for the position of a short block, because truths have extra or missing
lines."""
_Span = tuple[int, int]
"""Start and end of a block in the truth, as word indices."""


def label(blocks: Sequence[Sequence[str]], truth: Sequence[str]) -> list[bool]:
    """Return for each block whether it is story; `blocks` and `truth` are lists of words."""
    spans = _long(blocks, truth)
    words_at = defaultdict(list)
    for at, word in enumerate(truth):
        words_at[word].append(at)
    return [
        span is not None
        or (_is_short(words) and _stands(words, truth, words_at[words[0]], between))
        for words, span, between in zip(blocks, spans, _between(spans, len(truth)), strict=True)
    ]


def _is_short(words: Sequence[str]) -> bool:
    return 0 < len(words) < _RUN + _RUNS - 1


def _long(blocks: Sequence[Sequence[str]], truth: Sequence[str]) -> list[_Span | None]:
    """Return the span of each long block in the truth, if at least half of its runs occur there."""
    runs_at = defaultdict(list)
    for at, run in enumerate(_runs(truth)):
        runs_at[run].append(at)
    spans: list[_Span | None] = []
    end = 0
    for words in blocks:
        own = list(_runs(words))
        known = [run for run in own if run in runs_at]
        if len(own) < _RUNS or len(known) < len(own) / 2:
            spans.append(None)
            continue
        start = _nearest(runs_at[known[0]], end)
        end = max(start, _nearest(runs_at[known[-1]], start + len(words) - _RUN) + _RUN)
        spans.append((start, end))
    return spans


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def _nearest(places: Sequence[int], to: int) -> int:
    return min(places, key=lambda place: abs(place - to))


def _between(spans: Sequence[_Span | None], length: int) -> Iterator[_Span]:
    """Yield for each block the end of the long block before it and the start of the one after
    it."""
    behind = length
    starts: list[int] = []
    for span in reversed(spans):
        starts.append(behind)
        behind = span[0] if span else behind
    before = 0
    for span, start in zip(spans, reversed(starts), strict=True):
        yield before, start
        before = span[1] if span else before


def _stands(
    words: Sequence[str], truth: Sequence[str], places: Sequence[int], between: _Span
) -> bool:
    """Return whether a short block occurs in the truth at one of these places between its
    neighbours."""
    first, last = min(between) - _SLACK, max(between) + _SLACK
    return any(first <= at <= last and truth[at : at + len(words)] == words for at in places)
