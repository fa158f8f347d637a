"""HTTP traffic of a crawl, from Scrapy's stats."""

from collections.abc import Mapping
from typing import Any

from crawler.run.metrics import Traffic

BYTES = "downloader/response_bytes"
STATUS = "downloader/response_status_count/"
"""Prefix of Scrapy's stats keys that end in an HTTP status."""


def traffic_of(stats: Mapping[str, Any]) -> Traffic:
    """Return the traffic of a crawl with these stats."""
    return Traffic(
        bytes=stats.get(BYTES, 0),
        retries=stats.get("retry/count", 0),
        statuses={
            name.removeprefix(STATUS): number
            for name, number in stats.items()
            if name.startswith(STATUS)
        },
    )
