"""The examples in README and docs are what the commands print, and links have targets."""

import json
import re
import subprocess
import sys
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


PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def anchors(file: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_links_have_targets(file: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text("utf-8")):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        page = file.parent / path if path else file
        assert page.exists(), target
        assert not anchor or anchor in anchors(page), target


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_cells_of_tables_are_short(file: Path) -> None:
    """Longer explanations are paragraphs below the table."""
    rows = re.findall(r"^\|(.*)\|$", file.read_text("utf-8"), re.MULTILINE)
    long = [cell for row in rows for cell in re.split(r"(?<!\\)\|", row) if len(cell) > 102]

    assert not long


def test_every_path_in_the_map_of_the_code_exists() -> None:
    names = re.findall(r"`([\w./]+)`", (ROOT / "docs" / "code-map.md").read_text("utf-8"))
    paths = [name for name in names if "/" in name or name.endswith(".py")]

    assert len(paths) > 40
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_map_of_the_code_names_every_package() -> None:
    text = (ROOT / "docs" / "code-map.md").read_text("utf-8")
    packages = [file.parent for file in (ROOT / "crawler").glob("*/__init__.py")]
    needed = [f"crawler/{package.name}/" for package in packages]

    assert [package for package in needed if f"`{package}" not in text] == []
