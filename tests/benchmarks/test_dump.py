"""Test `python -m benchmarks.dump` on a few records."""

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.tools.verify import verify

pytestmark = pytest.mark.slow


def test_the_tools_are_measured_on_a_good_dump(tmp_path: Path) -> None:
    """In a process of its own, for its memory is measured."""
    command = [sys.executable, "-m", "benchmarks.dump", "200", "--folder", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert "full + delta = full\nPASS: peak " in ended.stdout
    assert verify(str(tmp_path / "dump-200")).records == 200
    assert [path.name for path in tmp_path.iterdir()] == ["dump-200"]
    ended = subprocess.run([*command, "--maintenance"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    for tool in ("erase", "compact", "expire", "verify", "PASS: peak"):
        assert f"\n{tool}" in ended.stdout
    assert verify(str(tmp_path / "dump-200")).records == 200


def test_the_tools_of_an_earlier_commit_are_measured_beside_ours(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.dump", "20", "--folder", str(tmp_path), "--beside"]
    ended = subprocess.run([*command, "HEAD"], capture_output=True, text=True, check=False)
    unknown = subprocess.run([*command, "nowhere"], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (1, "")  # neither is twice as fast as the other
    for tool in ("snapshot", "verify", "SHORT: target"):
        assert f"\n{tool}" in ended.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"dump-20-HEAD", "dump-20-here"}
    assert unknown.returncode == 1
    assert "--beside nowhere: fatal: " in unknown.stderr
