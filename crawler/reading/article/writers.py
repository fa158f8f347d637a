"""The writers that a line at the head of an article names."""

from collections.abc import Sequence

from crawler.reading.names import bare, byline_of, part_names, printed_span
from crawler.reading.wire.draft import Draft
from crawler.reading.wire.header import read_byline

_MOST_WORDS = 12
"""Words of a writer's post and place."""


def take_writers(draft: Draft, line: str, authors: Sequence[str]) -> bool:
    """Take the writers that a line names into the draft: the `authors` that metadata and markup
    know, or those behind a word such as `By`. Return whether it names any."""
    if authors and _prints_all(line, authors):
        _say(draft, printed_span(line, authors) or ", ".join(authors), authors)
        return True
    if found := byline_of(line) or _english(line):
        byline, names = found
        known = {bare(author) for author in authors}
        if known.issuperset(map(bare, names)):
            byline, names = ", ".join(authors), tuple(authors)
        _say(draft, byline, names)
        return True
    return _prints_some(line, authors)


def _say(draft: Draft, byline: str, names: Sequence[str]) -> None:
    if "byline" not in draft.fields:
        draft.authors = tuple(names)
    draft.say("byline", byline, "byline")


def _prints_all(line: str, authors: Sequence[str]) -> bool:
    """Return whether a line prints all of some names, and little besides."""
    rest = line.casefold()
    for author in authors:
        if author.casefold() not in rest:
            return False
        rest = rest.replace(author.casefold(), " ")
    return len(rest.split()) <= _MOST_WORDS


def _english(line: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the byline of a `By` line as it is read on wire pages."""
    byline = read_byline(line)
    return (byline, part_names(byline) or (byline,)) if byline else None


def _prints_some(line: str, authors: Sequence[str]) -> bool:
    """Return whether a line names some of the authors, and nobody else."""
    if not authors:
        return False
    names = {bare(name) for name in part_names(line)}
    return bool(names) and names <= {bare(author) for author in authors}
