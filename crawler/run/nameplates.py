"""Detection of one headline or agency name on many stories of a source: the site's name or a page
label read in place of the story's own."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from crawler.base.scripts import count_words
from crawler.contract import (
    Record,
    RemovedText,
    counts_by_rule,
    digest_of,
    field_sources,
    rule_counts,
    sources_by_field,
)
from crawler.model import Outcome
from crawler.reading.block_context import line_mark
from crawler.reading.headlines import bare, parts_of, without_site
from crawler.run.first_numbers import FirstNumbers
from crawler.run.known_stories import KnownStories
from crawler.run.repeated_texts import LINE_RULE

MANY = 5
"""New stories of a run, with different texts, that must share a line."""
SHARE = 0.2
"""Share of the source's new stories in the run that must be exceeded. The title of a column is on
fewer."""
MOST = 20_000
"""Maximum lines kept in memory; a repeated line recurs soon."""
_WORDS = 3
"""Minimum words of a page title that may be used as a headline."""
_SITE_WORDS = 4


class _Line(NamedTuple):
    """A headline or agency name, without case and punctuation."""

    source: str
    field: str
    words: str


class Nameplates:
    """The headlines and agency names of the new stories of one run."""

    def __init__(self) -> None:
        self._texts = FirstNumbers()
        """By hash of a line: hash of its first story's text, until it is known to be repeated."""
        self._several: dict[int, set[int]] = {}
        """Likewise: hashes of all its stories' texts, where there are several."""
        self._stories: Counter[str] = Counter()
        """By source: number of new stories."""
        self._repeated: Counter[_Line] = Counter()
        """By repeated line: number of its stories."""
        self._printed: dict[_Line, str] = {}
        """Repeated lines, as first printed."""

    def see(self, outcome: Outcome, stories: KnownStories) -> None:
        """Add the new stories of a page."""
        for record in outcome.records:
            if record.op == "delete" or stories.has(record):
                continue
            text = hash(record.body)
            self._stories[record.source] += 1
            for line, _ in _lines_of(record):
                if line in self._repeated:
                    self._repeated[line] += 1
                else:
                    self._add(hash(line), text)
        while len(self._texts) > MOST:
            self._forget(self._texts.oldest())

    def _add(self, line: int, text: int) -> None:
        if (first := self._texts.add(line, text)) != text:
            self._several.setdefault(line, {first}).add(text)

    def _forget(self, line: int) -> None:
        self._texts.remove(line)
        self._several.pop(line, None)

    def repeated(self, outcome: Outcome) -> Iterator[int]:
        """Yield the marks of a page's lines that are repeated so far."""
        for record in outcome.records:
            for line, printed in _lines_of(record):
                texts = len(self._several.get(hash(line), ()))
                if texts >= MANY and texts > SHARE * self._stories[record.source]:
                    self._repeated[line] = texts
                    self._printed[line] = printed
                    self._forget(hash(line))
                if line in self._repeated:
                    yield line_mark(line.field, printed)

    def alarms(self) -> Iterator[tuple[str, str]]:
        """Yield alarms, each with its source."""
        for line, printed in self._printed.items():
            count, of = self._repeated[line], self._stories[line.source]
            what = f"{count} of {of} new stories have the same {line.field}, {printed!r}"
            yield line.source, f"repeated line: {what}; not used"


def without_repeated_lines(outcome: Outcome, known: Collection[int]) -> Outcome:
    """Return a page whose records do not use lines known to be repeated in their source.

    A repeated headline is replaced by the next best one that the page states, or none; a repeated
    agency name is dropped.
    """
    records: list[Record] = []
    removed: list[RemovedText] = []
    for record in outcome.records:
        taken = [
            (line.field, printed)
            for line, printed in _lines_of(record)
            if line_mark(line.field, printed) in known
        ]
        for field, printed in taken:
            record = _without(record, field, outcome, known)
            removed.append(
                RemovedText(
                    *(record.source, record.url, LINE_RULE, field, printed, record.fetched_at)
                )
            )
        if taken:
            counts = counts_by_rule(record.removed) | {LINE_RULE: len(taken)}
            record = replace(record, removed=rule_counts(counts), digest=digest_of(record))
        records.append(record)
    return outcome.without(removed, records) if removed else outcome


def _lines_of(record: Record) -> Iterator[tuple[_Line, str]]:
    """Yield a record's headline, and its agency name if only the page states it; each also as
    printed."""
    if record.headline and (words := bare(record.headline)):
        yield _Line(record.source, "headline", words), record.headline
    name = record.infosource.name
    if name and record.infosource.code is None and (words := bare(name)):
        yield _Line(record.source, "agency name", words), name


def _without(record: Record, field: str, outcome: Outcome, known: Collection[int]) -> Record:
    evidence = sources_by_field(record.evidence)
    if field == "agency name":
        evidence.pop("infosource", None)
        infosource = replace(record.infosource, name=None)
        return replace(record, infosource=infosource, evidence=field_sources(evidence))
    evidence.pop("headline", None)
    headline = None
    if len(outcome.records) == 1:
        headline, where = _next_best(outcome, record.headline or "", known)
        if headline:
            evidence["headline"] = where
    return replace(record, headline=headline, evidence=field_sources(evidence))


def _next_best(outcome: Outcome, line: str, known: Collection[int]) -> tuple[str | None, str]:
    """Return the headline in the page's metadata, else the headline part of its title, and its
    evidence."""
    stated = without_site(outcome.stated_headline, (line,))
    if stated and bare(stated) != bare(line) and line_mark("headline", stated) not in known:
        return stated, "meta"
    title = without_site(outcome.title, (line, _site_of(outcome.title)))
    if (
        title is None
        or count_words(title) < _WORDS
        or bare(line) in bare(title)
        or line_mark("headline", title) in known
    ):
        return None, ""
    return title, "title"


def _site_of(title: str | None) -> str | None:
    """Return what may be the site's name: a few words at the end of a title, not after a colon.

    >>> _site_of("Storm hits pier | The Oyster"), _site_of("Storm hits pier: three hurt")
    ('The Oyster', None)
    """
    *before, last = parts_of(title) or [""]
    if not before or not title or title[: -len(last)].rstrip().endswith(":"):
        return None
    return last if count_words(last) <= _SITE_WORDS else None
