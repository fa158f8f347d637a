"""The examples of docs/deploy run as committed, except for the path of the checkout."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.sources import SHIPPED
from tests.support.archive import Archive
from tests.support.crawl import HANGS
from tests.support.forked import ROOT

pytestmark = pytest.mark.slow

DEPLOY = ROOT / "docs" / "deploy"
PLACE = "/srv/wirecrawl"


@pytest.fixture
def checkout(tmp_path: Path, archive: Archive) -> Path:
    """A checkout as an operator has it, with an archive on loopback in the place of the real."""
    place = tmp_path / "wirecrawl"
    for folder in ("state", "dump", "mine"):
        (place / folder).mkdir(parents=True)
    for name in ("crawler", "pipelines", "spiders", "settings.py", "scrapy.cfg"):
        (place / name).symlink_to(ROOT / name)
    (place / ".venv").symlink_to(Path(sys.prefix))
    shipped = (SHIPPED / "globalsecurity.toml").read_text()
    real = '"https://www.globalsecurity.org"'
    (place / "mine" / "globalsecurity.toml").write_text(
        shipped.replace(real, f'"{archive.base}"', 1)
    )
    archive.story("/wmd/library/news/iraq/2003/iraq-030401-irna01.htm")
    archive.links("/", "/wmd/library/news/iraq/2003/iraq-030401-irna01.htm")
    return place


def placed(name: str, checkout: Path) -> list[str]:
    text = (DEPLOY / name).read_text().replace(PLACE, str(checkout))
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def cron(command: str, checkout: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as cron does: by sh, in the environment that cron gives."""
    bare = {"HOME": str(checkout), "LOGNAME": "wire", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        ["/bin/sh", "-c", command],
        env=bare | variables,
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )


def test_the_crontab(checkout: Path, archive: Archive) -> None:
    lines = placed("crontab", checkout)
    variables = dict(line.split("=", 1) for line in lines if line[0].isalpha())
    crawl, status = (line.split(None, 5)[5] for line in lines if line[0].isdigit())
    assert "%" not in crawl + status  # a new line to cron
    mine = str(checkout / "mine")

    ended = cron(crawl, checkout, **variables, WIRE_SOURCES=mine)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert "published 1" in (checkout / "state" / "crawl.log").read_text()
    assert f"+{variables['WIRE_CONTACT']}" in archive.agents.pop()
    done = cron(status, checkout, **variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (checkout / "state" / "status.txt").read_text().rstrip().endswith(": ok")

    ended = cron(crawl, checkout, **variables, WIRE_SOURCES="/none")
    assert ended.stdout.startswith("crawl: exit code 2\n")
    assert "/none is not a folder" in ended.stdout
    shutil.rmtree(checkout / "dump")
    assert "no dump" in cron(status, checkout, **variables).stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_accepts_the_units(checkout: Path) -> None:
    for name in ("wirecrawl.service", "wirecrawl.timer"):
        (checkout / name).write_text("\n".join(placed(name, checkout)))

    checked = subprocess.run(
        ["systemd-analyze", "verify", "wirecrawl.service", "wirecrawl.timer"],
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )

    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
