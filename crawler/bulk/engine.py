"""What carries the tasks of a batch to its workers."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol
from urllib.parse import urlsplit

from crawler.base.faults import UsageFault
from crawler.bulk.values import Done, Task

TRIES = 3
"""Workers that may die over one task."""
RETRIES = 2
"""Repetitions of a task that raises an exception: a store may be out of order for a while."""


class KilledError(Exception):
    """A task ended several workers. The message is one line."""


class Engine(Protocol):
    """Workers for tasks."""

    def submit(self, task: Task) -> "Future[Done]":
        """Start a task as soon as a worker is free, in the order of these calls.

        The future raises what the task raises, or KilledError.
        """

    def close(self) -> None:
        """Drop the tasks that wait, and release the workers."""


def open_engine(place: str, workers: int, code: str) -> Engine:
    """Return the engine at a place: `local`, with so many workers, or `dask://HOST:PORT`.

    Raises UsageFault for another place, without the package, if no scheduler answers, or if its
    workers have other code.
    """
    if place == "local":
        from crawler.bulk.local import LocalEngine

        return LocalEngine(workers)
    opener = _OPENERS.get(urlsplit(place).scheme)
    if opener is None:
        known = ", ".join(["local", *(f"{scheme}://HOST:PORT" for scheme in _OPENERS)])
        raise UsageFault(f"--on: {place!r} is unknown (known: {known})")
    return opener(place, code)


def _open_dask(place: str, code: str) -> Engine:
    try:
        from crawler.bulk.on_dask import DaskEngine
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        raise UsageFault(f"--on {place}: needs the extra: pip install 'wirecrawl[bulk]'") from None

    return DaskEngine(place, code)


_OPENERS: dict[str, Callable[[str, str], Engine]] = {
    "dask": _open_dask,
    "dask+tls": _open_dask,
}
"""URL scheme -> function that opens its engine. To add one, write its module and a row here."""
