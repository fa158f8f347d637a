"""Real reading processes, really killed: no page is lost but the one that caused it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from crawler.base.faults import Fault
from crawler.model import Outcome, Page
from crawler.reading.page import read_page
from crawler.reading.workers import lending
from crawler.reading.workers.encoding import prepared
from crawler.reading.workers.lending import AHEAD
from crawler.reading.workers.pool import BrokeError, WorkerPool
from crawler.reading.workers.process import WorkerProcess
from crawler.reading.workers.warming import PAGES
from tests.support.archive import STORY
from tests.support.pages import ARTICLE, html
from tests.support.processes import command, readers_of

ROOT = Path(__file__).parents[2]
FETCHED = datetime(2026, 1, 15, tzinfo=UTC)
URL = "http://ledger.example/news/991111-irna01.htm"


def page(
    body: str, url: str = URL, content_type: str = "text/html", encoding: str = "utf-8"
) -> Page:
    return Page(url, "ledger", body.encode(encoding), FETCHED, content_type=content_type)


def story(number: int) -> Page:
    first, second = f"The committee met {number} times.", "It will meet again, a clerk said."
    return page(STORY.format(headline=f"Meeting {number}", first=first, second=second))


GROWING = page(
    html(
        "КЕЛЬМ (ИТАР-ТАСС) -- Ночной паром остаётся.",
        "Совет проголосовал во вторник восемью голосами против семи за ночной паром.",
    ),
    encoding="cp1251",
)
"""To detect its encoding loads what other pages do not need."""
CODECS = "_multibytecodec"
"""A library that stays loaded then."""
GROWTH = 10_000
"""Pages of memory that it is taken to have; it is too small to tell the workers apart."""
needs_library = pytest.mark.skipif(
    CODECS in sys.builtin_module_names, reason="shows which worker has loaded it"
)


def talks(number: int) -> Page:
    """A story whose language needs no model."""
    return page(html("By Ana Orr", f"KELM (AP) -- Talks {number} ended.", *ARTICLE))


LONG = page("<html><body>" + "<p>- Aaa" * 200_000)
"""Takes a second to read."""
HELD = page("<html><body>" + "<p>- Aaa" * 1_200_000)
"""Takes so long that whoever reads it is ended before."""
PATIENCE = 12
"""Seconds: a new reader loads its rules within them, however busy the machine."""
HANGS = 600
"""Seconds."""


@asynccontextmanager
async def readers(most: int, seconds: float = 60) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(most, seconds)
    try:
        yield pool
    finally:
        pool.close()


def running() -> list[int]:
    """The processes that are children of this one and read."""
    return readers_of(os.getpid())


def niceness(process: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, process)


async def warm(pool: WorkerPool, make: Callable[[int], Page] = story) -> None:
    """Read pages until there are two readers."""
    await asyncio.gather(*map(pool.read, map(make, range(24))))
    assert len(running()) == 2


async def kill_all() -> None:
    await until(running)
    killed = running()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    await until(lambda: not any(map(command, killed)))


async def until(reached: Callable[[], object]) -> None:
    deadline = time.monotonic() + HANGS
    while not reached():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def read_here(page: Page) -> Outcome:
    return replace(prepared(read_page(page)), is_decoded=True)


def test_pages_come_back_as_if_they_were_read_here() -> None:
    odd = [page(""), page("%PDF-1.4", content_type="application/pdf")]

    async def read() -> None:
        async with readers(2) as pool:
            given = [story(number) for number in range(20)]
            here = [*map(read_here, given)]
            assert await asyncio.gather(*map(pool.read, given)) == here
            assert await pool.read_all(given) == here
            assert len(running()) == 2
            for each in odd:
                with pytest.raises(Fault) as ours:
                    read_page(each)
                with pytest.raises(Fault) as theirs:
                    await pool.read(each)
                assert str(theirs.value) == str(ours.value)
            known, unfit, *_ = await pool.read_all([given[0], odd[1]])
            assert (known, str(unfit)) == (here[0], str(ours.value))
            with pytest.raises(BrokeError, match=r"^ValueError: Invalid IPv6 URL") as broke:
                await pool.read(page("<p>Story", "http://[/"))
            assert "crawler/reading/page.py" in "".join(broke.value.__notes__)
            assert (await pool.read(given[0])).fetch == given[0].fetch
        assert running() == []

    asyncio.run(read())


@pytest.mark.slow
def test_many_readers_read_all_pages() -> None:
    """Several fork at once, while others have a message and a second one."""
    stories = [*map(story, range(60))]

    async def read() -> None:
        async with readers(4) as pool, asyncio.timeout(HANGS):
            assert await asyncio.gather(*map(pool.read, stories)) == [*map(read_here, stories)]
            assert len(running()) == 4
            assert pool._workers.turns._value == 4 * AHEAD
            assert min(map(niceness, running())) > niceness(os.getpid())

    asyncio.run(read())


@pytest.mark.slow
def test_a_reader_that_ends_by_itself_is_not_started_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def read() -> None:
        async with readers(1) as pool, asyncio.timeout(HANGS):
            with pytest.raises(Fault, match=r"^reader: crashed 2 workers, last: exit code 0"):
                await pool.read(story(1))

    monkeypatch.setattr(sys, "executable", "/bin/true")
    asyncio.run(read())


@pytest.mark.slow
def test_a_crash_affects_only_its_page() -> None:
    long_here = read_here(LONG)

    async def read() -> None:
        async with readers(2) as pool:
            await warm(pool)
            long = asyncio.create_task(pool.read(LONG))
            await asyncio.sleep(0.1)
            (first,) = (worker.pid for worker in pool._workers.busy)
            for ignored in (signal.SIGINT, signal.SIGTERM):
                os.kill(first, ignored)
            for number in range(5):  # the other reader has nothing to do
                await pool.read(story(number))
            assert first in running()

            os.kill(first, signal.SIGKILL)  # is read again
            assert await long == long_here
            assert first not in running()

            await kill_all()  # no page is lost with one that waits
            assert (await pool.read(story(2))).records

            batch = asyncio.create_task(pool.read_all([story(4), LONG, story(5)]))
            await until(lambda: pool._workers.busy)
            await kill_all()  # its pages are read again one by one
            assert await batch == [read_here(story(4)), long_here, read_here(story(5))]

            long = asyncio.create_task(pool.read(HELD))
            await asyncio.sleep(0.1)
            await kill_all()
            await kill_all()
            with pytest.raises(Fault, match=r"^reader: .* last: SIGKILL"):
                await long
            assert (await pool.read(story(3))).records

    asyncio.run(read())


@pytest.mark.slow
def test_a_page_that_waits_behind_another_has_no_part_in_its_crash() -> None:
    async def read() -> None:
        async with readers(1) as pool:
            await pool.read(story(1))
            before = running()
            held = asyncio.create_task(pool.read(HELD))
            behind = asyncio.create_task(pool.read(story(2)))
            await until(lambda: [worker.asked for worker in pool._workers.busy] == [2])
            await kill_all()
            await until(lambda: [worker.asked for worker in pool._workers.busy] == [2])
            await kill_all()
            with pytest.raises(Fault, match=r"^reader: crashed 2 workers, last: SIGKILL"):
                await held
            assert await behind == read_here(story(2))
            assert len(running()) == 1
            assert running() != before

            held = asyncio.create_task(pool.read(HELD))
            behind = asyncio.create_task(pool.read(story(3)))
            await until(lambda: [worker.asked for worker in pool._workers.busy] == [2])
            held.cancel()  # what the worker answers is not taken for the answer to the other
            assert await behind == read_here(story(3))
        assert running() == []

    asyncio.run(read())


HOLDING = f"""
import ctypes, signal
import crawler.reading.workers.worker as reader
read = reader.read_page
def hold(page):
    if b"holds its reader up" in page.body:
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        if 0 < left <= {PATIENCE}:  # else it would never end
            signal.setitimer(signal.ITIMER_REAL, 0.1)
        while True:
            ctypes.PyDLL(None).sleep(1)  # and no other thread runs
    return read(page)
reader.read_page = hold
"""
"""No page of the size that is let in takes as long as a busy machine may take for any page, and of
the limit for any page only the last moment is waited for."""


@pytest.mark.slow
def test_a_page_that_holds_its_reader_up_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOLDING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    async def read() -> None:
        async with readers(1, seconds=PATIENCE) as pool:
            with pytest.raises(Fault, match=rf"^reader: timeout: not read within {PATIENCE} s"):
                await pool.read(page("<p>It holds its reader up.</p>"))
            assert (await pool.read(story(1))).records

    asyncio.run(read())


SMALL = """
import crawler.reading.workers.worker
crawler.reading.workers.worker.MOST_MEMORY = 300 << 20
"""
"""Python runs this in a reader before all else."""


@pytest.mark.slow
def test_a_page_takes_no_more_memory_than_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SMALL)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    async def read() -> None:
        async with readers(1) as pool:
            with pytest.raises(Fault, match=r"^reader: "):
                await pool.read(page("<p>Story. " * 900_000))
            assert (await pool.read(story(1))).records

    asyncio.run(read())


CRAWL = """
import asyncio, sys
from tests.workers.test_pool import HELD, WorkerPool, lending, running, until, warm
lending.PATIENCE = 0.1
async def read():
    pool = WorkerPool(2)
    if sys.argv[1] == "fork":
        await warm(pool)
    pages = [asyncio.create_task(pool.read(HELD)) for _ in range(2)]
    await until(lambda: len(pool._workers.busy) == 2)
    await until(lambda: len(running()) == 2)
    print(*running(), flush=True)
    await asyncio.gather(*pages)
asyncio.run(read())
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["fork", "start"])
def test_readers_end_when_their_crawl_is_killed(way: str) -> None:
    """Also a reader that is no fork because the first one takes too long."""
    with subprocess.Popen(
        [sys.executable, "-c", CRAWL, way], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as crawl:
        assert crawl.stdout is not None
        left = [int(pid) for pid in crawl.stdout.readline().split()]
        crawl.kill()
    assert len(left) == 2

    asyncio.run(until(lambda: not any(map(command, left))))


@needs_library
@pytest.mark.slow
def test_a_worker_that_has_grown_is_replaced_by_a_fork_of_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lending, "RENEWED", 20)
    enlarge_grown(monkeypatch)
    pages = [*map(talks, range(160))]

    async def read() -> tuple[list[Outcome], bool]:
        async with readers(2) as pool:
            await warm(pool, talks)
            await pool.read(GROWING)
            (grown,) = filter(has_grown, running())
            outcomes = await asyncio.gather(*map(pool.read, pages))
            assert grown not in running()
            monkeypatch.undo()
            await warm(pool, talks)
            return outcomes, any(map(has_grown, running()))

    outcomes, is_any_grown = asyncio.run(read())

    assert outcomes == [*map(read_here, pages)]
    assert not is_any_grown


@needs_library
@pytest.mark.slow
def test_a_worker_that_is_idle_is_replaced_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a page that holds the other one up would hold up all."""
    longer = page(html("By Ana Orr", "KELM (AP) -- Talks ended.", *ARTICLE * 200))

    async def read() -> None:
        async with readers(2) as pool:
            await warm(pool, talks)
            await pool.read(GROWING)
            (grown,) = filter(has_grown, running())
            monkeypatch.setattr(lending, "RENEWED", 1)
            enlarge_grown(monkeypatch)
            await asyncio.gather(pool.read(talks(1)), pool.read(longer))  # the first one by it
            assert grown not in running()
            assert len(running()) == 2

    asyncio.run(read())


def enlarge_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = WorkerProcess.memory
    monkeypatch.setattr(
        WorkerProcess, "memory", lambda worker: memory(worker) + GROWTH * has_grown(worker.pid)
    )


def has_grown(pid: int) -> bool:
    return CODECS in Path(f"/proc/{pid}/maps").read_text()


def test_a_worker_loads_its_rules_but_no_model_before_its_first_page() -> None:
    script = (
        "import sys, crawler.reading.workers.worker as worker\n"
        "from crawler.reading.rules import load_rules\n"
        "worker._warm_up(60)\n"
        "print(load_rules.cache_info().currsize, 'ftfy' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)

    assert done.stdout == "1 True False\n", done.stderr


def test_what_a_worker_reads_ahead_are_stories() -> None:
    assert [len(read_page(each).records) for each in PAGES] == [1, 1]
