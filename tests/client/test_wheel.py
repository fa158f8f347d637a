"""The client's wheel, in environments that hold what it declares and nothing else."""

import json
import os
import subprocess
import sys
import tarfile
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from crawler import __version__
from crawler.__main__ import main
from crawler.tools.verify import verify
from tests.support.dumps import record, rows, run, story
from tests.support.environments import build_wheel, make_environment

ROOT = Path(__file__).parents[2]
OLD = ROOT / "tests" / "dump" / "old_dump" / "dump"
EXTRAS = ("arrow", "pandas", "polars", "s3", "tables", "verify")
NEEDED = {
    *("archive", "base", "cli", "contract", "dump", "exports", "reporting", "sinks", "tools"),
}
"""Rooms of the crawler from which the client has modules."""
READ = """
import json, sys
import wirecrawl_client
dump = wirecrawl_client.open(sys.argv[1])
latest, found = dump.latest(), dump.verify()
print(json.dumps({
    "latest": list(latest), "since": list(dump.since("-2")), "records": list(dump.records()),
    "verify": [found.records, found.stories, found.deleted, found.problems, found.notes],
    "tables": [latest.arrow().num_rows, len(latest.pandas()), len(latest.polars())],
    "modules": sorted({name.partition(".")[0] for name in sys.modules}),
}))
"""
NOT_LOADED = {"crawler", "scrapy", "twisted", "lxml", "bs4", "w3lib", "ftfy"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(ROOT / "client", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def full(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs of an environment with all extras."""
    return make_environment(tmp_path_factory.mktemp("full") / "env", wheel, *EXTRAS)


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs of an environment without extras."""
    return make_environment(tmp_path_factory.mktemp("bare") / "env", wheel)


@pytest.fixture
def url(dump_url: str, tmp_path: Path) -> str:
    run(dump_url, tmp_path / "state", story("one"), story("two"))
    run(dump_url, tmp_path / "state", story("one", "second take"), story("three"))
    return dump_url


def execute(program: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[bytes]":
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [program, *arguments], cwd=program.parent, env=environ, capture_output=True, check=False
    )


def read(programs: Path, url: str) -> dict[str, Any]:
    done = execute(programs / "python", "-c", READ, url)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def delta(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> list[dict[str, Any]]:
    assert main(["delta", *arguments]) == 0
    return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def check(found: dict[str, Any], url: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    newest = delta(capfdbinary, url)
    latest = [row for row in newest if row["op"] != "delete"]
    verified = asdict(verify(url))

    assert found["latest"] == latest != []
    assert found["since"] == delta(capfdbinary, url, "--since=-2") != []
    assert found["records"] == rows(url)
    keys = ("records", "stories", "deleted", "problems", "notes")
    assert found["verify"] == [
        list(value) if isinstance(value, tuple) else value for value in map(verified.get, keys)
    ]
    assert found["tables"] == [len(latest)] * 3
    assert NOT_LOADED.isdisjoint(found["modules"])


@pytest.mark.slow
def test_it_reads_what_the_crawlers_tools_read(
    full: Path, url: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    check(read(full, url), url, capfdbinary)


@pytest.mark.slow
def test_it_reads_an_old_dump(full: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    check(read(full, str(OLD)), str(OLD), capfdbinary)


@pytest.mark.slow
def test_its_verbs_print_what_those_of_the_crawler_print(
    full: Path, url: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    program, story_id = full / "wirecrawl-client", record("one").id
    for command in (
        *(["parts", url], ["parts", url, "--json"], ["delta", url], ["verify", url]),
        *(["log", url, story_id], ["log", url, story_id, "--json"], ["runs", url]),
        *(
            ["export", url, "--as", "ninjs"],
            ["stories", url],
            ["quarantine", url],
            ["stories", url, "--source", "none"],
        ),
    ):
        done, code = execute(program, *command), main(command)
        ours = capfdbinary.readouterr()
        assert (done.returncode, done.stdout) == (code, ours.out), command
        assert done.stderr == ours.err.replace(b"python -m crawler", b"wirecrawl-client")

    for command in (
        ["snapshot", url, "FOLDER/first", "--at", "-2"],
        ["delta", url, "--since=-2", "--out", "FOLDER/delta"],
        ["apply", "FOLDER/first", "FOLDER/delta", "FOLDER/second"],
    ):
        done = execute(program, *(each.replace("FOLDER", f"{tmp_path}/a") for each in command))
        assert done.returncode == 0, done.stderr
        assert main([each.replace("FOLDER", f"{tmp_path}/b") for each in command]) == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b") != {}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.slow
def test_records_need_no_extra(bare: Path, tmp_path: Path) -> None:
    url = str(tmp_path / "dump")
    run(url, tmp_path / "state", story("one"))
    script = "import sys, wirecrawl_client as w; print([*w.open(sys.argv[1]).latest()][0]['id'])"

    done = execute(bare / "python", "-c", script, url)

    assert done.stdout.decode().strip() == record("one").id, done.stderr
    assert execute(bare / "wirecrawl-client", "delta", url).returncode == 0
    assert execute(bare / "wirecrawl-client", "--help").returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "package", "extra"),
    [
        ("open(url).latest().arrow()", "pyarrow", "arrow"),
        ("open(url).latest().pandas()", "pandas", "pandas"),
        ("open(url).latest().polars()", "polars", "polars"),
        ("open(url).verify()", "jsonschema_rs", "verify"),
        ("open('s3://bucket/wire')", "botocore", "s3"),
    ],
)
def test_a_missing_extra_is_named(
    bare: Path, tmp_path: Path, call: str, package: str, extra: str
) -> None:
    url = str(tmp_path / "dump")
    run(url, tmp_path / "state", story("one"))

    done = execute(
        bare / "python", "-c", f"url = {url!r}; from wirecrawl_client import open; {call}"
    )

    last = done.stderr.decode().splitlines()[-1]
    expected = f"needs {package}: pip install 'wirecrawl-client[{extra}]'"
    assert last == f"wirecrawl_client.extras.MissingExtra: {expected}"


@pytest.mark.slow
def test_a_missing_extra_of_a_verb_is_one_line(bare: Path, tmp_path: Path) -> None:
    url = str(tmp_path / "dump")
    run(url, tmp_path / "state", story("one"))

    for verb, named in (("verify", "verify"), ("stories", "tables"), ("snapshot", "arrow")):
        done = execute(bare / "wirecrawl-client", verb, url)
        (line,) = done.stderr.decode().splitlines()
        assert done.returncode == 2
        assert line.startswith("wirecrawl-client: needs ")
        assert line.endswith(f"[{named}]'")


def test_it_holds_nothing_that_crawls(wheel: Path) -> None:
    files = [name.split("/") for name in ZipFile(wheel).namelist()]
    rooms = {steps[2] for steps in files if steps[1] == "_core" and len(steps) > 3}

    assert {steps[0].partition("-")[0] for steps in files} == {"wirecrawl_client"}
    assert rooms == NEEDED


def test_versions_agree_with_the_crawler() -> None:
    client, crawler = (
        tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
        for folder in (ROOT / "client", ROOT)
    )
    project, groups = client["project"], crawler["dependency-groups"]
    extras = (each for extra in EXTRAS for each in project["optional-dependencies"][extra])
    ours = [*crawler["project"]["dependencies"], *groups["dev"]]
    known = {Requirement(each).name: each for each in ours if isinstance(each, str)}

    assert project["version"] == crawler["project"]["version"] == __version__
    for each in {*project["dependencies"], *extras}:
        assert known[Requirement(each).name] == each


@pytest.mark.slow
def test_an_sdist_is_built_without_the_crawler(wheel: Path, tmp_path: Path) -> None:
    command = "import sys, hatchling.build; hatchling.build.build_sdist(sys.argv[1])"
    subprocess.run([sys.executable, "-c", command, tmp_path], cwd=ROOT / "client", check=True)
    (packed,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (project,) = (tmp_path / "unpacked").iterdir()

    assert modules_of(build_wheel(project, tmp_path / "built")) == modules_of(wheel)


def modules_of(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        names = (name for name in archive.namelist() if name.startswith("wirecrawl_client/"))
        return {name: archive.read(name) for name in names}
