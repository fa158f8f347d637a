"""The visits of one run: which pages it asks for, by what earlier ones came to, and its own."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from crawler.ledger import Ledger, Visit
from crawler.model import Hint, Outcome, Page
from crawler.run.buffer import Settling
from crawler.run.gates import Crawled
from crawler.run.revisit import Headers, Reason, What, follow, lies, plan
from crawler.sources import Source

FEW = 5
"""New pages of a source of which it says nothing that most have no story."""

_LIES: dict[What, str] = {
    "validators": "has changed and its ETag or date has not; those of the source are not used",
    "lastmod": "has changed, and is listed as if it had not; the source's lastmod is not used",
}


class Visiting:
    """What a run knows and notes of visits. Whether they count is its seals' business."""

    def __init__(self, ledger: Ledger, settling: Settling) -> None:
        self._visits = ledger.visits
        self._settling = settling
        self._untrue: defaultdict[str, list[str]] = defaultdict(list)
        """By source: what it says of its pages, and is not true."""
        self._emptied: defaultdict[str, list[str]] = defaultdict(list)
        """By source: pages that had stories and have none now."""
        self._new: Counter[str] = Counter()
        """By source: pages that were read for the first time."""
        self._storyless: defaultdict[str, list[str]] = defaultdict(list)
        """By source: those of them that have no story."""

    def begin(self, source: str, now: datetime) -> None:
        """A crawl of a source begins."""
        self._visits.begin(source, int(now.timestamp()))

    def last(self, url: str) -> Visit | None:
        """The last visit of an address."""
        return self._visits.last(url)

    def plan(
        self, visit: Visit | None, source: Source, hint: Hint | None, now: datetime
    ) -> Headers | Reason:
        """With which headers to ask for a page after its last visit, or why not to ask."""
        if visit is None:
            return {}
        return plan(
            visit,
            hint.modified if hint else None,
            source.revisit,
            int(now.timestamp()),
            self._visits.distrusted(source.id),
            self._settling.boilerplate(source.id) if visit.boilerplate is not None else 0,
        )

    def confirm(self, page: Page) -> Visit | None:
        """The page of an address has not changed. Returns the visit by which it is known."""
        now, listed = int(page.fetched_at.timestamp()), page.hint.modified if page.hint else None
        known, *_ = [self._visits.confirm(url, now, listed) for url in _addresses_of(page)]
        return known

    def forget(self, page: Page) -> None:
        """An address must be asked again in the next run, whatever it was."""
        for url in _addresses_of(page):
            self._visits.forget(url)

    def visits(self, outcome: Outcome) -> dict[str, Visit]:
        """What is to be noted of a revised page, by address; nothing where it did not come, or
        where our own code broke on it: it is to be read again when that is mended."""
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
        is_new = outcome.verdict == "published"
        for what in lies(last, visit, listed, is_new):
            self._distrust(page, what)
        return dict.fromkeys(_addresses_of(page), follow(last, visit, gist.day, is_new))

    def alarms(self) -> Iterator[tuple[str, str]]:
        """What is alarming of the pages that came, each with its source."""
        for source, untrue in self._untrue.items():
            yield from ((source, alarm) for alarm in untrue)
        for source, urls in self._emptied.items():
            yield source, f"emptied: {len(urls)} pages had a story and have none now, {urls[0]}"
        for source, urls in self._storyless.items():
            if self._new[source] >= FEW and 2 * len(urls) > self._new[source]:
                told = f"{len(urls)} of {self._new[source]} new pages have no story, {urls[0]}"
                yield source, f"storyless: {told}"

    def close(self, crawled: Mapping[str, Crawled]) -> None:
        """The run ends, whole or not."""
        for source, told in crawled.items():
            if told.finished:
                self._visits.finish(source)

    def withhold(self, source: str) -> None:
        """What a run has read of a source is not published: it must be read again."""
        self._visits.forget_cycle(source)

    def _watch(self, page: Page, last: Visit | None, visit: Visit) -> None:
        """A wall or a notice may stand in place of the stories, and answer 200."""
        if last is None:
            self._new[page.source] += 1
            if not visit.stories:
                self._storyless[page.source].append(page.url)
        elif last.stories and not visit.stories:
            self._emptied[page.source].append(page.url)

    def _boilerplate(self, outcome: Outcome) -> int | None:
        source = outcome.page.source
        if not outcome.gist or not outcome.gist.stories or self._settling.is_learned(source):
            return None
        return self._settling.boilerplate(source)

    def _distrust(self, page: Page, what: What) -> None:
        if what not in self._visits.distrusted(page.source):
            self._visits.distrust(page.source, what)
            self._untrue[page.source].append(f"{what}: {page.url} {_LIES[what]}")


def _addresses_of(page: Page) -> tuple[str, ...]:
    """All addresses that a visit of a page is a visit of."""
    return (page.url, page.asked) if page.asked else (page.url,)
