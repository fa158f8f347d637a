"""Crawl, archive, replay: the records come back byte for byte, and other tools read the archive."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.sample.server import serving
from crawler.tools.verify import verify
from tests.support.crawl import Crawl
from tests.support.dumps import rows
from tests.support.s3 import S3Server


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving() as base:
        yield base


@pytest.fixture(scope="module")
def archived(base: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a crawl that has archived its answers, which no test changes."""
    folder = tmp_path_factory.mktemp("archived")
    ended = Crawl(folder)("source=sample", f"base={base}", WIRE_RAW="on")
    assert ended.code == 0, ended.log
    return folder


def lines(dump: Path, kind: str) -> list[bytes]:
    return sorted(line for part in (dump / kind).rglob("*.gz") for line in gzip.open(part))


@pytest.mark.parametrize("raw", ["on", "zstd"])
def test_records_come_back_byte_for_byte(
    tmp_path: Path, base: str, archived: Path, raw: str
) -> None:
    crawl, first = Crawl(tmp_path), archived / "dump"
    if raw != "on":
        ended = crawl("source=sample", f"base={base}", WIRE_RAW=raw)
        assert ended.code == 0, ended.log
        first = crawl.dump
    assert verify(first.as_uri()).problems == ()

    crawl.spider, crawl.dump = "replay", tmp_path / "again"
    again = crawl(f"dump={first.as_uri()}")

    assert again.code == 0, again.log
    assert verify(crawl.dump.as_uri()).problems == ()
    for kind in ("records", "removed", "quarantine"):
        assert lines(crawl.dump, kind) == lines(first, kind)
    archives = {json.loads(line)["raw"]["archive"] for line in lines(first, "records")}
    (warc,) = (first / "raw").rglob("*.warc.*")
    assert {place.partition("#")[0] for place in archives} == {warc.name}

    crawl.dump = tmp_path / "third"
    third = crawl(f"warc={warc}")

    assert third.code == 0
    assert lines(crawl.dump, "records") == lines(first, "records")


def test_every_answer_is_archived_as_it_came(base: str, archived: Path) -> None:
    (warc,) = (archived / "dump" / "raw").rglob("*.warc.gz")

    answers: dict[str, Any] = {}
    with warc.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                url = record.rec_headers.get_header("WARC-Target-URI")
                answers[url.removeprefix(base)] = (record.http_headers, record.raw_stream.read())

    robots, body = answers["/robots.txt"]
    assert b"Disallow: /wmd/library/news/embargo/" in body
    assert ("Content-type", "text/plain") in robots.headers  # in the case that the server uses
    assert {"/sitemap.xml", "/.well-known/tdmrep.json"} <= answers.keys()
    assert answers["/.well-known/tdmrep.json"][0].get_statuscode() == "404"
    command = type("Command", (), {"inputs": [str(warc)], "verbose": False})()
    checker = Checker(command)
    checker.process_all()
    assert checker.exit_value == 0


def test_a_crawl_that_finds_nothing_new_archives_revisits(tmp_path: Path, base: str) -> None:
    crawl = Crawl(tmp_path)
    arguments = ("source=sample", f"base={base}", "full=1")
    crawl(*arguments, WIRE_RAW="on")
    version = json.loads((crawl.dump / "index.json").read_text())["version"]

    again = crawl(*arguments, WIRE_RAW="on")

    assert again.code == 0
    index = json.loads((crawl.dump / "index.json").read_text())
    assert index["version"] == version  # a reader of records has nothing to do
    assert [named["run"] for named in index["raw"]] == [version, crawl.manifest()["run"]]
    newest = crawl.manifest()
    (entry,) = newest["raw"]
    kinds = [
        json.loads(line.split(b" ", 2)[2])["mime"]
        for line in (crawl.dump / entry["index"]).read_bytes().splitlines()
    ]
    assert kinds.count("warc/revisit") > 40
    assert verify(crawl.dump.as_uri()).problems == ()

    crawl.spider = "replay"
    replayed = crawl(f"dump={crawl.dump.as_uri()}")

    assert replayed.code == 0, replayed.log
    assert "published 0," in replayed.out


def test_without_the_setting_nothing_is_archived(tmp_path: Path, base: str) -> None:
    crawl = Crawl(tmp_path)
    assert crawl("source=sample", f"base={base}").code == 0
    assert not (crawl.dump / "raw").exists()
    assert "raw" not in crawl.manifest()
    assert {json.loads(line)["raw"]["archive"] for line in lines(crawl.dump, "records")} == {None}

    crawl.spider = "replay"
    ended = crawl(f"dump={crawl.dump.as_uri()}")

    assert ended.code == 2
    assert "has no raw archive" in ended.log


def test_a_raw_archive_in_s3(
    tmp_path: Path, base: str, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    url = s3.url("raw")
    crawl = Crawl(tmp_path)
    assert crawl("source=sample", f"base={base}", WIRE_RAW="on", WIRE_DUMP=url).code == 0
    assert verify(url).problems == ()

    crawl.spider = "replay"
    again = crawl(f"dump={url}")

    assert again.code == 0, again.log
    assert len(lines(crawl.dump, "records")) == len(rows(url))

    trial = crawl(
        f"dump={url}", "publish=0", f"report={tmp_path / 'difference.json'}", WIRE_DUMP=url
    )

    assert trial.code == 0, trial.log
    assert "0 modified, 0 added, 0 lost" in trial.out
    assert len(lines(crawl.dump, "records")) == len(rows(url))
