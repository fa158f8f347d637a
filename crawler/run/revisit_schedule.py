"""Revisits of one run: which known pages it requests, and which visits it records."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from crawler.base.skips import SkipReason
from crawler.base.verdicts import PageVerdict
from crawler.ledger import Ledger, Visit
from crawler.model import Hint, Outcome, Page
from crawler.run.buffer import PageBuffer
from crawler.run.gates import Crawled
from crawler.run.revisit import Headers, Signal, contradicted_signals, next_visit, plan
from crawler.sources import Source

FEW = 5
"""Minimum new pages of a source before a lack of stories raises an alarm."""

_CONTRADICTED: dict[Signal, str] = {
    "validators": "changed but its ETag or date did not; ignoring this source's validators",
    "lastmod": "changed but its listing says it did not; ignoring this source's lastmod",
}


class RevisitSchedule:
    """The visits that a run plans and records. They are committed when the run seals."""

    def __init__(self, ledger: Ledger, buffer: PageBuffer) -> None:
        self._visits = ledger.visits
        self._buffer = buffer
        self._contradicted: defaultdict[str, list[str]] = defaultdict(list)
        """By source: alarms about contradicted signals."""
        self._emptied: defaultdict[str, list[str]] = defaultdict(list)
        """By source: pages that had stories and now have none."""
        self._new: Counter[str] = Counter()
        """By source: pages that were read for the first time."""
        self._storyless: defaultdict[str, list[str]] = defaultdict(list)
        """By source: new pages without a story."""

    def begin(self, source: str, now: datetime) -> None:
        """Start a crawl of a source."""
        self._visits.begin(source, int(now.timestamp()))

    def last(self, url: str) -> Visit | None:
        """Return the last visit of a URL."""
        return self._visits.last(url)

    def plan(
        self, visit: Visit | None, source: Source, hint: Hint | None, now: datetime
    ) -> Headers | SkipReason:
        """Return the headers with which to request a page after its last visit, or why not to
        request it."""
        if visit is None:
            return {}
        return plan(
            visit,
            hint.modified if hint else None,
            source.revisit,
            int(now.timestamp()),
            self._visits.distrusted(source.id),
            self._buffer.boilerplate(source.id) if visit.boilerplate is not None else 0,
        )

    def confirm(self, page: Page) -> Visit | None:
        """Record that a page has not changed; return its last visit."""
        now, listed = int(page.fetched_at.timestamp()), page.hint.modified if page.hint else None
        known, *_ = [self._visits.confirm(url, now, listed) for url in _addresses_of(page)]
        return known

    def forget(self, page: Page) -> None:
        """Discard the visit of a page, so that its URL is requested in the next run."""
        for url in _addresses_of(page):
            self._visits.forget(url)

    def visits(self, outcome: Outcome) -> dict[str, Visit]:
        """Return the visits to record for a revised page, by URL.

        Empty if the page was not fetched. A page without a summary, because our own code failed on
        it or its stories were quarantined as a notice, loses its earlier visits, so that it is read
        again.
        """
        page, gist = outcome.page, outcome.gist
        if page.status != 200:
            return {}
        if gist is None:
            self.forget(page)
            return {}
        read, last = int(page.fetched_at.timestamp()), self._visits.last(page.url)
        listed = page.hint.modified if page.hint else None
        visit = Visit(
            *(page.source, gist.sha256, read, read, read, gist.stories),
            *(page.etag, page.last_modified, listed),
            boilerplate=self._boilerplate(outcome),
        )
        self._watch(page, last, visit)
        is_new = outcome.verdict == PageVerdict.PUBLISHED
        for signal in contradicted_signals(last, visit, listed, is_new):
            self._distrust(page, signal)
        return dict.fromkeys(_addresses_of(page), next_visit(last, visit, gist.day, is_new))

    def alarms(self) -> Iterator[tuple[str, str]]:
        """Yield alarms about the fetched pages, each with its source."""
        for source, alarms in self._contradicted.items():
            yield from ((source, alarm) for alarm in alarms)
        for source, urls in self._emptied.items():
            yield source, f"emptied: {len(urls)} pages with a story now have none, e.g. {urls[0]}"
        for source, urls in self._storyless.items():
            if self._new[source] >= FEW and 2 * len(urls) > self._new[source]:
                share = f"{len(urls)} of {self._new[source]} new pages"
                yield source, f"storyless: {share} have no story, e.g. {urls[0]}"

    def close(self, crawled: Mapping[str, Crawled]) -> None:
        """Record which sources were crawled to the end."""
        for source, crawl in crawled.items():
            if crawl.finished:
                self._visits.finish(source)

    def withhold(self, source: str) -> None:
        """Discard this run's visits of a source that is withheld, so that its pages are read
        again."""
        self._visits.forget_cycle(source)

    def _watch(self, page: Page, last: Visit | None, visit: Visit) -> None:
        """Count pages without stories: a paywall or notice may replace the stories with status
        200."""
        if last is None:
            self._new[page.source] += 1
            if not visit.stories:
                self._storyless[page.source].append(page.url)
        elif last.stories and not visit.stories:
            self._emptied[page.source].append(page.url)

    def _boilerplate(self, outcome: Outcome) -> int | None:
        source = outcome.page.source
        if not outcome.gist or not outcome.gist.stories or self._buffer.is_learned(source):
            return None
        return self._buffer.boilerplate(source)

    def _distrust(self, page: Page, signal: Signal) -> None:
        if signal not in self._visits.distrusted(page.source):
            self._visits.distrust(page.source, signal)
            self._contradicted[page.source].append(f"{signal}: {page.url} {_CONTRADICTED[signal]}")


def _addresses_of(page: Page) -> tuple[str, ...]:
    """Return all URLs that a visit of a page counts for."""
    return (page.url, page.asked) if page.asked else (page.url,)
