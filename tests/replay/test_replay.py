"""`scrapy crawl replay`, whole: archived pages become records; dry runs leave everything alone."""

import json
import signal
from pathlib import Path

import pytest

from crawler.tools.verify import verify
from tests.support.archives import HOST, TEXT, story, write
from tests.support.crawl import HANGS, Crawl
from tests.support.s3 import S3Server

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon")
PAGES = {f"/news/{name}": story(name) for name in NAMES}


def files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_archived_pages_become_records(replay: Crawl, tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", PAGES | {"/": b"<html>front", "/jobs": b"<html>jobs"})

    ended = replay(f"warc={path}")

    assert ended.code == 0, ended.log
    assert "replay: discovered 5 (skipped 0, failed 0), fetched 5 (published 5" in ended.out
    assert "skipped records: 2 no-story-address" in ended.log
    rows = replay.rows("records")
    assert {row["url"] for row in rows} == {f"{HOST}{place}" for place in PAGES}
    assert {row["source"] for row in rows} == {"kelm"}
    assert {row["fetched_at"] for row in rows} == {"2020-02-03T04:05:06Z"}
    first = next(row for row in rows if row["url"].endswith("alpha"))
    assert first["raw"]["archive"] == "a.warc.gz#0"
    assert first["body"].startswith(TEXT)
    assert replay.manifest()["arguments"] == {"warc": str(path)}
    assert verify(replay.dump.as_uri()).problems == ()

    again = replay(f"warc={path}")

    assert again.code == 0
    assert "unchanged 5" in again.out


def test_pages_of_hosts_without_a_source_are_read_too(replay: Crawl, tmp_path: Path) -> None:
    (tmp_path / "kelm.toml").unlink()
    path = write(tmp_path / "a.warc.gz", PAGES)

    assert replay(f"warc={path}").code == 0
    assert {row["source"] for row in replay.rows("records")} == {"www.kelm.example"}

    limited = replay(f"warc={path}", "source=sample")

    assert limited.code == 0
    assert "discovered 0" in limited.out
    assert "skipped records: 5 other-source" in limited.log


def test_the_latest_capture_counts(replay: Crawl, tmp_path: Path) -> None:
    new = write(tmp_path / "new.warc.gz", {"/news/alpha": story("alpha", f"{TEXT} Later.")})
    old = write(tmp_path / "old.warc.gz", PAGES, date="2019-12-01T00:00:00Z")

    replay(f"warc={new}")
    ended = replay(f"warc={old}")

    assert ended.code == 0
    assert "skipped: kelm: 1 older-capture" in ended.log
    (alpha,) = (row for row in replay.rows("records") if row["url"].endswith("alpha"))
    assert "Later." in alpha["body"]


def test_a_dry_run_reports_the_difference_and_changes_nothing(
    replay: Crawl, tmp_path: Path
) -> None:
    replay(f"warc={write(tmp_path / 'a.warc.gz', PAGES)}")
    changed = PAGES | {
        "/news/alpha": story("alpha", TEXT.replace("eleven", "twelve")),
        "/news/beta": b"<html><body><ul><li><a href=/1>One</a></li></ul></body></html>",
        "/news/zeta": story("zeta"),
    }
    path = write(tmp_path / "b.warc.gz", changed, date="2021-01-01T00:00:00Z")
    before = files(replay.dump) | files(tmp_path / "state")
    report = tmp_path / "difference.json"

    ended = replay(f"warc={path}", "publish=0", f"report={report}", "most=0.9")

    assert ended.code == 0, ended.log
    assert files(replay.dump) | files(tmp_path / "state") == before
    found = json.loads(report.read_text())
    assert (found["stories"], found["modified"], found["added"], found["lost"]) == (5, 1, 1, 1)
    assert found["share"] == 0.5
    assert found["fields"]["body"] == 1
    assert found["sources"] == {"kelm": 3}
    assert found["lost_pages"] == [f"{HOST}/news/beta"]
    ((old, new),) = (sample["fields"]["body"] for sample in found["samples"])
    assert "eleven" in old
    assert "twelve" in new
    assert "difference: 5 stories read, 1 modified, 1 added, 1 lost (50.00%)" in ended.out

    over = replay(f"warc={path}", "publish=0", f"report={report}", "most=0.4")

    assert over.code == 5
    assert files(replay.dump) | files(tmp_path / "state") == before


def test_damage_is_reported_and_spares_the_rest(replay: Crawl, tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc", PAGES)
    data = path.read_bytes()
    path.write_bytes(b"garbage\n" + data[:-200])

    ended = replay(f"warc={path}")

    assert ended.code == 1
    assert f"archive damaged: {path}, byte 0: skipped 8 bytes of non-record data" in ended.log
    assert "truncated" in ended.log
    assert "2 records of archives could not be read" in ended.out
    assert len(replay.rows("records")) >= 4


def test_a_stopped_replay_publishes_what_it_read_and_is_resumed(
    replay: Crawl, tmp_path: Path
) -> None:
    pages = {f"/news/{n}": story(f"number {n}") for n in range(900)}
    path = write(tmp_path / "a.warc.gz", pages)
    process = replay.begin(f"warc={path}", WIRE_PROGRESS="0.05", WIRE_READERS="1")
    assert process.stderr
    for line in process.stderr:
        if "progress: " in line and "fetched 0" not in line:
            break
    process.send_signal(signal.SIGTERM)

    out, _ = process.communicate(timeout=HANGS)

    assert process.returncode == 1, out
    assert "stopped" in out
    some = len(replay.rows("records"))
    assert 0 < some < 900

    ended = replay(f"warc={path}")

    assert ended.code == 0, ended.log
    assert f"discovered {900 - some} " in ended.out
    assert {row["url"] for row in replay.rows("records")} == {f"{HOST}{place}" for place in pages}


def test_archives_in_s3(
    replay: Crawl, tmp_path: Path, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler.sinks import open_sink

    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    url = s3.url("replayed")
    for number in range(3):
        pages = {f"/news/{name}{number}": story(f"{name}{number}") for name in NAMES}
        path = write(tmp_path / f"{number}.warc.gz", pages)
        open_sink(url).create(f"2020/{number}.warc.gz", path)
    place, _, query = url.partition("?")

    ended = replay(f"warc={place}/2020/[01]*.warc.gz?{query}")

    assert ended.code == 0, ended.log
    assert len(replay.rows("records")) == 10


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        ([], "replay: needs either warc= or dump="),
        (["warc=/nowhere/*.warc"], "warc: no archives found: /nowhere/*.warc"),
        (["warc=a", "publish=2"], "publish: must be 0 or 1, not '2'"),
        (["warc=a", "most=0.1"], "most and report require publish=0"),
        (["warc=a", "publish=0", "most=2"], "most: '2' is not a share from 0 to 1"),
        (["warc=a", "urls=b"], "urls: unknown argument"),
        (["warc=a", "source=kelmm"], "source: 'kelmm' is unknown"),
    ],
)
def test_bad_usage(replay: Crawl, arguments: list[str], cause: str) -> None:
    ended = replay(*arguments)

    assert ended.code == 2, ended.log
    assert cause in ended.log
    assert not replay.dump.exists()
