"""What README and docs/python.md show is what comes out."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGE = "crawler/sample/site/security/library/news/2025/05/sec-250502-rfa01.htm"
URL = "https://www.globalsecurity.org/security/library/news/2025/05/sec-250502-rfa01.htm"


def blocks(text: str, language: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [block for name, block in found if name == language]


def read(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "crawler", "read", PAGE, "--url", URL, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def test_the_record_of_the_readme() -> None:
    (shown,) = map(json.loads, blocks(README, "json"))
    record = json.loads(read())

    shown_moment, moment = shown.pop("published"), record["published"]
    assert shown_moment.items() <= moment.items()
    assert shown == {key: record[key] for key in shown}


def test_the_explanation_of_the_readme() -> None:
    lines = read("--explain").splitlines()
    (shown,) = (block for block in blocks(README, "") if block.startswith("- "))

    for line in shown.splitlines():
        assert any(each.startswith(line.removesuffix(" ...")) for each in lines), line


def test_the_lines_for_python(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    found: dict[str, Any] = {}
    for block in blocks((ROOT / "docs" / "python.md").read_text("utf-8"), "python"):
        exec(block, found)  # noqa: S102  # they are ours

    assert capsys.readouterr().out.startswith("Ferrymen of the Sill are told to keep")
    assert "Authorities in northern Suvar have ordered the ferrymen" in found["text"]


def test_the_licence_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["license"] == "BSD-3-Clause"
    assert (ROOT / "LICENSE").read_text().startswith("BSD 3-Clause License\n")


@pytest.mark.parametrize("file", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
def test_links_lead_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text("utf-8")):
        assert "://" in target or (file.parent / target).exists(), target
