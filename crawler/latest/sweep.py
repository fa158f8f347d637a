"""Which objects below `latest/` and `deltas/` may be deleted: those that readers no longer need."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from crawler.dump.latest import Latest, decode_latest, read_latest, ready_keys
from crawler.dump.manifest import Index
from crawler.sinks import Sink, SinkError


def left_files(sink: Sink, index: Index) -> tuple[str, ...]:
    """Return the keys of all objects that the index does not lead to: replaced ones, and what
    killed updates have left."""
    return _all_but(sink, _named(sink, index)[0])


def due_files(sink: Sink, index: Index, grace: timedelta, now: datetime) -> tuple[str, ...]:
    """Return those of `left_files` that were replaced before the grace period, or never named."""
    named, latest = _named(sink, index)
    if latest:
        for key, old in _replaced(sink, latest):
            if now - datetime.fromisoformat(latest.at) >= grace:
                break
            named |= _keys(key, old)
            latest = old
    return _all_but(sink, named)


def delete_due(sink: Sink, index: Index, grace: timedelta, now: datetime) -> None:
    """Delete what was replaced before the grace period, without listing the dump. Whatever cannot
    be deleted, as by a run without that permission, is left to the next maintenance."""
    with suppress(SinkError):
        kept, latest = _named(sink, index)
        if latest is None:
            return
        for key, old in _replaced(sink, latest):
            if now - datetime.fromisoformat(latest.at) >= grace:
                for each in sorted(_keys(key, old) - kept - {key}):
                    sink.delete(each)
                sink.delete(key)  # last, for it leads to the others
            else:
                kept |= _keys(key, old)
            latest = old


def _named(sink: Sink, index: Index) -> tuple[set[str], Latest | None]:
    """Return the keys that the index leads to, and its manifest. If that is damaged, nothing is
    known of its files: raises SinkError."""
    latest = read_latest(sink, index)
    if latest is None or index.latest is None:
        return set(), None
    return _keys(index.latest.manifest, latest), latest


def _keys(key: str, latest: Latest) -> set[str]:
    return {key, *(file.key for file in latest.files())}


def _replaced(sink: Sink, latest: Latest) -> Iterator[tuple[str, Latest]]:
    """Yield the manifests before one that are still there, newest first."""
    key = latest.previous
    while key and (found := sink.get(key)):
        before = decode_latest(sink, key, found[0])
        yield key, before
        key = before.previous


def _all_but(sink: Sink, named: set[str]) -> tuple[str, ...]:
    return tuple(key for key in ready_keys(sink) if key not in named)
