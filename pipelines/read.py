"""Document -> Reading: the wire header, each field with the evidence it came from."""

from crawler.model import Document, Reading
from crawler.wire import read
from pipelines.quarantine import quarantine


class Read:
    """Second of the pipelines."""

    def process_item(self, item: Document) -> Reading:
        """Raises Quarantined for a page that cannot be read."""
        with quarantine():
            return read(item)
