"""Page -> Document: parse once, strip boilerplate, keep what was stripped with its reason."""

from crawler.clean import clean
from crawler.model import Document, Page
from pipelines.quarantine import quarantine


class Clean:
    """First of the pipelines."""

    def process_item(self, item: Page) -> Document:
        """Raises Quarantined for bytes that are no readable page."""
        with quarantine():
            return clean(item)
