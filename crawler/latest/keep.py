"""The update of the ready files to the newest version of a dump, and the swap of the index that
names them.

Nothing that is named changes before the swap, so a killed update leaves the dump as it was, and is
made up for by the next one.
"""

import hashlib
import logging
from dataclasses import replace
from datetime import UTC, datetime

from crawler.base.dates import rfc3339
from crawler.base.events import Event, log_event
from crawler.dump.index import Pointer, read_pointer
from crawler.dump.keys import INDEX
from crawler.dump.latest import LATEST, Latest, encode_latest, marked_key, read_latest
from crawler.dump.manifest import Index, LatestRef, encode_page
from crawler.dump.retention import GRACE
from crawler.latest.sweep import delete_due
from crawler.latest.update import Update, newest_erasure
from crawler.sinks import Sink, SinkError
from crawler.tools.scratch import scratch

logger = logging.getLogger(__name__)


def keep_latest(sink: Sink, now: datetime | None = None) -> LatestRef | None:
    """Bring the ready files of a dump to its newest version; return the reference to them, null if
    nothing is published yet.

    The dump must be locked. Raises SinkError if it is damaged, not writable, or has changed
    meanwhile; the next call makes up for it.
    """
    pointer = read_pointer(sink)
    index = pointer.index
    if index is None or index.version is None:
        return None
    old = _usable(sink, index)
    if old and is_current(index, old):
        return index.latest
    moment = now or datetime.now(UTC)
    try:
        made = _updated(sink, index, old, moment)
    except SinkError as error:
        if old is None:
            raise
        log_event(logger, logging.WARNING, Event.LATEST_REBUILT, reason=error)
        made = _updated(sink, index, None, moment)
    index, ref = _swap(sink, pointer, made)
    delete_due(sink, index, GRACE, moment)
    return ref


def is_current(index: Index, latest: Latest) -> bool:
    """Return whether nothing has changed in a dump since its ready files were written."""
    versions = [named.run for named in index.runs]
    return (
        latest.version == index.version
        and latest.erasure == newest_erasure(index)
        and [delta.version for delta in latest.deltas] == versions[1:]
    )


def _usable(sink: Sink, index: Index) -> Latest | None:
    """Return the manifest that an index names; None if the files must be made from nothing: it
    names none, it cannot be read, or its version can no longer be read."""
    try:
        latest = read_latest(sink, index)
    except SinkError as error:
        log_event(logger, logging.WARNING, Event.LATEST_REBUILT, reason=error)
        return None
    return latest if latest and any(named.run == latest.version for named in index.runs) else None


def _updated(sink: Sink, index: Index, old: Latest | None, moment: datetime) -> Latest:
    previous = index.latest.manifest if index.latest else None
    with scratch() as folder:
        return Update(sink, index, old, folder).latest(rfc3339(moment), previous)


def _swap(sink: Sink, pointer: Pointer, made: Latest) -> tuple[Index, LatestRef]:
    """Name the files in the index, only if it is still the one that they were made from."""
    page = encode_latest(made)
    sha256 = hashlib.sha256(page).hexdigest()
    key = marked_key(f"{LATEST}{made.version}", sha256, ".json")
    sink.create(key, page)
    ref = LatestRef(made.version, key, len(page), sha256, made.rows)
    assert pointer.index is not None  # noqa: S101  # it was read
    index = replace(pointer.index, latest=ref)
    sink.replace(INDEX, encode_page(index), pointer.etag)
    return index, ref
