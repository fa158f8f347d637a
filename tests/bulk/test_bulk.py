"""`python -m crawler bulk`, whole, on its real engines: workers and coordinator are killed."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.base.faults import UsageFault
from crawler.bulk import on_dask
from crawler.bulk.engine import open_engine
from crawler.tools.verify import verify
from tests.support.archives import HOST, SOURCE, story, write
from tests.support.batches import Bulk, dask_cluster, lines, wait_for, workers_of
from tests.support.crawl import HANGS, Crawl

pytestmark = pytest.mark.slow
FILES = 40
PAGES = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source, and archives of its stories, of which some are no page or no story."""
    folder = tmp_path_factory.mktemp("bulk")
    for number in range(FILES):
        names = [f"{number} {page}" for page in range(PAGES)]
        pages = {f"/news/{name.replace(' ', '-')}": story(f"number {name}") for name in names}
        others = {"/": b"<html>front", f"/news/{number}": b"<html><body><p>Not found.</p></body>"}
        date = f"2020-02-03T04:{number:02}:06Z"
        write(folder / f"{number:02}.warc.gz", pages | others, date)
    crawl = Crawl(folder)
    crawl.source("kelm", HOST, SOURCE)
    return folder


@pytest.fixture(scope="module")
def replayed(folder: Path) -> Crawl:
    """The dump of a replay of all archives."""
    replay = Crawl(folder)
    replay.spider, replay.dump = "replay", folder / "replayed"
    ended = replay(f"warc={folder}/*.warc.gz", WIRE_LATEST="off")
    assert ended.code == 0, ended.log
    assert len(replay.rows("records")) == FILES * PAGES
    return replay


@pytest.fixture(scope="module")
def cluster(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    with dask_cluster(tmp_path_factory.mktemp("dask")) as running:
        yield running


def is_as_replayed(bulk: Bulk, replayed: Crawl) -> None:
    for kind in ("records", "removed", "quarantine"):
        assert lines(bulk.dump, kind) == lines(replayed.dump, kind)
    assert verify(bulk.dump.as_uri()).problems == ()
    assert not (bulk.dump / "staging").exists()


def test_killed_workers_and_a_killed_coordinator_lose_and_repeat_nothing(
    folder: Path, replayed: Crawl, cluster: tuple[str, "subprocess.Popen[bytes]"]
) -> None:
    on, parent = cluster
    bulk, archives = Bulk(folder, "dask"), f"{folder}/*.warc.gz"
    coordinator = bulk.begin(archives, str(bulk.dump), "--on", on)
    wait_for(lambda: len(bulk.outcomes()) >= 2)
    killed = workers_of(parent.pid)
    assert len(killed) == 2
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    before = len(bulk.outcomes())
    assert before < FILES
    wait_for(lambda: len(bulk.outcomes()) > before + 2)  # by the workers that replace them
    coordinator.kill()
    coordinator.communicate(timeout=HANGS)
    known = bulk.outcomes()

    ended = bulk(archives, "--on", on)

    assert ended.code == 0, ended.log
    is_as_replayed(bulk, replayed)
    reports = [json.loads(line) for line in bulk.report.read_text().splitlines()]
    assert [Path(each["archive"]).name for each in reports] == [
        f"{number:02}.warc.gz" for number in range(FILES)
    ]
    assert sum(each["is_resumed"] for each in reports) >= len(known)
    assert {each["pages"] for each in reports} == {PAGES + 1}
    assert sum(each["records"] for each in reports) == FILES * PAGES
    assert reports[0]["skipped"] == {"no-story-address": 1}
    assert bulk.manifest()["counts"] == replayed.manifest()["counts"]


def test_workers_with_other_code_are_refused(
    cluster: tuple[str, "subprocess.Popen[bytes]"],
) -> None:
    with pytest.raises(UsageFault, match=r"worker tcp://\S+ has wirecrawl/\S+ \(\w+\), we have x"):
        open_engine(cluster[0], 1, "x")


def test_a_killed_local_worker_and_a_signal_lose_and_repeat_nothing(
    folder: Path, replayed: Crawl
) -> None:
    bulk, archives = Bulk(folder, "local"), f"{folder}/*.warc.gz"
    coordinator = bulk.begin(
        *(archives, str(bulk.dump)), WIRE_READERS="2", WIRE_LOG="json", WIRE_PROGRESS="0.01"
    )
    wait_for(lambda: len(bulk.outcomes()) >= 2)
    os.kill(workers_of(coordinator.pid)[0], signal.SIGKILL)
    assert coordinator.stderr
    log = []
    for line in coordinator.stderr:
        log.append(json.loads(line)["message"])
        if log[-1].startswith("worker lost: "):
            break
    coordinator.send_signal(signal.SIGTERM)
    out, rest = coordinator.communicate(timeout=HANGS)

    assert coordinator.returncode == 1, rest
    assert json.loads(out)["verdict"] == "stopped"
    assert any(each.startswith("progress: stored ") for each in log)
    assert workers_of(coordinator.pid) == []
    some = len(lines(bulk.dump, "records"))
    assert some < FILES * PAGES

    ended = bulk.on_terminal(archives)

    assert ended.code == 0, ended.log
    assert f"/{FILES}" in ended.log  # the bar
    assert "archive read: " in ended.log
    assert sorted(lines(bulk.dump, "records")) == sorted(lines(replayed.dump, "records"))
    assert verify(bulk.dump.as_uri()).problems == ()


def test_bad_usage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "PATIENCE", 0.2)
    with pytest.raises(UsageFault, match=r"--on dask://127[.]0[.]0[.]1:9: no scheduler answers"):
        open_engine("dask://127.0.0.1:9", 1, "x")
    with pytest.raises(UsageFault, match="--on: 'spark://a' is unknown"):
        open_engine("spark://a", 1, "x")
    bulk = Bulk(folder, "none")

    ended = bulk("/nowhere/*.warc", "--on", "dask://127.0.0.1:9")

    assert ended.code == 2
    assert "python -m crawler: warc: no archives found: /nowhere/*.warc" in ended.log
    assert not bulk.dump.exists()
