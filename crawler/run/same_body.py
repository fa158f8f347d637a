"""Detection of the same body at many new URLs of a run: a placeholder page no rule recognises."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from crawler.base.fault_kinds import FaultKind
from crawler.base.text import folded_words
from crawler.contract import Quarantined, Record
from crawler.model import Outcome
from crawler.run.known_stories import KnownStories
from crawler.run.near_duplicates import remember, sign

MANY = 5
"""New stories of a source that must have the same text."""

MOST = 20_000
"""Maximum texts kept in memory; the copies of a notice come close together."""

_SAYS_ALL = 40
"""Words of a body that identify a text without its headline."""


class SameBodyDetector:
    """The texts of the new stories of one run."""

    def __init__(self) -> None:
        self._stories: defaultdict[tuple[str, bytes], dict[tuple[str, str | None], str]] = (
            defaultdict(dict)
        )
        """By source and text: file name and date of each story -> its first URL."""
        self._has_notices = False
        """Whether a text was at as many URLs as makes it a notice."""

    def add(self, outcome: Outcome, known: KnownStories) -> None:
        """Add the new stories of a page."""
        for at, record in enumerate(outcome.records):
            if known.is_new(record):
                if outcome.signatures:
                    remember(record.body, outcome.signatures[at])
                stories = self._stories[_text_of(record)]
                stories.setdefault((_name(record.url), record.published.date), record.url)
                self._has_notices |= len(stories) >= MANY
        while len(self._stories) > MOST:
            oldest = next(iter(self._stories))
            stories = self._stories.pop(oldest)
            if len(stories) >= MANY:
                self._stories[oldest] = stories
                break

    def quarantine_notices(self, outcome: Outcome, known: KnownStories) -> Outcome:
        """Return a page without the records that are notices, which are quarantined.

        A page with no other record is to be fetched again, because its story is still to come.
        """
        if not self._has_notices:
            return outcome
        notices = [each for each in outcome.records if known.is_new(each) and self._is_notice(each)]
        if not notices:
            return outcome
        left = tuple(record for record in outcome.records if record not in notices)
        return replace(
            outcome,
            records=left,
            signatures=(),
            quarantined=(*outcome.quarantined, *map(self._quarantine, notices)),
            summary=outcome.summary if left else None,
        )

    def alarms(self) -> Iterator[tuple[str, str]]:
        """Yield alarms, each with its source."""
        for (source, _), stories in self._stories.items():
            if len(stories) >= MANY:
                what = f"{len(stories)} new stories have the same text"
                yield source, f"same text: {what}, e.g. {next(iter(stories.values()))}"

    def _is_notice(self, record: Record) -> bool:
        return len(self._stories.get(_text_of(record), ())) >= MANY

    def _quarantine(self, record: Record) -> Quarantined:
        count = len(self._stories[_text_of(record)])
        return Quarantined(
            source=record.source,
            url=record.url,
            kind=FaultKind.SAME_TEXT,
            reason=f"{count} new stories of this run have the same text",
            fetched_at=record.fetched_at,
            sha256=record.raw.sha256,
            record=record,
        )


def _text_of(record: Record) -> tuple[str, bytes]:
    """Return a record's source and a hash of its text that ignores case and punctuation."""
    if signature := sign(record.body):
        return record.source, signature.text
    words = folded_words(record.body)
    if len(words) < _SAYS_ALL:
        words = [*folded_words(record.headline or ""), b"", *words]
    return record.source, hashlib.blake2b(b" ".join(words), digest_size=16).digest()


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
