"""Why a discovered story is not fetched (table in docs/operating.md)."""

from enum import StrEnum


class SkipReason(StrEnum):
    """Reasons for which discovered stories are skipped; no failure, except of a whole host."""

    CRAWL_DELAY = "crawl-delay"
    ERASED = "erased"
    LASTMOD = "lastmod"
    LIMIT = "limit"
    NOT_DUE = "not-due"
    NOT_MODIFIED = "not-modified"
    OLDER_CAPTURE = "older-capture"
    REDIRECTED = "redirected"
    RESUMED = "resumed"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots-unreachable"
    STOPPED = "stopped"
    TOPIC = "topic"
    WINDOW = "window"


KNOWN = (SkipReason.NOT_DUE, SkipReason.LASTMOD, SkipReason.RESUMED)
"""Reasons for which a known page is not requested."""
