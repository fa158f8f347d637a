"""The work of one reader."""

import os
import resource
import signal
import socket
import traceback
from contextlib import suppress

from lxml.etree import XMLSyntaxError, XPathEvalError
from msgspec.structs import replace

from crawler.base.faults import READER, Fault
from crawler.base.gc_tuning import collect_seldom
from crawler.model import Page
from crawler.reading.page import read_page
from crawler.reading.workers.frames import LENGTH, Answer, Broken, Done, Refused, decode_page, frame

MOST_MEMORY = 4 << 30
"""Bytes that a reader may map, many times what any page of 10 MB takes: no page takes the machine
down."""


def serve(seconds: float) -> None:
    """Read pages until the crawl closes its end of the socket, or is no more; no page for longer
    than so many seconds."""
    _bound_memory()
    collect_seldom()
    exhausted = frame(_exhausted())
    with socket.socket(fileno=0) as crawl, suppress(EOFError, ConnectionError):
        while True:
            (size,) = LENGTH.unpack(_take(crawl, LENGTH.size))
            page = decode_page(_take(crawl, size))
            # Nobody handles the alarm: it ends the process, also in C code, also without a parent.
            signal.setitimer(signal.ITIMER_REAL, seconds)
            told = tell(page)
            signal.setitimer(signal.ITIMER_REAL, 0)
            crawl.sendall(told)
            if told == exhausted:
                break  # what is left of its memory is no room for another page
    os._exit(0)  # nothing is open; to take the interpreter down would cost more than a page


def tell(page: Page) -> bytes:
    """What comes of a page, whatever that is, as a frame."""
    try:
        return frame(_read(page))
    except Exception as error:
        told = (f"{type(error).__name__}: {error}", traceback.format_exc())
        # The page may have brought characters that UTF-8 has no bytes for.
        return frame(Broken(*(t.encode(errors="backslashreplace").decode() for t in told)))


def _read(page: Page) -> Answer:
    try:
        outcome = read_page(page)
    except Fault as fault:
        return Refused(fault.kind, fault.reason)
    except (MemoryError, XMLSyntaxError, XPathEvalError):  # lxml's, which recovers from all else
        return _exhausted()
    return Done(replace(outcome, page=replace(page, body=b"")))


def _exhausted() -> Refused:
    return Refused(READER, f"reading it takes more than {MOST_MEMORY >> 30} GiB")


def _bound_memory() -> None:
    """As far as the system lets us: macOS does not."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = MOST_MEMORY if most == resource.RLIM_INFINITY else min(MOST_MEMORY, most)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (bound, most))


def _take(crawl: socket.socket, size: int) -> bytes:
    taken = crawl.recv(size, socket.MSG_WAITALL)
    if len(taken) < size:
        raise EOFError
    return taken
