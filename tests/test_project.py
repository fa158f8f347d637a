"""The project's own files agree with each other."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TAGS = {"ruff-pre-commit": "ruff", "codespell": "codespell"}
"""Repository of a pre-commit hook -> the package that it runs."""


def test_the_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    licence = (ROOT / "LICENSE").read_text("utf-8").splitlines()

    assert project["license"] == "BSD-3-Clause"
    assert licence[0] == "BSD 3-Clause License"
    assert re.fullmatch(r"Copyright \(c\) \d{4}, the Wirecrawl authors", licence[2])


def test_pre_commit_runs_the_locked_versions() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    locked = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
    found = dict(re.findall(r"repo: https://github\.com/[\w-]+/([\w-]+)\n\s+rev: v(\S+)", hooks))

    assert found.keys() == TAGS.keys()
    for repository, version in found.items():
        assert f"\n{TAGS[repository]}=={version} " in locked


def test_the_changelog_has_entries_by_kind() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.split(r"^## ", text, flags=re.MULTILINE)[1:]

    for release in releases:
        before, *sections = re.split(r"^### ", release, flags=re.MULTILINE)
        assert not re.search(r"^- ", before, re.MULTILINE), "an entry outside of a section"
        kinds = [section.partition("\n")[0] for section in sections]
        assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
        assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("area", sorted(path.name for path in (ROOT / "tests").iterdir()))
def test_the_fast_lane_has_a_test_of_every_folder(area: str) -> None:
    """No folder consists of modules that are marked slow as a whole."""
    modules = list((ROOT / "tests" / area).glob("test_*.py"))
    slow = [file for file in modules if "\npytestmark = pytest.mark.slow" in file.read_text()]

    assert not modules or area == "chaos" or len(slow) < len(modules)
