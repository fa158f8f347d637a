"""A page that was read, as it is passed on between processes."""

from traceback import format_exception

import msgspec
from msgspec import Struct

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault, printable
from crawler.model import Outcome, Page
from crawler.reading.screen import reject
from crawler.reading.workers.frames import Broken
from crawler.reading.workers.lending import DroppedError
from crawler.reading.workers.pool import BrokeError


class ReadPage(Struct, frozen=True, tag=True):
    """What was read from a page: of one that cannot be read, its quarantine row."""

    outcome: Outcome
    broken: Broken | None = None
    """The exception of our own code on this page, to be logged where the run is."""


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(ReadPage).decode
"""Raises msgspec.DecodeError for other bytes, ValidationError for those of another version."""


def read_page_of(page: Page, result: Outcome | Exception) -> ReadPage:
    """Return what a reader of pages has returned for one, as a value.

    Raises DroppedError if the page was not read because its reader was stopped.
    """
    match result:
        case Outcome():
            return ReadPage(result)
        case Fault():
            return ReadPage(reject(page, result))
        case DroppedError():
            raise result
    broken = _broken(result)
    return ReadPage(reject(page, Fault(FaultKind.BUG, broken.cause)), broken)


def _broken(error: Exception) -> Broken:
    if isinstance(error, BrokeError):
        return Broken(printable(str(error)), "\n".join(error.__notes__))
    lines = "".join(format_exception(error)).encode(errors="backslashreplace").decode()
    return Broken(printable(f"{type(error).__name__}: {error}"), lines)
