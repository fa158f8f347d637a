"""Outcome -> Outcome: records that are not fit to publish go to quarantine, with the reason."""

from crawler.model import Outcome
from crawler.screen import screen
from pipelines.quarantine import quarantine


class Screen:
    """Fourth of the pipelines."""

    def process_item(self, item: Outcome) -> Outcome:
        """Raises Quarantined for a page that cannot be judged."""
        with quarantine():
            return screen(item)
