"""Worker processes and whom they are lent to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from operator import attrgetter

from crawler.reading.workers.process import CAN_FORK, EndedError, WorkerProcess
from crawler.reading.workers.spawning import Spawned

PAGES = 50_000
"""Pages after which a worker is replaced by a new process, to limit memory leaks; those that it had
read before it was forked count as well."""
RENEWED = 500
"""Pages of two workers after which the larger one is replaced by a fork of the other: they share
all memory again, of which each page leaves them less, and what few pages need is gone."""
AHEAD = 2
"""Messages that a worker has at a time, so that it need not wait for the crawl's process."""
PATIENCE = 5.0
"""Seconds without an answer of the first worker, after which others start without it."""


class DroppedError(Exception):
    """The page was dropped because the crawl is stopping."""


class Workers:
    """Worker processes, started on demand up to a maximum.

    The first one is alone until it has read a page, and the others are its forks.
    """

    def __init__(self, most: int, seconds: float, ahead: Spawned | None) -> None:
        """`seconds` is the time limit for a page, `ahead` a worker that was started before."""
        self._most = most
        self._seconds = seconds
        self._missing = most - 1 if CAN_FORK else 0
        """Workers that may be started once the first one has read a page, or hangs."""
        self._forking = 0
        """Workers that are forking another one."""
        self._renews = CAN_FORK
        """Whether a worker may be replaced by a fork of another."""
        self._leaving: WorkerProcess | None = None
        """The worker that is being replaced; it may still have pages."""
        self.turns = asyncio.Semaphore(1 if self._missing else AHEAD * most)
        """To be held while a worker is lent: one for each message that may be sent."""
        self._answered = 0.0
        """Time of the last answer."""
        self._watch: asyncio.TimerHandle | None = None
        self._idle = [WorkerProcess(*ahead)] if ahead else []
        self.busy: dict[WorkerProcess, None] = {}
        """Those that have a message, the longest first."""
        self._is_dropped = False

    @property
    def are_ready(self) -> bool:
        """Whether one has read a page."""
        return any(worker.pages for worker in (*self._idle, *self.busy))

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[WorkerProcess]:
        """Lend a worker for one message; kill it if the block fails. Raises DroppedError after
        `drop`."""
        if self._is_dropped:
            raise DroppedError
        worker = self._one()
        worker.asked += 1
        self.busy[worker] = None
        try:
            yield worker
        except EndedError:
            if self._is_dropped:
                raise DroppedError from None
            raise
        except BaseException:
            worker.end()
            raise
        finally:
            worker.asked -= 1
            if not worker.asked:
                self._put_back(worker)

    async def grow(self, worker: WorkerProcess) -> None:
        """Fork a worker that has answered: while pages wait and there are fewer than may be, or in
        place of one that has read many."""
        self.note_answer()
        if self._missing and self.turns.locked():
            self._missing -= 1
            self._forking += 1
            try:
                if clone := await worker.fork():
                    self._idle.append(clone)
            finally:
                self._forking -= 1
                self._add_turns(1)
        elif self._renews and not _is_spent(worker):
            if self._leaving is None:
                self._retire_beside(worker)
            if self._leaving is not None and self._leaving not in self.busy:
                await self._fork_in_place(worker)

    def _retire_beside(self, worker: WorkerProcess) -> None:
        """Let another worker end if it is larger than this one, and both have read many pages since
        they shared their memory."""
        every = (*self._idle, *self.busy)
        grown = [each for each in every if each.unshared >= RENEWED]
        if worker not in grown or len(grown) == 1:
            return
        largest = max(grown, key=WorkerProcess.memory)
        if largest is worker:
            return
        largest.is_retired = True
        self._leaving = largest
        if largest in self._idle:
            self._idle.remove(largest)
            largest.close()

    async def _fork_in_place(self, worker: WorkerProcess) -> None:
        """Fork a worker in place of the one that has ended; if it cannot be, a new one starts once
        it is needed."""
        self._renews = False
        try:
            clone = await worker.fork()
        finally:
            self._leaving = None
        self._renews = clone is not None or not worker.is_alive
        if clone:
            self._idle.append(clone)

    def note_answer(self) -> None:
        """Keep in mind that a worker has answered."""
        self._answered = asyncio.get_running_loop().time()

    def drop(self) -> None:
        """Kill those that have a message, and lend no others."""
        self._is_dropped = True
        for worker in self.busy:
            worker.end()

    def close(self) -> None:
        """Stop all, which must be idle."""
        if self._watch:
            self._watch.cancel()
        while self._idle:
            worker = self._idle.pop()
            if not worker.pages:  # it may still be loading its rules
                worker.end()
            worker.close()

    def _put_back(self, worker: WorkerProcess) -> None:
        del self.busy[worker]
        if _is_spent(worker):
            worker.close()
        else:
            self._idle.append(worker)

    def _one(self) -> WorkerProcess:
        """Return the most recently used live worker, whose caches are warm; a new one if there may
        be more; else the one that has had its only message for the longest."""
        if self._watch is None and self._missing:
            self._watch = asyncio.get_running_loop().call_later(PATIENCE, self._lose_patience)
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            worker.close()
        busy = [each for each in self.busy if not _is_spent(each)]
        if len(busy) < self._most - self._missing - (self._leaving is not None):
            return WorkerProcess.start(self._seconds)
        return min(busy, key=attrgetter("asked"))

    def _lose_patience(self) -> None:
        """Let the other workers start on their own if the first one hangs."""
        loop = asyncio.get_running_loop()
        if self._missing and self.busy and loop.time() - self._answered >= PATIENCE:
            missing, self._missing = self._missing, 0
            self._add_turns(missing)
        if self._missing:
            self._watch = loop.call_later(PATIENCE, self._lose_patience)

    def _add_turns(self, workers: int) -> None:
        """Let messages be sent to more workers, and a second one to each once all are there: a
        worker that forks has no other message."""
        second = 0 if self._missing or self._forking else (AHEAD - 1) * self._most
        for _ in range(workers + second):
            self.turns.release()


def _is_spent(worker: WorkerProcess) -> bool:
    """Return whether a worker is not to be lent again."""
    return worker.has_ended or worker.is_retired or worker.age >= PAGES
