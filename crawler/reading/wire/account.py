"""What became of each text of a document: which field has it, or why it was left out.

The account is drawn up after the readers, from what they were given and what they gave: no reader
can drop a text untold.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from crawler.model import Document, Removed, Story
from crawler.reading.wire.agencies import by_line, by_mark
from crawler.reading.wire.claims import ABOVE, BELOW, Claims, Gap, Span, find_claims
from crawler.reading.wire.header import read_form

BODY = "body"
_AGENCY = "infosource"
_Left = tuple[int, int, str, str]
"""Where a text begins, the number of its line, its words, and why it is in no field; or that it
names the agency, which is a field of its own."""
_FREE = re.compile(f"[^{ABOVE}{BELOW}]+")
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
    rest = _rest(text, find_claims(text.replace("\n", " "), stories))
    return tuple(
        [
            Removed(reason, words, document.blocks[blocks[line]].place)
            for _, line, words, reason in rest
            if reason is not _AGENCY
        ]
    )


def account(document: Document, stories: Sequence[Story]) -> list[Entry]:
    """All texts of a document, in page order."""
    text, blocks = _printed(document)
    claims = find_claims(text.replace("\n", " "), stories)
    entries: list[tuple[int, Entry]] = []
    for at, line, words, reason in _rest(text, claims):
        field = _AGENCY if reason is _AGENCY else None
        entries.append((at, Entry(words, blocks[line], field, "" if field else reason)))
    for span, field in [(span, BODY) for _, body in claims.bodies for span in body] + claims.fields:
        entries += _kept(text, blocks, span, field)
    return [entry for _, entry in sorted(entries, key=itemgetter(0))]


def _printed(document: Document) -> tuple[str, list[int]]:
    """The printed lines of a document in one string, and the block of each."""
    lines = [line.strip() for block in document.blocks for line in block.lines]
    blocks = [number for number, block in enumerate(document.blocks) for _ in block.lines]
    return "\n".join(lines), blocks


def _kept(text: str, blocks: list[int], span: Span, field: str) -> Iterator[tuple[int, Entry]]:
    """What a field has, block by block, and where it begins."""
    at, end = span
    first = text.count("\n", 0, at)
    lines = text[at:end].split("\n")
    numbers = blocks[first : first + len(lines)]
    for block, group in groupby(zip(numbers, lines, strict=True), key=itemgetter(0)):
        words = " ".join([line for _, line in group])
        yield at, Entry(words, block, field, "")
        at += len(words) + 1


def _rest(text: str, claims: Claims) -> Iterator[_Left]:
    """What the claims leave, line by line."""
    line = seen = 0
    for number, gap in enumerate(claims.gaps):
        story, body = claims.bodies[number] if number < len(claims.bodies) else (None, [])
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
    """What the fields leave of the lines between two bodies; `story` is that of the body below.
    A dash or bracket beside a field or a body is nothing to tell."""
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
