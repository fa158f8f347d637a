"""Differences between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from crawler.base.scripts import UNSPACED_LETTER

_TOKEN = re.compile(rf"{UNSPACED_LETTER}[^\S\n]*|(?:(?!{UNSPACED_LETTER})\S)+[^\S\n]*|\n+|[^\S\n]+")
"""A word with the blanks after it; one letter in scripts without blanks between words."""
_PARAGRAPH = re.compile(r".*?(?:\n{2,}|\Z)", re.DOTALL)
_MOST_PAIRS = 1_000_000
"""Beyond this product of their lengths, two sequences count as wholly different: a comparison
takes quadratic time."""


class Edit(NamedTuple):
    """A stretch of text: in both versions (` `), in the old one (`-`) or the new one (`+`)."""

    sign: Literal[" ", "-", "+"]
    text: str


def text_edits(old: str, new: str) -> list[Edit]:
    r"""Return what turns one text into the other. The stretches not added are the old text, those
    not removed the new one.

    >>> [f"{sign}{text}" for sign, text in text_edits("The talks end.", "The long talks end.")]
    [' The ', '+long ', ' talks end.']
    """
    before, after = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    edits: list[Edit] = []
    for tag, was, now in _matched(before, after):
        if tag == "replace":
            words = _TOKEN.findall("".join(was)), _TOKEN.findall("".join(now))
            for word_tag, *sides in _matched(*words):
                edits += _edits(word_tag, *sides)
        else:
            edits += _edits(tag, was, now)
    return _joined(edits)


def excerpts(edits: Sequence[Edit], context: int = 60) -> list[Edit]:
    """Return the edits with unchanged stretches cut to some characters around each change."""
    short: list[Edit] = []
    last = len(edits) - 1
    for at, edit in enumerate(edits):
        text = edit.text
        if edit.sign == " ":
            start = text[:context] if at > 0 else ""
            end = text[-context:] if at < last else ""
            if len(text) > len(start) + len(end) + 1:
                text = f"{start}…{end}"
        short.append(Edit(edit.sign, text))
    return short


def _matched(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """Yield the parts of two sequences that match, or not, as `SequenceMatcher` does."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    yield "equal", old[:start], new[:start]
    was, now = old[start : len(old) - end], new[start : len(new) - end]
    if len(was) * len(now) > _MOST_PAIRS:
        yield "replace", was, now
    else:
        matcher = SequenceMatcher(None, was, now, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            yield tag, was[a:b], now[c:d]
    yield "equal", old[len(old) - end :], new[len(new) - end :]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many items two sequences have in common at their start."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))


def _edits(tag: str, was: Sequence[str], now: Sequence[str]) -> list[Edit]:
    if tag == "equal":
        return [Edit(" ", "".join(was))]
    return [Edit("-", "".join(was)), Edit("+", "".join(now))]


def _joined(edits: list[Edit]) -> list[Edit]:
    """Return the edits without empty ones, and neighbours of one sign as one."""
    joined: list[Edit] = []
    for edit in edits:
        if joined and joined[-1].sign == edit.sign:
            joined[-1] = Edit(edit.sign, joined[-1].text + edit.text)
        elif edit.text:
            joined.append(edit)
    return joined
