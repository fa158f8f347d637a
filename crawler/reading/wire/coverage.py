"""Report which record field each text of a document ended up in, or why it was removed.

It is computed from the input and the output of the readers, so no reader can drop text unnoticed.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from crawler.agencies.lookup import by_line, by_mark
from crawler.model import Document, Removed, Story
from crawler.reading.wire.field_spans import ABOVE, BELOW, FieldSpans, Gap, Span, find_field_spans
from crawler.reading.wire.header import read_form

BODY = "body"
_AGENCY = "infosource"
_Left = tuple[int, int, str, str]
"""A text in no field: its position, line number and words, and the reason for its removal; instead
of a reason `_AGENCY`, if it names the agency, which is a field."""
_FREE = re.compile(f"[^{ABOVE}{BELOW}]+")
_WORD = re.compile(r"[^\W_]")
_AROUND = " -–—_:.,"
"""Characters to strip around an agency's mark, besides brackets."""


class Entry(NamedTuple):
    """A text with its field, or the reason of its removal."""

    text: str
    block: int
    """Number of its block in the document."""
    field: str | None
    """`body` or the name of a record's field; None for removed text."""
    reason: str
    """Why it was removed: `header` above the body, `label` beside a field's value, `cue` within the
    body, `ending` below it."""


def removed(document: Document, stories: Sequence[Story]) -> tuple[Removed, ...]:
    """Return the texts of a document that are in no field of its stories, in page order."""
    text, blocks = _printed(document)
    rest = _rest(text, find_field_spans(text.replace("\n", " "), stories))
    return tuple(
        [
            Removed(reason, words, document.blocks[blocks[line]].place)
            for _, line, words, reason in rest
            if reason is not _AGENCY
        ]
    )


def coverage_of(document: Document, stories: Sequence[Story]) -> list[Entry]:
    """Return all texts of a document with field or reason, in page order."""
    text, blocks = _printed(document)
    spans = find_field_spans(text.replace("\n", " "), stories)
    entries: list[tuple[int, Entry]] = []
    for at, line, words, reason in _rest(text, spans):
        field = _AGENCY if reason is _AGENCY else None
        entries.append((at, Entry(words, blocks[line], field, "" if field else reason)))
    for span, field in [(span, BODY) for _, body in spans.bodies for span in body] + spans.fields:
        entries += _kept(text, blocks, span, field)
    return [entry for _, entry in sorted(entries, key=itemgetter(0))]


def _printed(document: Document) -> tuple[str, list[int]]:
    """Return the lines of a document as one string, and the block number of each line."""
    lines = [line.strip() for block in document.blocks for line in block.lines]
    blocks = [number for number, block in enumerate(document.blocks) for _ in block.lines]
    return "\n".join(lines), blocks


def _kept(text: str, blocks: list[int], span: Span, field: str) -> Iterator[tuple[int, Entry]]:
    """Yield the entries of a field's span, one per block, with their positions."""
    at, end = span
    first = text.count("\n", 0, at)
    lines = text[at:end].split("\n")
    numbers = blocks[first : first + len(lines)]
    for block, group in groupby(zip(numbers, lines, strict=True), key=itemgetter(0)):
        words = " ".join([line for _, line in group])
        yield at, Entry(words, block, field, "")
        at += len(words) + 1


def _rest(text: str, spans: FieldSpans) -> Iterator[_Left]:
    """Yield the texts in no field, line by line."""
    line = seen = 0
    for number, gap in enumerate(spans.gaps):
        story, body = spans.bodies[number] if number < len(spans.bodies) else (None, [])
        line, seen = line + text.count("\n", seen, gap.start), gap.start
        lines = text[gap.start : gap.start + len(gap.text)].split("\n")
        yield from _around(gap, lines, line, "ending" if number else "header", story)
        for (_, start), (end, _) in pairwise(body):
            line, seen = line + text.count("\n", seen, start), start
            cut = text[start:end].split("\n")
            for below, words in enumerate(cut):
                if words and (0 < below < len(cut) - 1 or _WORD.search(words)):
                    yield start, line + below, words.strip(), "cue"


def _around(
    gap: Gap, lines: list[str], first: int, reason: str, story: Story | None
) -> Iterator[_Left]:
    """Yield the texts of the lines between two bodies that are in no field.

    `story` is that of the body below. Dashes and brackets beside a field or body are ignored.
    """
    at = 0
    edges = (0 if reason == "ending" else -1, len(lines) - 1 if story else -1)
    agency = story.agency if story else None
    for number, line in enumerate(lines):
        if line:
            words = gap.text[at : at + len(line)]
            if ABOVE in words or BELOW in words:
                reason = "header" if ABOVE in words else reason
                for piece in _FREE.finditer(words):
                    if _WORD.search(free := piece[0].strip()):
                        why = _AGENCY if agency and _names(free, "label") == agency else "label"
                        yield gap.start + at + piece.start(), first + number, free, why
            elif number not in edges or _WORD.search(line):
                words = line.strip()
                why = _AGENCY if agency and _names(words, reason) == agency else reason
                yield gap.start + at, first + number, words, why
        at += len(line) + 1


def _names(words: str, reason: str) -> str | None:
    """Return the code of the agency named beside a field's value or by a line above the body."""
    if reason == "label":
        agency = by_mark(words.strip(_AROUND))
    elif reason == "header":
        if (form := read_form(words)) and form[0]:
            return form[0]
        agency = by_line(words)
    else:
        return None
    return agency.code if agency else None
