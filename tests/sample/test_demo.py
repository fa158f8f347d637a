"""The demo: the real crawl of the sample archive, twice."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.__main__ import main
from tests.support.dumps import run, story
from tests.support.forked import heed_interrupts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
SITE = "crawler/sample/site/"

FORBIDDEN = "wmd/library/news/embargo/embargo-040901-voa01.htm"
"""robots.txt says so."""
TWINS = {"wmd/library/news/odrania/1999/990817-odrania.htm", "news/odrania/1999/990817-odrania.htm"}
"""One script under two addresses."""
RESENT = "2-305120"
"""A script and its correction, at two addresses."""
PLAIN_TAKE = "wmd/library/news/marrowan/2003/07/marrowan-030708-1be93f60.htm"
"""The script: a revision of its own only where it is met before its correction."""


@dataclass(frozen=True)
class Demo:
    dump: Path
    printed: list[str]
    """Of the first run and the second."""
    rows: list[list[dict[str, Any]]]
    """Records after the first run and after the second."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    place = tmp_path_factory.mktemp("demo")
    dump = place / "dump"
    others = place / "another's"
    environ = os.environ | {
        "WIRE_DUMP": others.as_uri(),
        "WIRE_STATE": str(others),
        "WIRE_LOG": "x",
    }
    printed, rows = [], []
    for _ in range(2):
        command = [sys.executable, "-m", "crawler", "demo", "--folder", str(place)]
        ran = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        printed.append(ran.stdout)
        rows.append(records(dump))
    assert not others.exists()
    return Demo(dump, printed, rows)


def records(dump: Path) -> list[dict[str, Any]]:
    """The rows of all records parts that the index names."""
    index = json.loads((dump / "index.json").read_bytes())
    manifests = [json.loads((dump / run["manifest"]).read_bytes()) for run in index["runs"]]
    parts = [part for each in manifests for part in each["parts"] if part["kind"] == "records"]
    return [json.loads(line) for part in parts for line in gzip.open(dump / part["key"])]


def stories() -> Counter[str]:
    """The stories of each page, by its path, as the goldens know them."""
    known = [json.loads(file.read_bytes()) for file in GOLDEN.glob("*.json")]
    per_page = {
        each["page"]: len(each["records"]) for each in known if each["page"].startswith(SITE)
    }
    return +Counter({page.removeprefix(SITE): count for page, count in per_page.items()})


def pages(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(urlsplit(row["url"]).path.removeprefix("/") for row in rows)


def test_every_story_is_published_once_from_wherever_it_was_found(demo: Demo) -> None:
    wanted, got = stories(), pages(demo.rows[0])
    for page in (*TWINS, FORBIDDEN, PLAIN_TAKE):
        del wanted[page]
    for page in (*TWINS, PLAIN_TAKE):
        del got[page]
    assert got == wanted


def test_a_script_under_two_addresses_is_one_story(demo: Demo) -> None:
    assert sum(pages(demo.rows[0])[page] for page in TWINS) == 1


def test_what_robots_txt_forbids_is_not_fetched(demo: Demo) -> None:
    kept = [gzip.decompress(part.read_bytes()) for part in demo.dump.rglob("*.gz")]
    assert kept
    assert not any(b"embargo-040901" in part for part in kept)


def test_a_correction_wins_in_either_order(demo: Demo) -> None:
    takes = [row for row in demo.rows[0] if row["story_number"] == RESENT]
    assert [row["op"] for row in takes] in (["add", "modify"], ["add"])
    assert len({row["id"] for row in takes}) == 1
    assert takes[-1]["corrected"]


def test_a_killed_story_has_its_pubstatus(demo: Demo) -> None:
    canceled = [row["url"] for row in demo.rows[0] if row["pubstatus"] == "canceled"]
    assert [Path(url).name for url in canceled] == ["tarrow-191018-kcna03.htm"]
    assert [row["url"] for row in demo.rows[0] if row["op"] == "delete"] == canceled


def test_a_second_crawl_publishes_nothing(demo: Demo) -> None:
    assert demo.rows[1] == demo.rows[0]


def test_the_demo_prints_the_dump_and_its_content(demo: Demo) -> None:
    """All counts of stories are of live stories."""
    # There are besides a twin, a correction, a kill, and a page that may not be fetched.
    count = sum(stories().values()) - 4
    deleted = [row for row in demo.rows[0] if row["op"] == "delete"]
    for printed in demo.printed:
        assert f"{demo.dump} holds {count} stories, 1996-05-14 to 2025-05-02." in printed
        assert (
            f"{len(demo.rows[0])} records, {count} stories ({len(deleted)} more deleted)" in printed
        )
        assert f"deleted stories: {len(deleted)}." in printed
        assert "Voice of America" in printed
        assert "media-type" in printed


def test_the_suggested_commands_work_from_any_folder(demo: Demo, tmp_path: Path) -> None:
    commands = [line for line in demo.printed[0].splitlines() if " -m crawler " in line]

    assert len(commands) == 3
    environ = os.environ | {"BROWSER": "true"}
    for command in commands:
        ran = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environ, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout


def test_a_dump_of_others_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(str(tmp_path / "dump"), tmp_path / "state", story("one"))
    before = (tmp_path / "dump" / "index.json").read_bytes()

    assert main(["demo", "--folder", str(tmp_path)]) == 2
    assert "dump contains other sources (wire); the demo needs its own" in capsys.readouterr().err
    assert (tmp_path / "dump" / "index.json").read_bytes() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_demo_stops_its_crawl(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C comes to all processes of the terminal: the crawl must not hear it twice."""
    command = [sys.executable, "-m", "crawler", "demo", "--folder", str(tmp_path)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    while not [*tmp_path.glob("dump/schema/*")]:  # the crawl has taken the dump
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=600)

    assert process.returncode == 1, err
    assert b"Traceback" not in err
    assert b"stopped" in out
    assert json.loads((tmp_path / "dump" / "lock.json").read_bytes())["released"]
