"""Exit codes of a crawl (table in docs/operating.md). Every one is decided here."""

from enum import Enum, IntEnum

from crawler.base.faults import LockedError, UsageFault
from crawler.base.interrupts import StoppedError
from crawler.base.verdicts import RunVerdict


class Exit(IntEnum):
    """Exit codes of `scrapy crawl`."""

    OK = 0
    PARTIAL = 1
    MISUSED = 2
    FAILED = 3
    LOCKED = 4
    WITHHELD = 5


class Shortfall(Enum):
    """What failed after a run was published."""

    FEED = "a feed could not be filled or stored"
    REPORT = "the report could not be made"
    LATEST = "the newest state and the deltas could not be brought up to date"
    VIEW = "a view of the newest state could not be brought up to date"
    DIFFERENCE = "the difference of a dry run could not be written"
    METRICS = "the metrics could not be written"
    MOST = "a dry run changed a larger share of stories than `most=`"


def exit_of_error(error: BaseException) -> Exit:
    """Return the exit code for a crawl that ended with an exception, before it had a run.

    >>> exit_of_error(UsageFault("no such source")).name, exit_of_error(KeyError()).name
    ('MISUSED', 'FAILED')
    """
    match error:
        case LockedError():
            return Exit.LOCKED
        case UsageFault():
            return Exit.MISUSED
        case StoppedError():
            return Exit.PARTIAL
        case _:
            return Exit.FAILED


def exit_after(code: Exit, shortfall: Shortfall | None) -> Exit:
    """Return the exit code after a shortfall; a run's own code takes precedence, unless it is OK.

    >>> exit_after(Exit.OK, Shortfall.FEED).name, exit_after(Exit.WITHHELD, Shortfall.FEED).name
    ('PARTIAL', 'WITHHELD')
    """
    if code or shortfall is None:
        return code
    return Exit.WITHHELD if shortfall == Shortfall.MOST else Exit.PARTIAL


def exit_of(verdict: RunVerdict | None, reason: str | None = None) -> Exit:
    """Return the exit code for a run's verdict: `ok` with a reason is partial; None, for a run that
    is not published, failed.

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
