"""Detection of the same body at many new URLs of a run: a placeholder page no rule recognises."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from crawler.base.fault_kinds import FaultKind
from crawler.base.text import folded_words
from crawler.contract import Quarantined, Record
from crawler.model import Outcome
from crawler.run.first_numbers import FirstNumbers
from crawler.run.known_stories import KnownStories
from crawler.run.near_duplicates import sign
from crawler.run.signatures import cache_for

MANY = 5
"""New stories of a source that must have the same text."""

MOST = 20_000
"""Maximum texts kept in memory; the copies of a notice come close together."""

_SAYS_ALL = 40
"""Words of a body that identify a text without its headline."""


class _Stories(Struct, gc=False):
    """New stories of a source with the same text."""

    source: str
    url: str
    """URL of the second one."""
    names: set[int]
    """Hashes of their file names and dates."""


class SameBodyDetector:
    """The texts of the new stories of one run."""

    def __init__(self) -> None:
        self._names = FirstNumbers()
        """By hash of source and text: hash of the name and date of the first story."""
        self._stories: dict[int, _Stories] = {}
        """Likewise: all stories, where there are several."""
        self._has_notices = False
        """Whether a text was at as many URLs as makes it a notice."""

    def add(self, outcome: Outcome, known: KnownStories) -> None:
        """Add the new stories of a page."""
        learnable = outcome.learnable
        for at, record in enumerate(outcome.records):
            if known.is_new(record):
                if learnable:
                    cache_for(record.body).put(record.body, learnable.bodies[at].signature)
                self._add(record)
        while len(self._names) > MOST:
            oldest = self._names.oldest()
            self._names.remove(oldest)
            stories = self._stories.pop(oldest, None)
            if stories and len(stories.names) >= MANY:
                self._names.add(oldest, 0)
                self._stories[oldest] = stories
                break

    def _add(self, record: Record) -> None:
        text, name = _text_of(record), hash((_name(record.url), record.published.date))
        first, stories = self._names.add(text, name), self._stories.get(text)
        if first == name and not stories:
            return
        if not stories:
            stories = self._stories[text] = _Stories(record.source, record.url, {first})
        stories.names.add(name)
        self._has_notices |= len(stories.names) >= MANY

    def quarantine_notices(self, outcome: Outcome, known: KnownStories) -> Outcome:
        """Return a page without the records that are notices, which are quarantined.

        A page with no other record is to be fetched again, because its story is still to come.
        """
        if not self._has_notices:
            return outcome
        notices = [each for each in outcome.records if known.is_new(each) and self._is_notice(each)]
        if not notices:
            return outcome
        left = [at for at, each in enumerate(outcome.records) if each not in notices]
        learnable = outcome.learnable
        if learnable:
            bodies = tuple([learnable.bodies[at] for at in left])
            learnable = replace(learnable, bodies=bodies)
        return replace(
            outcome,
            records=tuple([outcome.records[at] for at in left]),
            learnable=learnable,
            quarantined=(*outcome.quarantined, *map(self._quarantine, notices)),
            summary=outcome.summary if left else None,
        )

    def alarms(self) -> Iterator[tuple[str, str]]:
        """Yield alarms, each with its source."""
        for text in sorted(self._stories, key=self._names.place):
            stories = self._stories[text]
            if len(stories.names) >= MANY:
                what = f"{len(stories.names)} new stories have the same text"
                yield stories.source, f"same text: {what}, e.g. {stories.url}"

    def _is_notice(self, record: Record) -> bool:
        stories = self._stories.get(_text_of(record))
        return stories is not None and len(stories.names) >= MANY

    def _quarantine(self, record: Record) -> Quarantined:
        many = len(self._stories[_text_of(record)].names)
        return Quarantined(
            source=record.source,
            url=record.url,
            kind=FaultKind.SAME_TEXT,
            reason=f"{many} new stories of this run have the same text",
            fetched_at=record.fetched_at,
            sha256=record.raw.sha256,
            record=record,
        )


def _text_of(record: Record) -> int:
    """Return a hash of a record's source and its text that ignores case and punctuation."""
    if signature := sign(record.body):
        return hash((record.source, signature.text))
    words = folded_words(record.body)
    if len(words) < _SAYS_ALL:
        words = [*folded_words(record.headline or ""), b"", *words]
    return hash((record.source, b" ".join(words)))


def _name(url: str) -> str:
    """Return the last segment of a URL's path, with its query; equal for one story in several
    folders.

    >>> _name("http://a.example/world/ferry/"), _name("http://a.example/news/ferry")
    ('ferry', 'ferry')
    """
    place, _, query = url.partition("#")[0].partition("?")
    path = place.partition("://")[2].partition("/")[2]
    name = path.rstrip("/").rpartition("/")[2]
    return f"{name}?{query}" if query else name
