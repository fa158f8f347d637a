"""Store a page that was read elsewhere."""

import logging

from crawler.base.events import log_bug
from crawler.outcomes.values import ReadPage
from crawler.reading.workers.pool import BrokeError
from crawler.run.run import Run

logger = logging.getLogger(__name__)


def store(run: Run, read: ReadPage) -> None:
    """Buffer a page in a run, and store the pages that it releases.

    The run must have counted the page as fetched (`receive` or `replay`). Pages are decided on in
    the order of these calls, so the same order gives the same records. Failures are kept in
    `run.error`.
    """
    if read.broken:
        fetch, error = read.outcome.fetch, BrokeError(read.broken.cause)
        error.add_note(read.broken.traceback)
        log_bug(logger, fetch.source, fetch.url, error, read.broken.cause)
    for released in run.buffer(read.outcome):
        run.store(released)
