"""Revisits of one run: which known pages it requests, and which visits it records."""

from collections.abc import Iterator
from datetime import datetime

from crawler.base.skips import SkipReason
from crawler.base.verdicts import PageVerdict
from crawler.ledger import Ledger, Visit
from crawler.model import Fetch, Hint, Outcome, Page
from crawler.run.buffer import PageBuffer
from crawler.run.report import Report, SourceReport
from crawler.run.revisit_policy import Headers, Signal, contradicted_signals, next_visit, plan
from crawler.sources import Source

FEW = 5
"""Minimum new pages of a source before a lack of stories raises an alarm."""

_CONTRADICTED: dict[Signal, str] = {
    "validators": "changed but its ETag or date did not; ignoring this source's validators",
    "lastmod": "changed but its listing says it did not; ignoring this source's lastmod",
}


class RevisitSchedule:
    """The visits that a run plans and records. They are committed when the run seals."""

    def __init__(self, ledger: Ledger, buffer: PageBuffer, report: Report) -> None:
        self._ledger = ledger
        self._visits = ledger.visits
        self._buffer = buffer
        self._report = report

    def begin(self, source: str, now: datetime) -> None:
        """Start a crawl of a source."""
        self._visits.begin(source, int(now.timestamp()))

    def plan(
        self, url: str, source: Source, hint: Hint | None, now: datetime
    ) -> Headers | SkipReason:
        """Return the headers with which to request a page, or why not to request it."""
        if self._ledger.erased.has_page(url):
            return SkipReason.ERASED
        visit = self._visits.last(url)
        if visit is None:
            return {}
        planned = plan(
            visit,
            hint.modified if hint else None,
            source.revisit,
            int(now.timestamp()),
            self._visits.distrusted(source.id),
            self._buffer.boilerplate(source.id) if visit.boilerplate is not None else 0,
        )
        if isinstance(planned, SkipReason):
            self._report.of(source.id).skip_known(visit)
        return planned

    def passed(self, page: Page | Fetch) -> SkipReason | None:
        """Return why an archived page is not read: it was erased, or fetched before its last
        visit."""
        if self._ledger.erased.has_page(page.url):
            return SkipReason.ERASED
        last = self._visits.last(page.url)
        is_older = last is not None and int(page.fetched_at.timestamp()) < last.read
        return SkipReason.OLDER_CAPTURE if is_older else None

    def confirm(self, fetch: Fetch) -> None:
        """Record that a page has not changed, by its host's answer."""
        now, listed = int(fetch.fetched_at.timestamp()), fetch.hint.modified if fetch.hint else None
        known, *_ = [self._visits.confirm(url, now, listed) for url in _addresses_of(fetch)]
        if known:
            self._report.of(fetch.source).skip_known(known)

    def forget(self, fetch: Fetch) -> None:
        """Discard the visit of a page, so that its URL is requested in the next run."""
        for url in _addresses_of(fetch):
            self._visits.forget(url)

    def visits(self, outcome: Outcome) -> dict[str, Visit]:
        """Return the visits to record for a revised page, by URL.

        Empty if the page was not fetched. A page without a summary, because our own code failed on
        it or its stories were quarantined as a notice, loses its earlier visits, so that it is read
        again.
        """
        fetch, summary = outcome.fetch, outcome.summary
        if fetch.status != 200:
            return {}
        if summary is None:
            self.forget(fetch)
            return {}
        read, last = int(fetch.fetched_at.timestamp()), self._visits.last(fetch.url)
        listed = fetch.hint.modified if fetch.hint else None
        visit = Visit(
            *(fetch.source, summary.sha256, max(read, last.checked) if last else read, read, read),
            summary.stories,
            *(fetch.etag, fetch.last_modified, listed),
            boilerplate=self._boilerplate(outcome),
        )
        self._count(fetch, last, visit)
        is_new = outcome.verdict == PageVerdict.PUBLISHED
        if last is None or read > last.read:  # else the same answer is read again, from an archive
            for signal in contradicted_signals(last, visit, listed, is_new):
                self._distrust(fetch, signal)
        return dict.fromkeys(_addresses_of(fetch), next_visit(last, visit, summary.day, is_new))

    def _count(self, fetch: Fetch, last: Visit | None, visit: Visit) -> None:
        """Count pages without stories: a paywall or notice may replace the stories with status
        200."""
        report = self._report.of(fetch.source)
        if last is None:
            report.new_pages += 1
            if not visit.stories:
                report.storyless.append(fetch.url)
        elif last.stories and not visit.stories:
            report.emptied.append(fetch.url)
            report.lost_stories += last.stories

    def _boilerplate(self, outcome: Outcome) -> int | None:
        source = outcome.fetch.source
        if not outcome.summary or not outcome.summary.stories or self._buffer.is_learned(source):
            return None
        return self._buffer.boilerplate(source)

    def _distrust(self, fetch: Fetch, signal: Signal) -> None:
        if signal not in self._visits.distrusted(fetch.source):
            self._visits.distrust(fetch.source, signal)
            alarm = f"{signal}: {fetch.url} {_CONTRADICTED[signal]}"
            self._report.of(fetch.source).contradicted.append(alarm)


def visit_alarms(report: SourceReport) -> Iterator[str]:
    """Yield the alarms about a source's fetched pages."""
    yield from report.contradicted
    if urls := report.emptied:
        yield f"emptied: {len(urls)} pages with a story now have none, e.g. {urls[0]}"
    urls, new = report.storyless, report.new_pages
    if new >= FEW and 2 * len(urls) > new:
        yield f"storyless: {len(urls)} of {new} new pages have no story, e.g. {urls[0]}"


def _addresses_of(fetch: Fetch) -> tuple[str, ...]:
    """Return all URLs that a visit of a page counts for."""
    return (fetch.url, fetch.requested_url) if fetch.requested_url else (fetch.url,)
