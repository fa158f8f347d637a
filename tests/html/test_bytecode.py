"""Compiled templates are kept, and whatever becomes of them, pages stay the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from crawler.html.bytecode import TemplateBytecode

SOURCES = {"page": "{% for each in many %}<{{ each }}>{% endfor %}"}
PAGE = "<1><2>"


def rendered(folder: Path, sources: dict[str, str] = SOURCES) -> str:
    made = Environment(
        loader=DictLoader(sources), autoescape=True, bytecode_cache=TemplateBytecode(folder)
    )
    return made.get_template("page").render(many=(1, 2))


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert rendered(tmp_path / "__pycache__") == PAGE
    (file,) = (tmp_path / "__pycache__").iterdir()
    assert file.stat().st_mode & 0o777 == 0o644

    with monkeypatch.context() as patch:
        patch.setattr(Environment, "_generate", None)  # cannot compile
        assert rendered(file.parent) == PAGE
    assert rendered(file.parent, {"page": "{{ many }}"}) == "(1, 2)"


def test_damaged_files_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    rendered(tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:20], whole[:-40], whole[:30] + b"\xff" * 30 + whole[60:]):
        file.write_bytes(damaged)
        assert rendered(tmp_path) == PAGE
        assert file.read_bytes() == whole


def test_without_a_place_to_write_templates_are_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(tmp_path / "off") == PAGE
    assert [*tmp_path.iterdir()] == []

    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "file").touch()
    assert rendered(tmp_path / "file") == PAGE
    assert rendered(tmp_path / "missing" / "folder") == PAGE


def test_an_installation_compiles_the_templates_of_reports() -> None:
    folder = Path(TemplateBytecode().directory)
    for file in folder.glob("*.jinja-*"):
        file.unlink()
    subprocess.run(
        [sys.executable, "-m", "crawler.html", "crawler.reporting"],
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        cwd=Path(__file__).parents[2],
        check=True,
    )

    assert len([*folder.glob("*.jinja-*")]) >= 4
