"""What became of each text of a document: which field has it, or why it was left out.

The account is drawn up after the readers, from what they were given and what they gave: no reader
can drop a text untold.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from crawler.model import Document, Removed, Story
from crawler.wire.agencies import by_line, by_mark
from crawler.wire.claims import BODY, Claim, claims
from crawler.wire.header import read_form

_WORD = re.compile(r"[^\W_]")
_AROUND = " -–—_:.,"
"""What may stand around an agency's mark, besides its brackets."""


class Entry(NamedTuple):
    """A text and what became of it: an entry of the account."""

    text: str
    block: int
    """The number of its block in the document."""
    field: str | None
    """`body`, or the record's name of the field that has it; null where it was left out."""
    reason: str
    """Why it was left out: `header` above the text, `label` beside a field's own words, `cue`
    inside the text, `ending` below it."""


def removed(document: Document, stories: Sequence[Story]) -> tuple[Removed, ...]:
    """The texts of a document that are in no field of its stories, in page order."""
    text, blocks = _printed(document)
    found = claims(text.replace("\n", " "), stories)
    return tuple(
        [
            Removed(reason, words, document.blocks[blocks[line]].place)
            for _, line, words, field, reason in _rest(text, found, stories)
            if not field
        ]
    )


def account(document: Document, stories: Sequence[Story]) -> list[Entry]:
    """All texts of a document, in page order."""
    text, blocks = _printed(document)
    found = claims(text.replace("\n", " "), stories)
    told = [
        (at, Entry(words, blocks[line], field, reason))
        for at, line, words, field, reason in _rest(text, found, stories)
    ]
    told += _kept(text, blocks, found)
    return [each for _, each in sorted(told, key=itemgetter(0))]


def _printed(document: Document) -> tuple[str, list[int]]:
    """The printed lines of a document in one string, and the block of each."""
    lines = [line.strip() for block in document.blocks for line in block.lines]
    return "\n".join(lines), [
        number for number, block in enumerate(document.blocks) for _ in block.lines
    ]


def _kept(text: str, blocks: list[int], found: list[Claim]) -> Iterator[tuple[int, Entry]]:
    """What the claims hold, block by block, and where it begins."""
    for start, end, field, _ in found:
        at, line = start, text.count("\n", 0, start)
        lines = text[start:end].split("\n")
        for block, group in groupby(zip(blocks[line:], lines, strict=False), key=itemgetter(0)):
            words = " ".join([words for _, words in group])
            yield at, Entry(words, block, field, "")
            at += len(words) + 1


def _rest(
    text: str, found: list[Claim], stories: Sequence[Story]
) -> Iterator[tuple[int, int, str, str | None, str]]:
    """What the claims leave, line by line: where it begins, the line's number, its words; then
    the field that has them, or why none has."""
    before = met = None
    """The last claim, and the last one of a body."""
    at = line = seen = 0
    for after in (*found, None):
        gap = text[at : after.start if after else len(text)]
        if gap and not gap.isspace():
            line, seen = line + text.count("\n", seen, at), at
            agency = stories[after.story if after else -1].agency if stories else None
            for number, words, reason in _lines(gap, before, after, met):
                if agency and _names(words, reason) == agency:
                    yield at, line + number, words, "infosource", ""
                else:
                    yield at, line + number, words, None, reason
        if after:
            before, at = after, after.end
            met = after if after.field == BODY else met


def _lines(
    gap: str, before: Claim | None, after: Claim | None, met: Claim | None
) -> Iterator[tuple[int, str, str]]:
    """The lines between two claims, and why they were left out. The outer ones are the rest of
    these claims' own lines: a dash or bracket there is nothing to tell."""
    reason = "ending" if before and met and before.story == met.story else "header"
    if before and after and before[2:] == after[2:]:
        reason = "cue"
    lines = gap.split("\n")
    last = len(lines) - 1
    for number, line in enumerate(lines):
        beside = before if number == 0 else None
        if number == last and not (beside and beside.field != BODY):
            beside = after or beside
        if line and not (beside and not _WORD.search(line)):
            yield number, line.strip(), "label" if beside and beside.field != BODY else reason


def _names(words: str, reason: str) -> str | None:
    """The code of the agency that is named beside a field's words, or by a line above the text."""
    if reason == "label":
        agency = by_mark(words.strip(_AROUND))
    elif reason == "header":
        if (form := read_form(words)) and form[0]:
            return form[0]
        agency = by_line(words)
    else:
        return None
    return agency.code if agency else None
