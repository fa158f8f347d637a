"""The real crawl into a store that refuses: exit code, and no secret in any output."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.archive import Archive, served
from tests.support.crawl import Crawl
from tests.support.proxy import Proxy, always, calm
from tests.support.s3 import WRITER, S3Server

pytestmark = pytest.mark.slow

STORY = "/archive/2019-10-18/talks/"
SOURCE = """name = "Ledger"
base = "{base}"
story = ['^/archive/']
[start]
index = ["/"]
"""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with served() as archive:
        archive.story(STORY)
        (tmp_path / "ledger.toml").write_text(SOURCE.format(base=archive.base))
        yield archive


@pytest.mark.parametrize("fault", ["denied", "expired"])
def test_an_upload_that_is_refused(
    archive: Archive, proxy: Proxy, url: str, tmp_path: Path, fault: str
) -> None:
    crawl = Crawl(tmp_path)
    page = f"url={archive.base}{STORY}"
    proxy.plan = always(fault, "PUT", part="records/")

    ended = crawl(page, WIRE_DUMP=url)

    assert ended.code == 3
    lines = [line for line in ended.warnings if "publishing failed" in line]
    assert len(lines) == 1
    assert "records/source=ledger" in lines[0]
    assert _spooled(tmp_path)
    _assert_no_secret(ended.out + ended.log)

    proxy.plan = calm
    assert crawl(page, WIRE_DUMP=url).code == 0
    assert not _spooled(tmp_path)


def test_a_read_only_dump_is_reported_before_anything_is_fetched(
    archive: Archive, proxy: Proxy, url: str, tmp_path: Path
) -> None:
    proxy.plan = always("denied", "PUT")

    ended = Crawl(tmp_path)(f"url={archive.base}{STORY}", WIRE_DUMP=url)

    assert ended.code == 2
    assert ended.log.strip().count("\n") == 0
    assert ended.log.strip().endswith("lock.json: access denied")
    assert not archive.asked
    _assert_no_secret(ended.out + ended.log)


def test_what_is_published_names_no_key(
    archive: Archive, proxy: Proxy, url: str, tmp_path: Path, s3: S3Server
) -> None:
    assert Crawl(tmp_path)(f"url={archive.base}{STORY}", WIRE_DUMP=url).code == 0

    prefix = url.removeprefix(f"s3://{s3.bucket}/").partition("?")[0]
    found = s3.client().list_objects_v2(Bucket=s3.bucket, Prefix=prefix)["Contents"]
    pages = [entry["Key"] for entry in found if entry["Key"].endswith(".json")]
    assert {"index.json", "manifest.json", "report.json"} <= {
        key.rpartition("/")[2] for key in pages
    }
    for key in pages:
        body = s3.client().get_object(Bucket=s3.bucket, Key=key)["Body"].read().decode()
        assert json.loads(body)
        _assert_no_secret(body)


def _spooled(folder: Path) -> list[Path]:
    return sorted((folder / "state").rglob("*.jsonl.gz"))


def _assert_no_secret(text: str) -> None:
    assert WRITER[1] not in text
    assert WRITER[0] not in text
