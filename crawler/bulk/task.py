"""A task: read an archive, and create its outcome."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from socket import gethostname

import msgspec

from crawler.archive.opening import entries_of, open_place, place_fingerprint
from crawler.archive.values import ArchiveFile, Capture, SkippedRecord, UnreadableRecord
from crawler.bulk.code import code_version
from crawler.bulk.originals import ArchiveOriginals
from crawler.bulk.page_reader import page_reader
from crawler.bulk.values import Damaged, Done, End, Entry, Job, MismatchError, Revisit, Task
from crawler.bulk.work import job_at, work_at
from crawler.model import Page
from crawler.outcomes.values import read_page_of
from crawler.run.archived_pages import page_in

MOST_PAGES = 8
MOST_BYTES = 1 << 20
"""Most pages and bytes that are read at a time, exceeded by one page at most."""
_CLOSED = "revisit of a capture in another file, from within a WACZ: not supported"


def read_archive(task: Task) -> Done:
    """Read an archive, unless its outcome is there.

    Raises MismatchError if the coordinator has other code, WorkError if the outcome cannot be
    written, SinkError if the store of the archive fails.
    """
    job, work = job_at(task.work, task.prefix), work_at(task.work, task.prefix)
    check_code(job.code)
    name = outcome_name(task)
    if work.has(name):
        return Done(name, is_new=False)
    with ArchiveOriginals() as originals:
        work.create(name, _read(open_place(task.archive), job, originals), originals.rows)
    return Done(name, is_new=True)


def check_code(expected: str) -> None:
    """Raise MismatchError, on one line, if this process has other code than the coordinator."""
    if (ours := code_version()) != expected:
        raise MismatchError(f"worker on {gethostname()} has {ours}, the coordinator {expected}")


def outcome_name(task: Task) -> str:
    """Return the name of a task's outcome, from the archive's place and what is there now.
    Raises SinkError."""
    identity = (task.archive, place_fingerprint(task.archive))
    return hashlib.sha256(msgspec.json.encode(identity)).hexdigest()[:32]


def _read(archive: ArchiveFile | Path, job: Job, originals: ArchiveOriginals) -> Iterator[Entry]:
    """Yield what is in an archive, in order."""
    skipped: Counter[str] = Counter()
    waiting: list[Page | Entry] = []
    for found in entries_of(archive, originals):
        waiting += _unresolved(originals)
        match found:
            case SkippedRecord():
                skipped[found.reason] += 1
            case UnreadableRecord():
                waiting.append(Damaged(found.file, found.offset, found.cause))
            case Capture():
                page = page_in(found, job.sources, job.is_limited)
                if isinstance(page, str):
                    skipped[page] += 1
                else:
                    waiting.append(page)
        if _is_full(waiting):
            yield from _read_pages(waiting)
            waiting = []
    yield from _read_pages([*waiting, *_unresolved(originals)])
    yield End(dict(skipped))


def _unresolved(originals: ArchiveOriginals) -> list[Entry]:
    found, originals.unresolved = originals.unresolved, []
    return [
        Damaged(file.name, revisit.offset, _CLOSED) if file.packed_in else Revisit(revisit)
        for file, revisit in found
    ]


def _is_full(waiting: list[Page | Entry]) -> bool:
    pages = [each for each in waiting if isinstance(each, Page)]
    return len(waiting) >= MOST_PAGES or sum(len(page.body) for page in pages) >= MOST_BYTES


def _read_pages(waiting: list[Page | Entry]) -> Iterator[Entry]:
    """Yield entries in their order, with each page read."""
    pages = [each for each in waiting if isinstance(each, Page)]
    results = iter(page_reader().read_all(pages) if pages else ())
    for each in waiting:
        yield read_page_of(each, next(results)) if isinstance(each, Page) else each
