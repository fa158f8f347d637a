"""What the spider needs of a run: the run itself, or one that is settled on another machine."""

from typing import Protocol

from crawler.archive.exchange import Exchange
from crawler.base.exits import Exit, Shortfall
from crawler.base.faults import Fault
from crawler.discover import StoryLink
from crawler.dump.manifest import Counts
from crawler.model import Fetch, Page
from crawler.publishing.published import Published
from crawler.run.progress import Phase
from crawler.run.report import Crawled, Report
from crawler.run.revisit_policy import Headers
from crawler.sources import Source


class SpiderRun(Protocol):
    """The verbs of `crawler.run.run.Run` for requests and responses, and its results."""

    report: Report
    phase: Phase
    published: Published | None
    error: str | None
    shortfalls: dict[Shortfall, str | None]

    @property
    def name(self) -> str:
        """Name for the log, until it is published."""

    @property
    def exit_code(self) -> Exit:
        """Exit code of the crawl, as far as the run decides on it."""

    @property
    def by_source(self) -> dict[str, Counts]:
        """The counters of each source."""

    @property
    def counts(self) -> Counts:
        """The counters over all sources."""

    def begin(self, crawled: Crawled) -> None:
        """Add a source that will be crawled."""

    def find_nothing(self, source: Source, reason: str) -> None:
        """Log that discovery found no story of a source."""

    def miss_listing(self, source: Source, url: str, cause: str) -> None:
        """Count and log a listing that could not be read."""

    def plan(self, link: StoryLink) -> Headers | None:
        """Return the conditional headers for a request; None if the page is not due."""

    def confirm(self, fetch: Fetch) -> None:
        """Count a known page that has not changed (HTTP 304)."""

    def fail(self, page: Page, fault: Fault) -> None:
        """Count a story that could not be fetched."""

    def archive(self, exchange: Exchange) -> str | None:
        """Archive an answer as it came; return its place, or None if it is not archived."""

    def receive(self, fetch: Fetch) -> None:
        """Count a fetched story that goes to the pipelines."""
