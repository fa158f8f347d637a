"""What follows the swap of the index: snapshots without the erased stories, and the deletion of
what was replaced. Each step can be repeated."""

from collections.abc import Iterator

from crawler.dump.compression import PartError
from crawler.dump.erasures import Erased, read_tombstones
from crawler.dump.index import read_manifest, read_pointer
from crawler.dump.keys import KINDS, WITHHELD, is_report_key, is_rewritten, mark_of, run_of
from crawler.dump.manifest import Index
from crawler.dump.named import is_replaced, named_keys
from crawler.dump.rows import lines
from crawler.erasing.snapshots import clean_snapshots
from crawler.latest.keep import keep_latest
from crawler.latest.sweep import left_files
from crawler.sinks import Sink, SinkError


def clean(sink: Sink, index: Index) -> frozenset[str]:
    """Complete all erasures of a dump; return the runs whose reports were deleted, because they may
    show what is erased. Raises SinkError."""
    if not index.erasures:
        return frozenset()
    tombstones = read_tombstones(sink, index)
    clean_snapshots(sink, tombstones, mark_of(index.erasures[-1].run))
    for named in index.erasures:
        erasure = read_manifest(sink, named).erasure
        for key in erasure.deleted if erasure else ():
            sink.delete(key)
    left = [*_left_ready_files(sink), *_left(sink, index, Erased.of(tombstones))]
    for key in left:
        sink.delete(key)
    sink.discard_drafts()
    return frozenset(run_of(key) or "" for key in left if is_report_key(key))


def _left_ready_files(sink: Sink) -> tuple[str, ...]:
    """Write the ready files again without the erased stories, if the dump has any; return what is
    left of the old ones."""
    index = read_pointer(sink).index
    if index and index.latest:
        keep_latest(sink)
        index = read_pointer(sink).index
    return left_files(sink, index) if index else ()


def _left(sink: Sink, index: Index, erased: Erased) -> Iterator[str]:
    """Yield the objects that the index does not name, and that a killed erasure has left, or a
    killed or withheld upload with erased rows, or a maintenance for readers that began before."""
    named = set(named_keys(sink, index))
    for key in [*sink.list("runs/")]:
        is_stale = is_report_key(key) and is_replaced(index, key)
        if key not in named and (is_rewritten(key) or is_stale):
            yield key
    for key in [*sink.list("raw/")]:
        if key not in named and is_replaced(index, key):
            yield key
    for prefix in (*(f"{kind}/" for kind in KINDS), WITHHELD):
        for key in [*sink.list(prefix)]:
            if key not in named and (is_rewritten(key) or _holds(sink, key, erased)):
                yield key


def _holds(sink: Sink, key: str, erased: Erased) -> bool:
    """Return whether a part holds a row that is erased."""
    try:
        return any(erased.has_row(line) for line in lines(key, sink.read(key)))
    except PartError as error:
        raise SinkError(f"{sink.url}: {key} is damaged: {error}") from error
