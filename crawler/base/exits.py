"""Exit codes of a crawl (table in docs/operating.md)."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of `scrapy crawl`."""

    OK = 0
    PARTIAL = 1
    MISUSED = 2
    FAILED = 3
    LOCKED = 4
    WITHHELD = 5


def exit_of(verdict: str, reason: str | None) -> Exit:
    """Return the exit code for a run's verdict; `ok` with a reason is partial.

    >>> exit_of("ok", None).name, exit_of("ok", "1 story could not be fetched").name
    ('OK', 'PARTIAL')
    """
    match verdict:
        case "ok":
            return Exit.PARTIAL if reason else Exit.OK
        case "withheld":
            return Exit.WITHHELD
        case "stopped":
            return Exit.PARTIAL
        case _:
            return Exit.FAILED
