"""The checkouts to be measured: this one, and another commit of the repository."""

import compileall
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.crawl.contestants import ROOT


@contextmanager
def checkout(commit: str, folder: Path) -> Iterator[Path]:
    """Check a commit out into a folder until the context exits. Raises CalledProcessError if there
    is no such commit."""
    _git("worktree", "add", "--detach", "--quiet", str(folder), commit)
    compile_modules(folder)
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def compile_modules(root: Path) -> None:
    """Compile a checkout as its installation does; else each process would compile 260 modules, and
    the templates, where PYTHONDONTWRITEBYTECODE is set."""
    for room in ("benchmarks", "crawler", "pipelines", "spiders"):
        compileall.compile_dir(root / room, quiet=2)
    if (root / "crawler/html/__main__.py").exists():  # earlier commits have none
        command = [sys.executable, "-m", "crawler.html", "crawler.reporting"]
        subprocess.run(command, cwd=root, check=True)  # noqa: S603


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True)  # noqa: S603, S607
