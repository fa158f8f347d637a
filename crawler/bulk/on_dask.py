"""Workers of a Dask cluster, which repeats the tasks of those that die (distributed.dask.org)."""

from concurrent.futures import Future
from typing import Any

from distributed import Client
from distributed import Future as DaskFuture
from distributed.scheduler import KilledWorker

from crawler.base.faults import UsageFault
from crawler.bulk.code import code_version
from crawler.bulk.engine import RETRIES, KilledError
from crawler.bulk.task import read_archive
from crawler.bulk.values import Done, Task

PATIENCE = 15
"""Seconds for the scheduler to answer."""


class DaskEngine:
    """The workers of one scheduler."""

    def __init__(self, place: str, code: str) -> None:
        """Connect to `dask://HOST:PORT` or `dask+tls://HOST:PORT`, and check the workers."""
        scheme, _, host = place.partition("://")
        address = f"{'tls' if scheme.endswith('tls') else 'tcp'}://{host}"
        try:
            self._client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, RuntimeError) as error:
            raise UsageFault(f"--on {place}: no scheduler answers: {error}") from error
        self._running: set[DaskFuture[Done]] = set()
        """The scheduler drops a task to which nobody refers."""
        try:
            self._check(place, code)
        except BaseException:
            self._client.close()
            raise

    def _check(self, place: str, code: str) -> None:
        """Raise UsageFault if a worker has other code. One that joins later refuses its tasks."""
        try:
            found: dict[str, Any] = self._client.run(code_version, on_error="return")
        except Exception as error:  # a worker without the module cannot even read the question
            raise UsageFault(f"--on {place}: a worker has no or other code: {error}") from error
        for worker, answer in sorted(found.items()):
            if answer != code:
                raise UsageFault(f"--on {place}: worker {worker} has {answer}, we have {code}")

    def submit(self, task: Task) -> "Future[Done]":
        """Implement Engine.submit."""
        ours: Future[Done] = Future()
        theirs = self._client.submit(read_archive, task, pure=False, retries=RETRIES)
        self._running.add(theirs)
        theirs.add_done_callback(lambda done: self._end(done, ours))
        return ours

    def _end(self, theirs: "DaskFuture[Done]", ours: "Future[Done]") -> None:
        _pass_on(theirs, ours)
        self._running.discard(theirs)

    def close(self) -> None:
        """Implement Engine.close: the scheduler forgets the tasks that wait."""
        self._client.close()


def _pass_on(theirs: "DaskFuture[Done]", ours: "Future[Done]") -> None:
    try:
        ours.set_result(theirs.result())
    except KilledWorker as error:
        ours.set_exception(KilledError(str(error)))
    except BaseException as error:  # also CancelledError, if the scheduler is restarted
        ours.set_exception(error)
