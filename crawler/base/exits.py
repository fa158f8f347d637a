"""Exit codes of a crawl (table in docs/operating.md)."""

from enum import IntEnum

from crawler.base.verdicts import RunVerdict


class Exit(IntEnum):
    """Exit codes of `scrapy crawl`."""

    OK = 0
    PARTIAL = 1
    MISUSED = 2
    FAILED = 3
    LOCKED = 4
    WITHHELD = 5


def exit_of(verdict: RunVerdict, reason: str | None) -> Exit:
    """Return the exit code for a run's verdict; `ok` with a reason is partial.

    >>> exit_of(RunVerdict.OK, None).name, exit_of(RunVerdict.OK, "1 failed").name
    ('OK', 'PARTIAL')
    """
    match verdict:
        case RunVerdict.OK:
            return Exit.PARTIAL if reason else Exit.OK
        case RunVerdict.WITHHELD:
            return Exit.WITHHELD
        case RunVerdict.STOPPED:
            return Exit.PARTIAL
        case _:
            return Exit.FAILED
