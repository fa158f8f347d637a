"""The visits of one run: which pages it asks for, by what earlier ones came to, and its own."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime

from crawler.dump.gates import Crawled
from crawler.dump.settle import Settling
from crawler.ledger import Ledger, Visit
from crawler.model import Hint, Outcome, Page
from crawler.revisit import Headers, Reason, What, follow, lies, plan
from crawler.sources import Source

_LIES: dict[What, str] = {
    "validators": "has changed and its ETag or date has not; those of the source are not used",
    "lastmod": "has changed, and is listed as if it had not; the source's lastmod is not used",
}


FEW = 5
"""Pages that should give stories: of fewer nothing is said."""


class Visiting:
    """What a run knows and notes of visits. Whether they count is its seals' business."""

    def __init__(self, ledger: Ledger, settling: Settling) -> None:
        self._visits = ledger.visits
        self._settling = settling
        self._lies: defaultdict[str, list[str]] = defaultdict(list)
        """By source: what it says of its pages, and is not true."""
        self._hopes: Counter[str] = Counter()
        """By source: pages read that were new or gave a story before."""
        self._silent: Counter[str] = Counter()
        """By source: those of them that give none."""
        self._examples: dict[str, str] = {}
        """By source: the address of one."""

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
            self._settling.furniture(source.id) if visit.furniture is not None else 0,
        )

    def confirm(self, page: Page) -> None:
        """The page of an address has not changed."""
        now = int(page.fetched_at.timestamp())
        for url in _addresses_of(page):
            self._visits.confirm(url, now, page.hint.modified if page.hint else None)

    def forget(self, page: Page) -> None:
        """An address must be asked again in the next run, whatever it was."""
        for url in _addresses_of(page):
            self._visits.forget(url)

    @property
    def alarms(self) -> dict[str, list[str]]:
        """By source: what it says of its pages, and is not true; and that they tell nothing."""
        told = {source: [*lies] for source, lies in self._lies.items()}
        for source, silent in self._silent.items():
            if silent >= FEW and 2 * silent > (hopes := self._hopes[source]):
                example = self._examples[source]
                line = f"silent: {silent} of {hopes} pages gave no story, e.g. {example}"
                told.setdefault(source, []).append(line)
        return told

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
            furniture=self._furniture(outcome),
        )
        if last is None or last.stories:
            self._hopes[page.source] += 1
            if not gist.stories:
                self._silent[page.source] += 1
                self._examples.setdefault(page.source, page.url)
        is_new = outcome.verdict == "published"
        for what in lies(last, visit, listed, is_new):
            self._distrust(page, what)
        return dict.fromkeys(_addresses_of(page), follow(last, visit, gist.day, is_new))

    def close(self, crawled: Mapping[str, Crawled]) -> None:
        """The run ends, whole or not."""
        for source, told in crawled.items():
            if told.finished:
                self._visits.finish(source)

    def withhold(self, source: str) -> None:
        """What a run has read of a source is not published: it must be read again."""
        self._visits.forget_cycle(source)

    def _furniture(self, outcome: Outcome) -> int | None:
        source = outcome.page.source
        if not outcome.gist or not outcome.gist.stories or self._settling.is_learned(source):
            return None
        return self._settling.furniture(source)

    def _distrust(self, page: Page, what: What) -> None:
        if what not in self._visits.distrusted(page.source):
            self._visits.distrust(page.source, what)
            self._lies[page.source].append(f"{what}: {page.url} {_LIES[what]}")


def _addresses_of(page: Page) -> tuple[str, ...]:
    """All addresses that a visit of a page is a visit of."""
    return (page.url, page.asked) if page.asked else (page.url,)
