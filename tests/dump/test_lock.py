"""One run per dump at a time: real processes, on disk and in S3."""

import json
import multiprocessing
import os
import socket
import time
from contextlib import closing
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from crawler.base.faults import LockedError
from crawler.dump.keys import LOCK
from crawler.publishing.lock import TIMEOUT, Lock
from crawler.publishing.session import Session, utc_now
from crawler.sinks import Sink, open_sink
from crawler.tools.verify import verify
from tests.support.dumps import run, story
from tests.support.present import present

pytestmark = pytest.mark.slow


def contend(dump: str, state: Path, start: Barrier, results: Connection) -> None:
    """Open a dump at the same moment as others, each with a state folder of its own."""
    start.wait()
    try:
        with closing(Session.open(dump, state)):
            results.send("")
            start.wait()  # hold it until all have tried
    except LockedError as error:
        results.send(str(error))
        start.wait()


def test_of_those_who_start_at_once_one_wins(dump_url: str, tmp_path: Path) -> None:
    run(dump_url, tmp_path / "before", story("one"))
    fork = multiprocessing.get_context("fork")
    start, (read, write) = fork.Barrier(3), fork.Pipe(duplex=False)
    for number in range(3):
        arguments = (dump_url, tmp_path / str(number), start, write)
        fork.Process(target=contend, args=arguments).start()
    came = sorted(read.recv() for _ in range(3) if read.poll(600))

    assert len(came) == 3
    assert [bool(line) for line in came] == [False, True, True]
    assert f"@{socket.gethostname()}, pid " in came[1]


class Timed:
    """A sink by whose clock no time passes but what a test lets pass."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.now = 0.0
        self._written = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sink, name)

    def replace(self, key: str, data: bytes, expected: str | None) -> str:
        etag = self._sink.replace(key, data, expected)
        self._written = self.now
        return etag

    def age(self, key: str) -> float | None:
        assert self._sink.age(key) is not None
        return self.now - self._written


def test_a_lock_lives_by_its_heartbeats(
    dump_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sink, here, there = Timed(open_sink(dump_url)), tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(socket, "gethostname", lambda: "harbor")
        first = Lock(sink, there, utc_now)

    for _ in range(3):
        sink.now += TIMEOUT - 1
        with pytest.raises(LockedError, match=r"writing this dump: \S+@harbor, pid \d+, since "):
            Lock(sink, here, utc_now)
        first.beat()
    assert not caplog.messages

    sink.now += TIMEOUT + 1  # it sleeps
    second = Lock(sink, here, utc_now)
    (warning,) = caplog.messages
    assert warning.startswith("lock taken over: ")
    assert "@harbor, pid " in warning

    first.beat()
    first.beat()
    first.release()
    assert len(caplog.messages) == 2
    assert caplog.messages[1].startswith("lock lost: taken over by ")
    assert first._etag is None
    second.release()
    assert json.loads(present(open_sink(dump_url).get(LOCK))[0])["released"]
    Lock(sink, there, utc_now).release()
    assert len(caplog.messages) == 2


def test_a_thread_of_its_own_sends_the_heartbeats(tmp_path: Path) -> None:
    sink = open_sink(str(tmp_path))
    lock = Lock(sink, tmp_path, utc_now, timeout=1)
    taken = sink.get(LOCK)

    while sink.get(LOCK) == taken:
        time.sleep(0.05)
    lock.release()


def test_a_dead_run_of_the_same_state_folder_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its host was called and whoever has its pid now: a machine may have started anew."""
    dump, state = str(tmp_path / "dump"), tmp_path / "state"
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(socket, "gethostname", lambda: "harbor")
        session = Session.open(dump, state)
    session.ledger.close()  # its process is gone, and so is its hold on the folder

    with pytest.raises(LockedError, match="@harbor"):
        Session.open(dump, tmp_path / "another state")
    run(dump, state, story("one"))

    assert verify(dump).problems == ()


def test_a_lock_dated_ahead_blocks_nobody_till_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A clock that was put back: the lock of a run that died before has the later date."""
    dump = tmp_path / "dump"
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(socket, "gethostname", lambda: "harbor")
        left = Session.open(str(dump), tmp_path / "there")
    left._lock._over.set()  # its machine is gone
    ahead = time.time() + 30
    os.utime(dump / LOCK, (ahead, ahead))
    with pytest.raises(LockedError):  # so little may be two clocks that differ
        Session.open(str(dump), tmp_path / "here")

    os.utime(dump / LOCK, (ahead + 86400, ahead + 86400))
    run(str(dump), tmp_path / "here", story("one"))

    assert "lock taken over: " in caplog.text
