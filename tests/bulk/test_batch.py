"""Batches in this process: archives of all kinds, damage, other code, kills at any step."""

import itertools
import json
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from msgspec.structs import replace
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from crawler.archive.opening import find_places, open_place
from crawler.base.faults import UsageFault
from crawler.bulk.archive_report import ArchiveReport
from crawler.bulk.batch import Batch
from crawler.bulk.engine import Engine, KilledError, open_engine
from crawler.bulk.figures import StopError
from crawler.bulk.local import LocalEngine
from crawler.bulk.order import read_order
from crawler.bulk.page_reader import page_reader
from crawler.bulk.task import read_archive
from crawler.bulk.values import Done, Job, MismatchError, Task, decode_job
from crawler.bulk.work import Work
from crawler.outcomes.store import store
from crawler.outcomes.values import read_page_of
from crawler.publishing.writer import PartLimits
from crawler.run.replay import Replay
from crawler.run.replay_arguments import ReplayOrder
from crawler.run.run import Run
from crawler.sinks import open_sink
from crawler.tools.verify import verify
from tests.support.archives import HOST, SOURCE, TEXT, story, write
from tests.support.batches import lines
from tests.support.dumps import open_run, revisions
from tests.support.kill import kill_at
from tests.support.s3 import S3Server

DATE = "2020-02-03T04:05:06Z"


class Here:
    """An engine that runs each task at once, in this process."""

    def submit(self, task: Task) -> "Future[Done]":
        future: Future[Done] = Future()
        try:
            future.set_result(read_archive(task))
        except Exception as error:
            future.set_exception(error)
        return future

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture(scope="module", autouse=True)
def reading() -> Iterator[None]:
    """End the process that reads pages after the last test."""
    yield
    page_reader().close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kelm.toml").write_text(f"name = 'Kelm'\nbase = '{HOST}'\n{SOURCE}")
    return tmp_path


def batch(
    folder: Path,
    archives: Sequence[str],
    run: Run,
    engine: Engine | None = None,
    work: str | None = None,
    code: str | None = None,
    notice: Callable[[object], None] = lambda _: None,
) -> list[ArchiveReport]:
    """Run a batch into an open run; return the figures of its archives."""
    order = read_order(archives, [], [], folder)
    job = replace(order.job, code=code) if code else order.job
    run.session.ledger.replays.begin(order.name)
    work, reports = work or str(folder / "work"), list[ArchiveReport]()
    place = Work(open_sink(work), "outcomes/")
    place.begin(job)
    tasks = [Task(work, "outcomes/", archive) for archive in order.archives]
    Batch(job, run, place, order.accepted, notice, reports.append).store_all(
        tasks, engine or Here()
    )
    return reports


def bulk(folder: Path, *archives: str, name: str = "bulk") -> tuple[Run, list[ArchiveReport]]:
    run = open_run(str(folder / name), folder / f"{name} state")
    reports = batch(folder, archives, run)
    run.publish("finished")
    return run, reports


def replay(folder: Path, *archives: str, name: str = "replay") -> Run:
    run = open_run(str(folder / name), folder / f"{name} state")
    order = read_order(archives, [], [], folder)
    opened = tuple(map(open_place, order.archives))
    for page in Replay(ReplayOrder(order.job.sources, "all", opened), run).pages():
        (result,) = page_reader().read_all([page])
        store(run, read_page_of(page, result))
    run.publish("finished")
    return run


def is_equal(folder: Path, ours: Run, theirs: Run) -> None:
    for kind in ("records", "removed", "quarantine"):
        assert lines(folder / "bulk", kind) == lines(folder / "replay", kind)
    assert ours.counts == theirs.counts
    assert ours.report.unread_records == theirs.report.unread_records
    assert ours.published
    assert theirs.published
    assert ours.published.reason == theirs.published.reason
    assert verify(str(folder / "bulk")).problems == ()


def add_revisit(path: Path, place: str, of: bytes, date: str) -> None:
    """Append a revisit record, which has the body of another capture."""
    digester = Digester("sha1")
    digester.update(of)
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=True)
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = writer.create_revisit_record(
            f"{HOST}{place}", str(digester), f"{HOST}{place}", date, http_headers=head
        )
        writer.write_record(record)


def test_revisits_of_other_archives_are_read_as_by_a_replay(folder: Path) -> None:
    first, second, late = (story(name, f"{TEXT} {name}.") for name in ("one", "two", "late"))
    write(folder / "a.warc.gz", {"/news/one": first}, DATE)
    add_revisit(folder / "a.warc.gz", "/news/again", first, DATE)  # of this archive
    add_revisit(folder / "b.warc.gz", "/news/moved", first, DATE)  # of one before
    add_revisit(folder / "b.warc.gz", "/news/early", late, DATE)  # of one after
    add_revisit(folder / "b.warc.gz", "/news/lost", b"nowhere", DATE)
    write(folder / "b.warc.gz", {"/news/two": second}, DATE)
    write(folder / "c.warc.gz", {"/news/late": late}, DATE)
    archives = str(folder / "*.warc.gz")

    ours, reports = bulk(folder, archives)

    is_equal(folder, ours, replay(folder, archives))
    assert ours.counts.fetched == 6
    assert ours.report.unread_records == 1
    assert [each.pages for each in reports] == [2, 2, 1, 1]
    (damage,) = reports[-1].damaged
    assert "revisit of a capture that is in none of these archives" in damage.cause


def test_damage_is_reported_with_file_and_byte_and_spares_the_rest(folder: Path) -> None:
    for name in ("a", "b", "c"):
        write(folder / f"{name}.warc", {f"/news/{name}{n}": story(f"{name} {n}") for n in range(3)})
    broken = folder / "b.warc"
    broken.write_bytes(b"garbage\n" + broken.read_bytes()[:-200])
    (folder / "d.warc").write_bytes(b"no archive at all")
    archives = str(folder / "*.warc")

    ours, reports = bulk(folder, archives)

    is_equal(folder, ours, replay(folder, archives))
    assert ours.published
    assert ours.published.exit_code == 1
    assert [len(each.damaged) for each in reports] == [0, 2, 0, 1]
    garbage, cut = reports[1].damaged
    assert (garbage.file, garbage.offset) == (str(broken), 0)
    assert "8 bytes of non-record data" in garbage.cause
    assert "truncated" in cut.cause


def test_archives_of_all_kinds_and_of_one_name(folder: Path) -> None:
    place, pages = folder / "archives", [story(f"number {n}") for n in range(8)]
    for year in ("2020", "2021"):  # their first records are at the same place, a.warc.gz#0
        (place / year).mkdir(parents=True)
        write(place / year / "a.warc.gz", {f"/news/{year}": story(year), "/jobs": b"<html>"})
    inner = [write(folder / f"{n}.warc.gz", {f"/news/i{n}": pages[n]}) for n in range(2)]
    add_revisit(inner[1], "/news/again", pages[0], DATE)  # of the other file in the WACZ
    with zipfile.ZipFile(place / "b.wacz", "w") as packed:
        for file in inner:
            packed.write(file, f"archive/{file.name}")
    plain = write(folder / "c.warc", {f"/news/z{n}": pages[n] for n in (3, 4)}).read_bytes()
    (place / "c.warc.zst").write_bytes(zstandard.compress(plain))
    add_revisit(place / "d.warc.gz", "/news/outside", pages[1], DATE)  # of one in the WACZ
    saved = place / "saved"
    saved.mkdir()
    (saved / "one.html").write_bytes(pages[5])
    listed = {"path": "one.html", "url": f"{HOST}/news/saved", "fetched_at": DATE}
    (saved / "pages.jsonl").write_text(f"{json.dumps(listed)}\n")
    both = [str(place), str(saved)]

    ours, reports = bulk(folder, *both)

    is_equal(folder, ours, replay(folder, *both))
    assert ours.counts.fetched == 8
    assert ours.report.unread_records == 1
    assert [each.pages for each in reports] == [1, 1, 3, 2, 0, 1, 0]


def test_an_archive_that_is_replaced_is_read_again(folder: Path) -> None:
    path = write(folder / "a.warc.gz", {"/news/one": story("one")})
    bulk(folder, str(path), name="before")
    write(path, {"/news/two": story("two")})

    ours, (report,) = bulk(folder, str(path))

    assert (ours.counts.published, report.is_resumed) == (2, False)
    _, (report,) = bulk(folder, str(path), name="after")
    assert report.is_resumed


def test_workers_with_other_code_end_the_batch(folder: Path) -> None:
    path = write(folder / "a.warc.gz", {"/news/one": story("one")})
    run = open_run(str(folder / "dump"), folder / "state")

    with closing(LocalEngine(1)) as engine:
        batch(folder, [str(path)], run, engine, code="wirecrawl/0 (x)")
    run.publish("finished")

    assert run.error
    assert "the coordinator wirecrawl/0 (x)" in run.error
    assert run.published
    assert run.published.exit_code == 3
    assert revisions(str(folder / "dump")) == []


def test_an_archive_that_kills_its_workers_makes_the_run_partial(folder: Path) -> None:
    class Deadly(Here):
        def submit(self, task: Task) -> "Future[Done]":
            if not task.archive.key.endswith("b.warc.gz"):
                return super().submit(task)
            future: Future[Done] = Future()
            future.set_exception(KilledError("ended 3 workers, last: exit code -9"))
            return future

    for name in ("a", "b", "c"):
        write(folder / f"{name}.warc.gz", {f"/news/{name}": story(name)})
    run = open_run(str(folder / "dump"), folder / "state")

    reports = batch(folder, [str(folder / "*.warc.gz")], run, Deadly())
    run.publish("finished")

    assert [each.error for each in reports] == [None, "ended 3 workers, last: exit code -9", None]
    assert run.counts.published == 2
    assert run.published
    assert run.published.exit_code == 1


def test_a_lost_scheduler_fails_the_run_with_one_line(folder: Path) -> None:
    class Lost(Here):
        def submit(self, task: Task) -> "Future[Done]":
            future: Future[Done] = Future()
            future.set_exception(CancelledError("connection lost.\nCheck it."))
            return future

    path = write(folder / "a.warc.gz", {"/news/one": story("one")})
    run = open_run(str(folder / "dump"), folder / "state")

    batch(folder, [str(path)], run, Lost())
    run.publish("finished")

    assert run.error == "connection lost. Check it."
    assert run.published
    assert run.published.exit_code == 3


@pytest.mark.slow
def test_kills_of_the_coordinator_lose_and_repeat_nothing(folder: Path) -> None:
    for number in range(4):
        pages = {f"/news/{number}-{n}": story(f"number {number} {n}") for n in range(3)}
        write(folder / f"{number}.warc.gz", pages)
    archives = str(folder / "*.warc.gz")
    bulk(folder, archives)
    right = revisions(str(folder / "bulk"))
    assert len(right) == 12

    def work(dump: str, state: Path) -> list[ArchiveReport]:
        run = open_run(dump, state, limits=PartLimits(rows=2))

        def seal(_: object) -> None:
            for released in run.page_store.release():
                run.store(released)

        reports = batch(folder, [archives], run, notice=seal)
        run.publish("finished")
        assert run.error is None
        return reports

    resumed = set()
    for step in itertools.count(1, 17):
        dump, state = str(folder / f"dump{step}"), folder / f"state{step}"
        if not kill_at(step, dump, state, work):
            break

        reports = work(dump, state)

        resumed.add(sum(each.stored_before for each in reports))
        assert revisions(dump) == right
        assert verify(dump).problems == ()
    assert step > 30
    assert max(resumed) > 0  # pages whose rows were sealed are not stored again


def test_a_stopped_batch_keeps_what_it_has_stored(folder: Path) -> None:
    for name in ("a", "b"):
        write(
            folder / f"{name}.warc.gz", {f"/news/{name}{n}": story(f"{name}{n}") for n in range(9)}
        )
    run, calls = open_run(str(folder / "dump"), folder / "state"), itertools.count()

    def stop(_: object) -> None:
        if next(calls) == 15:
            raise StopError

    with pytest.raises(StopError):
        batch(folder, [str(folder / "*.warc.gz")], run, notice=stop)
    run.publish("shutdown")

    assert run.published
    assert run.published.exit_code == 1
    assert 0 < run.counts.published < 18
    bulk(folder, str(folder / "*.warc.gz"), name="dump")
    assert len(revisions(str(folder / "dump"))) == 18


@pytest.mark.s3
@pytest.mark.slow
def test_archives_outcomes_and_dump_in_s3(
    folder: Path, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    url, dump = s3.url("archives"), s3.url("bulk")
    for name in ("a", "b"):
        path = write(folder / f"{name}.warc.gz", {f"/news/{name}": story(name)})
        open_sink(url).create(f"2020/{name}.warc.gz", path)
    place, _, query = url.partition("?")
    run = open_run(dump, folder / "state")

    reports = batch(folder, [f"{place}/2020/*.warc.gz?{query}"], run, work=dump)
    run.publish("finished")

    assert run.error is None
    assert [each.archive for each in reports] == [f"{place}/2020/{n}.warc.gz" for n in ("a", "b")]
    assert len(revisions(dump)) == 2
    assert verify(dump).problems == ()


def test_without_dask_one_line_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "crawler.bulk.on_dask", raising=False)

    with pytest.raises(UsageFault, match=r"needs the extra: pip install 'wirecrawl\[bulk\]'"):
        open_engine("dask://127.0.0.1:8786", 1, "x")


def test_a_job_keeps_its_sources_in_their_order(folder: Path) -> None:
    job = read_order([str(write(folder / "a.warc", {}))], [], [], folder).job

    assert decode_job(job.encode()) == job
    assert [*decode_job(job.encode()).sources] == [*job.sources]
    assert replace(job, code="x").name != job.name


def test_a_task_refuses_other_code(folder: Path) -> None:
    (archive,) = find_places(str(write(folder / "a.warc", {"/news/one": story("one")})))
    Work(open_sink(str(folder / "work")), "x/").begin(Job("other", {}, is_limited=False))

    with pytest.raises(MismatchError, match="the coordinator other"):
        read_archive(Task(str(folder / "work"), "x/", archive))
