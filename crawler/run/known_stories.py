"""Which stories of the buffered pages the ledger knows, looked up for all pages at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from crawler.base.urls import bare
from crawler.contract import Record
from crawler.ledger import Ledger
from crawler.model import Outcome


@dataclass(frozen=True, slots=True)
class KnownStories:
    """What the ledger knew of some pages' stories before any of them was stored."""

    stories: frozenset[str]
    """Ids that have a revision."""
    addresses: frozenset[str]
    """URLs without scheme at which a live story was found."""

    @classmethod
    def of(cls, pages: Iterable[Outcome], ledger: Ledger) -> Self:
        """Look up the stories of pages."""
        records = [record for page in pages for record in page.records]
        return cls(
            frozenset(ledger.known({record.id for record in records})),
            frozenset(ledger.answers.known({record.url for record in records})),
        )

    def has(self, record: Record) -> bool:
        """Return whether a record's story has a revision."""
        return record.id in self.stories

    def is_new(self, record: Record) -> bool:
        """Return whether neither a record's story nor another one at its URL is known."""
        is_known = record.id in self.stories or bare(record.url) in self.addresses
        return record.op != "delete" and not is_known
