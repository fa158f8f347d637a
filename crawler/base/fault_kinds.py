"""Kinds of faults, by which failures and quarantined pages are counted (table in
docs/operating.md)."""

from enum import StrEnum


class FaultKind(StrEnum):
    """One short word for what is wrong with a page, a request or a listing."""

    ADDRESS = "address"
    BUG = "bug"
    CHARSET = "charset"
    CIRCUIT = "circuit"
    CRAWL_DELAY = "crawl-delay"
    EMPTY = "empty"
    ENCODING = "encoding"
    FETCH = "fetch"
    FILE = "file"
    GZIP = "gzip"
    HTML = "html"
    HTTP = "http"
    ID = "id"
    LIST = "list"
    LISTING = "listing"
    MEDIA_TYPE = "media-type"
    NO_BODY = "no-body"
    NO_DATE = "no-date"
    READER = "reader"
    RIGHTS = "rights"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots-unreachable"
    RUN_ON = "run-on"
    SAME_TEXT = "same-text"
    SCHEMA = "schema"
    SIZE = "size"
    WARC = "warc"


OURS = frozenset((FaultKind.BUG, FaultKind.READER))
"""Faults of our own code: it raised an exception, crashed its worker, or exceeded a limit."""

BARRED = frozenset((FaultKind.ROBOTS_UNREACHABLE, FaultKind.CRAWL_DELAY))
"""Faults that exclude a whole host."""
