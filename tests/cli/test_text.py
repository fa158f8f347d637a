"""Test `python -m crawler text`: the main text, or all text with the reason for each decision."""

import html
from pathlib import Path

import pytest

from crawler.__main__ import main
from tests.support.modern import MODERN, STORY


@pytest.fixture
def saved(tmp_path: Path) -> str:
    file = tmp_path / "harbor.html"
    file.write_text(MODERN)
    return str(file)


def test_the_main_text_is_printed(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["text", saved]) == 0

    assert "\n\n".join(STORY) in capsys.readouterr().out


def test_what_was_removed_is_explained(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["text", "--explain", saved]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("+ ") and line.endswith(STORY[0]) for line in lines)
    assert any(line.startswith("- link ") and line.endswith(": Home") for line in lines)


def test_the_explanation_is_written_as_a_page(
    saved: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "explained.html"

    assert main(["text", "--explain", "--html", str(written), saved]) == 0
    assert capsys.readouterr().out == ""
    assert all(paragraph in html.unescape(written.read_text()) for paragraph in STORY)


def test_unreadable_input_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "empty.html"
    file.write_text("")

    assert main(["text", str(file)]) == 1
    assert "empty" in capsys.readouterr().err
