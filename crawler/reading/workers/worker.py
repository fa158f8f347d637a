"""Run the main loop of a worker process."""

import gc
import os
import resource
import signal
import socket
from contextlib import suppress
from pathlib import Path

from lxml.etree import XMLSyntaxError, XPathEvalError
from msgspec import Raw

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.base.gc_tuning import collect_seldom
from crawler.base.heap import OFTEN, give_back
from crawler.base.on_demand import release_unused
from crawler.model import Page
from crawler.reading.page import read_page
from crawler.reading.workers.encoding import prepared
from crawler.reading.workers.frames import (
    FORK,
    LENGTH,
    LISTING,
    Answer,
    Broken,
    Done,
    Refused,
    decode_pages,
    encode_answer,
    frame,
)
from crawler.reading.workers.warming import PAGES

MOST_MEMORY = 4 << 30
"""Maximum address space of a worker in bytes, beside what is mapped when it starts; a page of 10 MB
needs a fraction of it."""


def serve(seconds: float) -> None:
    """Read pages and listings until the crawl closes the socket or exits; `seconds` is the limit
    per page."""
    _bound_memory()
    _warm_up(seconds)
    collect_seldom()
    exhausted = encode_answer(_exhausted())
    unreturned = 0  # pages read since memory was given back
    with socket.socket(fileno=0) as crawl, suppress(EOFError, ConnectionError):
        while True:
            (size,) = LENGTH.unpack(_take(crawl, LENGTH.size))
            if size == FORK:
                fork(crawl)
                continue
            if size == LISTING:
                _read_listing(crawl, seconds)
                continue
            pages = decode_pages(_take(crawl, size))
            answers: list[bytes] = []
            for page in pages:
                # The alarm has no handler: it ends the process even in C code or without a parent.
                signal.setitimer(signal.ITIMER_REAL, seconds)
                answers.append(answer_for(page))
                release_unused()
                if answers[-1] == exhausted:
                    break  # too little memory may be left for another page
            signal.setitimer(signal.ITIMER_REAL, 0)
            if len(answers) == len(pages):  # else each is read again alone
                crawl.sendall(frame([*map(Raw, answers)]))
            if answers[-1] == exhausted:
                break
            unreturned += len(pages)
            if unreturned >= OFTEN:
                unreturned = 0
                give_back()
    os._exit(0)  # nothing is open; an orderly interpreter shutdown takes longer than a page


def _warm_up(seconds: float) -> None:
    """Load rules and patterns while the crawl has no page yet. A rule file that fails does so again
    with each page, which is then reported."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    for page in PAGES:
        answer_for(page)
    signal.setitimer(signal.ITIMER_REAL, 0)


def _read_listing(crawl: socket.socket, seconds: float) -> None:
    from crawler.reading.workers.listings import send_parts  # few crawls have a long one

    (size,) = LENGTH.unpack(_take(crawl, LENGTH.size))
    send_parts(crawl, _take(crawl, size), seconds)


def fork(crawl: socket.socket) -> None:
    """Fork off a copy of this process, and send its id; the copy returns with its own socket.

    The process between them exits at once, so the crawl becomes the parent of the copy.
    """
    _, (end,), _, _ = socket.recv_fds(crawl, 1, 1)
    gc.collect()
    give_back()
    gc.freeze()  # a collection would copy the memory that they share
    answer, answering = os.pipe()
    with suppress(OSError):  # too little memory for a process
        if not (between := os.fork()):
            _fork_and_exit(crawl, end, answering)
            os.close(answer)
            return
        os.waitpid(between, 0)
    os.close(answering)
    os.close(end)
    crawl.sendall(os.read(answer, LENGTH.size) or LENGTH.pack(0))
    os.close(answer)


def _fork_and_exit(crawl: socket.socket, end: int, answering: int) -> None:
    """Fork, and return in the child, which reads pages from the socket `end`."""
    try:
        if pid := os.fork():
            os.write(answering, LENGTH.pack(pid))
            os._exit(0)
    except BaseException:  # nothing may return from here but the child
        os._exit(1)
    os.close(answering)
    os.dup2(end, crawl.fileno(), inheritable=False)
    os.close(end)


def answer_for(page: Page) -> bytes:
    """Read a page and return the encoded answer; never raises an Exception."""
    try:
        return encode_answer(_read(page))
    except Exception as error:
        return encode_answer(Broken.by(error))


def _read(page: Page) -> Answer:
    try:
        outcome = read_page(page)
    except Fault as fault:
        return Refused(fault.kind, fault.reason)
    except (MemoryError, XMLSyntaxError, XPathEvalError):  # how lxml reports exhausted memory
        return _exhausted()
    return Done(prepared(outcome))


def _exhausted() -> Refused:
    return Refused(FaultKind.READER, f"needs more than {MOST_MEMORY >> 30} GiB of memory")


def _bound_memory() -> None:
    """Limit the address space, where the system supports it (not on macOS)."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = _mapped() + MOST_MEMORY
    bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (bound, most))


def _mapped() -> int:
    """Return the size of the address space in bytes: a library may reserve a gigabyte of it that it
    never uses. Zero where it is not known (only Linux states it)."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    return 0


def _take(crawl: socket.socket, size: int) -> bytes:
    taken = crawl.recv(size, socket.MSG_WAITALL)
    if len(taken) < size:
        raise EOFError
    return taken
