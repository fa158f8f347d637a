"""Worker processes on this machine. One that dies costs the repetition of its task."""

import logging
import queue
import signal
import threading
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from traceback import format_exc

from crawler.base.events import Event, log_event
from crawler.base.gc_tuning import collect_seldom
from crawler.bulk.engine import RETRIES, TRIES, KilledError
from crawler.bulk.task import read_archive
from crawler.bulk.values import Done, MismatchError, Task

logger = logging.getLogger(__name__)

_SPAWN = get_context("spawn")
"""Not `fork`, which copies locks that other threads hold."""


class LocalEngine:
    """Some processes, each with a thread here that gives it one task after the other."""

    def __init__(self, workers: int) -> None:
        self._waiting: queue.SimpleQueue[tuple[Task, Future[Done]] | None] = queue.SimpleQueue()
        self._workers = [_Worker() for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._serve, args=(worker,), daemon=True)
            for worker in self._workers
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, task: Task) -> "Future[Done]":
        """Implement Engine.submit."""
        future: Future[Done] = Future()
        self._waiting.put((task, future))
        return future

    def close(self) -> None:
        """Implement Engine.close: end the processes."""
        with suppress(queue.Empty):
            while found := self._waiting.get_nowait():
                found[1].cancel()
        for _ in self._threads:
            self._waiting.put(None)
        for worker in self._workers:
            worker.close()
        for thread in self._threads:
            thread.join()

    def _serve(self, worker: "_Worker") -> None:
        while (found := self._waiting.get()) is not None:
            task, future = found
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(worker.run(task))
                except Exception as error:  # the coordinator decides what it means
                    future.set_exception(error)


class _Worker:
    """A process, replaced when it dies."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_closed = False
        self._start()

    def _start(self) -> None:
        with self._lock:
            if self._is_closed:
                raise KilledError("stopped")
            self._ours, theirs = _SPAWN.Pipe()
            self._process = _SPAWN.Process(target=_work, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()

    def run(self, task: Task) -> Done:
        """Run a task in the process. Raises what it raises, or KilledError."""
        killed = raised = 0
        while True:
            try:
                found = self._ask(task)
            except (EOFError, OSError):
                self._ours.close()
                self._process.join()
                killed += 1
                ended = f"exit code {self._process.exitcode}"
                if killed == TRIES:
                    raise KilledError(f"ended {TRIES} workers, last: {ended}") from None
                self._start()  # raises if we are being closed
                log_event(logger, logging.WARNING, Event.WORKER_LOST, reason=ended)
                continue
            if isinstance(found, Done):
                return found
            raised += 1
            if raised > RETRIES or isinstance(found, MismatchError):
                raise found

    def _ask(self, task: Task) -> Done | Exception:
        self._ours.send(task)
        found: Done | Exception = self._ours.recv()
        return found

    def close(self) -> None:
        """End the process, whatever it does. Outcomes that it has created stay."""
        with self._lock:
            self._is_closed = True
            self._process.kill()


def _work(pipe: Connection) -> None:
    """Run tasks until the coordinator closes the pipe or ends."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the coordinator handles them
    collect_seldom()
    with suppress(EOFError, OSError):
        while True:
            task: Task = pipe.recv()
            try:
                pipe.send(read_archive(task))
            except Exception as error:
                error.add_note(format_exc())
                pipe.send(error)
