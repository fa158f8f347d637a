"""The views of a dump, each brought up to date by itself: one that fails endangers nothing else."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from typing import NamedTuple

from crawler.base.events import Event, log_event
from crawler.dump.index import read_pointer
from crawler.dump.latest import TABLE_LOG, Latest, read_latest
from crawler.exports import FORMATS
from crawler.sinks import Sink, SinkError
from crawler.views import croissant, datapackage, delta_table
from crawler.views.described import described
from crawler.views.exported import manifest_of, update_exported

logger = logging.getLogger(__name__)

Update = Callable[[Sink, Latest], None]
"""Brings a view of a dump to the files of a manifest."""


class View(NamedTuple):
    """One view."""

    update: Update
    place: str
    """Key, or folder of keys, that exists if the view does."""


def _describe(describe: Callable[..., bytes], key: str, sink: Sink, of: Latest) -> None:
    page = describe(of, described(sink.url))
    found = sink.get(key)
    if found is None or found[0] != page:
        sink.replace(key, page, found[1] if found else None)


def _table(sink: Sink, latest: Latest) -> None:
    if find_spec("deltalake") is None:  # it was there when the view was made
        raise SinkError("deltalake is not installed: pip install 'wirecrawl[delta]'")
    delta_table.update_delta(sink, latest)


def _export(name: str, sink: Sink, latest: Latest) -> None:
    update_exported(sink, name, latest)


VIEWS: Mapping[str, View] = {
    "croissant": View(partial(_describe, croissant.croissant, croissant.NAME), croissant.NAME),
    "datapackage": View(
        partial(_describe, datapackage.datapackage, datapackage.NAME), datapackage.NAME
    ),
    "delta": View(_table, TABLE_LOG),
    **{name: View(partial(_export, name), manifest_of(name)) for name in sorted(FORMATS)},
}


def keep_views(sink: Sink, wanted: Collection[str] = ()) -> str | None:
    """Bring the wanted views of a dump and those that it has to the files that `latest` in its
    index names. Return the errors, which are also logged; the next call makes up for them.

    The dump must be locked.
    """
    errors = []
    for name, error in _failures(sink, wanted):
        logged = f"{name}: {error}"
        if isinstance(error, SinkError | OSError):
            log_event(logger, logging.ERROR, Event.VIEW_NOT_CURRENT, reason=logged)
        else:  # a bug here must not look like one of the crawl
            logged = f"{name}: {type(error).__name__}: {error}"
            details = {"reason": logged}
            logger.error("%s: %s", Event.VIEW_NOT_CURRENT, logged, exc_info=error, extra=details)
        errors.append(f"view not current: {logged}")
    return "; ".join(errors) or None


def _failures(sink: Sink, wanted: Collection[str]) -> Iterator[tuple[str, Exception]]:
    try:
        names = [name for name in VIEWS if name in wanted or _exists(sink, name)]
        index = read_pointer(sink).index if names else None
        latest = read_latest(sink, index) if index else None
    except (SinkError, OSError) as error:
        yield "all", error
        return
    if latest is None:
        return
    for name in names:
        try:
            VIEWS[name].update(sink, latest)
        except Exception as error:
            yield name, error


def _exists(sink: Sink, name: str) -> bool:
    place = VIEWS[name].place
    if place.endswith("/"):
        return any(True for _ in sink.list(place))
    return sink.size(place) is not None
