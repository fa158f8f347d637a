"""Results of a run: what it has counted, and how it has ended."""

from crawler.base.exits import Exit, Shortfall, exit_of
from crawler.dump.manifest import Counts, total
from crawler.publishing.published import Published
from crawler.run.report import Report


class Results:
    """Counters of a run, and after its end what was published and what was not."""

    def __init__(self) -> None:
        self.report = Report()
        self.published: Published | None = None
        self.error: str | None = None
        """Why rows could not be written or published."""
        self.shortfalls: dict[Shortfall, str | None] = {}
        """What was done after the run was published, and why it failed; null if it did not."""

    @property
    def by_source(self) -> dict[str, Counts]:
        """The counters of each source; after publishing, those in the manifest."""
        return self.published.sources if self.published else self.report.by_source

    @property
    def counts(self) -> Counts:
        """The counters over all sources."""
        return total(self.by_source.values())

    @property
    def exit_code(self) -> Exit:
        """Exit code of the crawl, as far as the run decides on it."""
        return self.published.exit_code if self.published else exit_of(None)
