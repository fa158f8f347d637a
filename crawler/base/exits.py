"""The exit codes of a crawl; docs/operating.md has the table."""

from enum import IntEnum


class Exit(IntEnum):
    """How a crawl ends."""

    OK = 0
    PARTIAL = 1
    MISUSED = 2
    FAILED = 3
    LOCKED = 4
    WITHHELD = 5


def exit_of(verdict: str, reason: str | None) -> Exit:
    """Return the exit code for a run's verdict; one that is `ok` for a reason is not whole.

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
