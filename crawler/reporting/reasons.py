"""Quarantined pages and pages without a story, by reason, with examples."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from crawler.dump.compression import PartError
from crawler.dump.observed import NoStory
from crawler.html import short
from crawler.reporting.values import Page, Reason

SAMPLES = 3
"""Examples per reason."""


class _Quarantined(msgspec.Struct, frozen=True, gc=False):
    """More lenient than the contract: the record in it may be quarantined for being invalid."""

    source: str
    url: str
    kind: str
    reason: str


_quarantined = msgspec.json.Decoder(_Quarantined)


class Quarantine:
    """Quarantine rows of a run by kind."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._samples: dict[str, list[Page]] = {}

    def add(self, line: bytes) -> None:
        """Add a row; raise PartError if it is invalid."""
        try:
            row = _quarantined.decode(line)
        except msgspec.DecodeError as error:
            raise PartError(f"invalid quarantine row: {error}") from None
        self._pages[row.kind] += 1
        samples = self._samples.setdefault(row.kind, [])
        if len(samples) < SAMPLES:
            samples.append(Page(row.source, row.url, short(row.reason)))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The kinds, most frequent first."""
        ranked = sorted(self._pages.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Reason(kind, pages, tuple(self._samples[kind])) for kind, pages in ranked)


def no_story_reasons(observed: Mapping[str, Sequence[NoStory]]) -> tuple[Reason, ...]:
    """Return the reasons of all sources, most frequent first."""
    pages: Counter[str] = Counter()
    samples: dict[str, list[Page]] = {}
    for source, rows in sorted(observed.items()):
        for row in rows:
            pages[row.reason] += row.pages
            known = samples.setdefault(row.reason, [])
            known += [Page(source, url, "") for url in row.urls[: SAMPLES - len(known)]]
    ranked = sorted(pages.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Reason(reason, count, tuple(samples[reason])) for reason, count in ranked)
