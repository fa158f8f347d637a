"""Scrapy's own commands do not touch the dump."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.archive import Archive
from tests.support.crawl import HANGS, Ended
from tests.support.forked import python

pytestmark = pytest.mark.slow

PATH = "/wmd/library/news/iraq/2003/iraq-030402-irna01.htm"
LEDGER = """name = "Ledger"
base = "{base}"
story = ['-irna']
listing = ['/list']
infosource = {{code = "ledger"}}
"""


@pytest.fixture
def folder(archive: Archive, tmp_path: Path) -> Path:
    """A folder with the file of a source."""
    archive.story(PATH)
    archive.page("/list/1", f'<a href="{PATH}">A</a><a href="/about">B</a><a href="/list/2">C</a>')
    archive.page("/post", "<h1>No story</h1>")
    archive.page("/paper.pdf", b"%PDF-1.4")
    (tmp_path / "ledger.toml").write_text(LEDGER.format(base=archive.base))
    return tmp_path


def scrapy(folder: Path, *arguments: str, **settings: str) -> Ended:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WIRE_")}
    environment |= {
        "WIRE_DUMP": str(folder / "dump"),
        "WIRE_STATE": str(folder / "state"),
        "WIRE_SOURCES": str(folder),
        **settings,
    }
    pipe = subprocess.PIPE
    process = python(["-m", "scrapy", *arguments], environment, stdout=pipe, stderr=pipe)
    out, log = process.communicate(timeout=HANGS)
    assert not (folder / "dump").exists()
    assert not (folder / "state").exists()
    return Ended(process.returncode, out, log)


def test_parse_prints_the_records_of_a_page(archive: Archive, folder: Path) -> None:
    ended = scrapy(folder, "parse", "--spider=wire", "--nocolour", archive.base + PATH)

    assert (ended.code, ended.log) == (0, "")
    assert "# Scraped Items" in ended.out
    assert "'source': 'ledger'" in ended.out
    assert "'code': 'irna'" in ended.out


def test_parse_prints_the_links_that_a_crawl_follows(archive: Archive, folder: Path) -> None:
    listing = f"{archive.base}/list/1"

    ended = scrapy(folder, "parse", "-a", "source=ledger", "--nocolour", listing)

    assert ended.code == 0
    assert ended.log.startswith(f"{listing}: not a story: ")
    requests = ended.out.partition("# Requests")[2]
    assert f"<GET {archive.base}{PATH}>" in requests
    assert f"<GET {archive.base}/list/2>" in requests
    assert "/about" not in requests


@pytest.mark.parametrize(
    ("path", "cause"),
    [("/gone", "http: HTTP 404"), ("/paper.pdf", "media-type: a PDF, not HTML")],
)
def test_parse_prints_why_there_is_no_record(
    archive: Archive, folder: Path, path: str, cause: str
) -> None:
    ended = scrapy(folder, "parse", archive.base + path)

    assert (ended.code, ended.log) == (1, f"{archive.base}{path}: {cause}\n")


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (("-a", "source=leger"), "source: 'leger' is unknown (did you mean ledger?)"),
        (("-a", "topic=iraq"), "-a topic=iraq: only source= is supported for one page"),
    ],
)
def test_parse_refuses_what_it_cannot_do(
    archive: Archive, folder: Path, arguments: tuple[str, ...], cause: str
) -> None:
    ended = scrapy(folder, "parse", *arguments, archive.base + PATH)

    assert ended.code == 2
    assert cause in ended.out + ended.log
    assert "Traceback" not in ended.log
    assert not archive.asked[PATH]


def test_check_reads_all_that_a_crawl_reads_first(folder: Path) -> None:
    good = scrapy(folder, "check")
    (folder / "ledger.toml").write_text(LEDGER.format(base="ftp://ledger.example"))
    bad = scrapy(folder, "check")
    misspelt = scrapy(folder, "check", WIRE_SOURCE="x")

    assert (good.code, good.log) == (0, "")
    assert good.out.startswith("ok: sources globalsecurity, sample (off), ledger; ")
    assert bad.code == misspelt.code == 2
    assert bad.log.startswith(f"scrapy check: {folder}/ledger.toml: base: ftp://ledger.example")
    assert "did you mean WIRE_SOURCES?" in misspelt.log


def test_the_shell_reads_the_page(archive: Archive, folder: Path) -> None:
    ended = scrapy(folder, "shell", "--nolog", archive.base + PATH, "-c", "read()[0]['located']")

    assert (ended.code, ended.out, ended.log) == (0, "Vienna\n", "")


def test_the_shell_prints_nothing_about_pipelines(archive: Archive, folder: Path) -> None:
    ended = scrapy(folder, "shell", "-L", "WARNING", archive.base + PATH, "-c", "response.status")

    assert ended.out == "200\n"
    assert "pipelines." not in ended.log
