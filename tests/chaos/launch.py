"""`scrapy crawl wire` as it is, but small: parts seal early, and clock or disk may be bad.

python -m tests.chaos.launch crawl wire -a ...

CHAOS_CLOCK is how many seconds the clock is off, CHAOS_DISK the bytes at which a file is full.
"""

import os
import resource
import sys
from datetime import datetime, timedelta, tzinfo
from typing import Any

from scrapy.cmdline import execute

import crawler.publishing.session
import crawler.run.buffer
import spiders.answers
import spiders.wire
from crawler.publishing.writer import PartLimits

ROWS = 12
"""Rows of a part: a crawl of a hundred stories seals many times."""
WAITING = 10
"""Pages that wait until it is known what recurs."""


class Clock(datetime):
    """A clock that is off."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + timedelta(seconds=float(os.environ.get("CHAOS_CLOCK", 0)))


if __name__ == "__main__":
    opened: Any = crawler.publishing.session.Session.open
    opened.__func__.__kwdefaults__["limits"] = PartLimits(rows=ROWS)
    crawler.run.buffer.MOST = WAITING
    for module in (crawler.publishing.session, spiders.answers, spiders.wire):
        vars(module)["datetime"] = Clock
    if full := int(os.environ.get("CHAOS_DISK", 0)):
        resource.setrlimit(resource.RLIMIT_FSIZE, (full, full))
    sys.argv[0] = "scrapy"
    execute()
