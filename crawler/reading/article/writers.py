"""Read the authors named in a line above the text of an article."""

from collections.abc import Sequence

from crawler.reading.headlines import letters_of
from crawler.reading.names import bare, byline_of, printed_span, split_names
from crawler.reading.wire.draft import Draft
from crawler.reading.wire.header import read_byline

_MOST_WORDS = 12
"""Maximum words of an author's position and location."""


def take_writers(draft: Draft, line: str, authors: Sequence[str]) -> bool:
    """Read the authors named in a line into the draft: the `authors` known from metadata and
    markup, or the names after a word such as `By`. Return whether the line names any."""
    if authors and _prints_all(line, authors):
        _set_byline_if_empty(draft, printed_span(line, authors) or ", ".join(authors), authors)
        return True
    if found := byline_of(line) or _english(line):
        byline, names = found
        known = {bare(author) for author in authors}
        if known.issuperset(map(bare, names)):
            byline, names = ", ".join(authors), tuple(authors)
        _set_byline_if_empty(draft, byline, names)
        return True
    return _prints_some(line, authors)


def _set_byline_if_empty(draft: Draft, byline: str, names: Sequence[str]) -> None:
    if "byline" not in draft.fields:
        draft.authors = tuple(names)
    draft.set_if_empty("byline", byline, "byline")


def _prints_all(line: str, authors: Sequence[str]) -> bool:
    """Return whether a line prints all of these names, and few other words."""
    rest = line.casefold()
    for author in authors:
        if author.casefold() not in rest:
            return False
        rest = rest.replace(author.casefold(), " ")
    return len(rest.split()) <= _MOST_WORDS


def _english(line: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the byline of a `By` line, parsed as on wire pages."""
    byline = read_byline(line)
    return (byline, split_names(byline) or (byline,)) if byline else None


def _may_be_in(name: str, letters: str) -> bool:
    """Return whether a line has the words of a name, from its letters alone."""
    return all(letters_of(word) in letters for word in name.casefold().split())


def _prints_some(line: str, authors: Sequence[str]) -> bool:
    """Return whether a line names some of the authors and no other person."""
    letters = letters_of(line.casefold())
    if not any(_may_be_in(author, letters) for author in authors):  # true of most lines
        return False
    names = {bare(name) for name in split_names(line)}
    return bool(names) and names <= {bare(author) for author in authors}
