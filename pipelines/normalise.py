"""Reading -> Outcome: dates, places, names, text and ids in the forms of the contract."""

from crawler.model import Outcome, Reading
from crawler.record import normalise
from pipelines.quarantine import quarantine


class Normalise:
    """Third of the pipelines."""

    def process_item(self, item: Reading) -> Outcome:
        """Raises Quarantined for a page whose stories cannot be put in these forms."""
        with quarantine():
            return normalise(item)
