"""Fixtures of several test folders: a real S3 server, and a dump URL on disk and in S3."""

import atexit
import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.s3 import S3Server, s3_server

MEMORY = Path("/dev/shm")  # noqa: S108
"""File system in memory: there a flush to disk, of which tests do thousands, takes no time. What a
killed process has written is kept all the same."""
ROOM = 4 << 30
"""Bytes that must be free there; all tests together write less than 1 GB."""


def use_memory() -> None:
    """Put the folders of tests into memory, and all temporary files that killed processes leave
    into one folder there, which is deleted at the end."""
    temporary = tempfile.mkdtemp(prefix="wirecrawl-tests-", dir=MEMORY)
    os.environ["TMPDIR"] = tempfile.tempdir = temporary  # of the other processes, too
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    atexit.register(_delete, temporary, os.getpid())


def _delete(folder: str, owner: int) -> None:
    if os.getpid() == owner:  # not a fork of it
        shutil.rmtree(folder, ignore_errors=True)


if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    use_memory()

TESTS = Path(__file__).parent
LONGEST = (
    "chaos/test_chaos.py",
    "faults/test_dump.py",
    "replay/test_round_trip.py",
    "erasing/test_kill.py",
    "spiders/test_repetition.py",
    "client/test_wheel.py",
    "workers/test_pool.py",
    "maintenance/test_kill.py",
    "spiders/test_web_faults.py",
    "cluster/test_chaos.py",
    "replay/test_replay.py",
    "cluster/test_settling.py",
    "bulk/test_bulk.py",
    "spiders/test_crawl.py",
    "spiders/test_stop.py",
    "faults/test_crawl.py",
    "reporting/test_in_browser.py",
    "dump/test_kill.py",
    "test_cost.py",
    "cluster/test_machines.py",
    "probing/test_sources.py",
    "faults/test_sink.py",
)
"""Files of tests that take more than 15 s, the longest first. A file is run by one worker."""

settings.register_profile("suite", deadline=None)  # tests do not depend on seconds
settings.load_profile("suite")


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Run a real S3 server for the session, from the first test that needs it."""
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(params=["disk", pytest.param("s3", marks=[pytest.mark.s3, pytest.mark.slow])])
def dump_url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return the URL of an empty dump, once on disk and once in S3."""
    if request.param == "disk":
        return (tmp_path / "dump").as_uri()
    server: S3Server = request.getfixturevalue("s3")
    for name, value in server.env.items():
        monkeypatch.setenv(name, value)
    return server.url(f"{tmp_path.name}-{time.time_ns()}")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return the folder of a run's ledger and spool, not made yet."""
    return tmp_path / "state"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use the S3 server, and begin with what takes longest: at the end, no
    worker has much left when the others have nothing."""
    for item in items:
        if isinstance(item, pytest.Function) and "s3" in item.fixturenames:
            item.add_marker(pytest.mark.s3)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (_place(item.path), item.path not in slow))


def _place(file: Path) -> int:
    name = file.relative_to(TESTS).as_posix() if file.is_relative_to(TESTS) else ""
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


def pytest_collection_finish() -> None:
    """Leave all that is loaded out of the search for garbage, in forks of this process too."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return three workers for two cores: a third of the time, a test waits for something."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return cores + (cores + 1) // 2


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--bless` of test_golden.py; options can only be declared here."""
    parser.addoption(
        "--bless", action="store_true", help="write what is read now into tests/golden/"
    )
