"""The crawler's wheel, in an environment of its own and outside of the checkout."""

import os
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.environments import build_wheel, make_environment

ROOT = Path(__file__).parents[1]
PACKAGES = ("crawler", "pipelines", "spiders")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation's programs."""
    return make_environment(tmp_path_factory.mktemp("installed") / "env", wheel)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with modules that have the names of ours."""
    for name in ("settings", *PACKAGES):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not ours')\n")
    return tmp_path


def execute(folder: Path, program: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [program, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_demo_of_an_installation(programs: Path, elsewhere: Path) -> None:
    done = execute(elsewhere, programs / "wirecrawl", "demo")

    assert done.returncode == 0, done.stderr
    assert "ok: " in done.stdout
    assert (elsewhere / "demo" / "dump" / "index.json").exists()


@pytest.mark.slow
def test_it_crawls_in_any_folder(programs: Path, elsewhere: Path) -> None:
    command = ("crawl", "wire", "-a", "source=nowhere")
    done = execute(elsewhere, programs / "wirecrawl", *command)

    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_scrapy_finds_it_by_a_scrapy_cfg(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = settings\n")
    done = execute(tmp_path, programs / "python", "-m", "scrapy", "list")

    assert done.stdout.split() == ["replay", "wire"]


@pytest.mark.slow
def test_usage_names_the_program(programs: Path, tmp_path: Path) -> None:
    done = execute(tmp_path, programs / "wirecrawl", "verify", str(tmp_path / "none"))

    assert done.returncode == 2
    assert done.stderr.startswith("wirecrawl: ")
    assert len(done.stderr.splitlines()) == 1


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    """Data files too: sources, agencies, rules, templates, schemas and the sample archive."""
    files = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert held == files | {"settings.py"}
