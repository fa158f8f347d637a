"""Fresh virtual environments with a wheel of ours, made without a network.

What the wheel requires is linked from the environment of the tests, and nothing else: an import of
what it does not declare fails.
"""

import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement


def build_wheel(project: Path, out: Path) -> Path:
    """Build the wheel of a project folder with the build backend of the lock; return its path."""
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(out), str(project))
    (wheel,) = out.glob("*.whl")
    return wheel


def make_environment(folder: Path, wheel: Path, *extras: str) -> Path:
    """Install a wheel with some of its extras; return the folder of its programs."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    pip("--python", str(python), "install", "--no-deps", str(wheel))
    (packages,) = folder.glob("lib/*/site-packages")
    (metadata,) = packages.glob("*.dist-info")
    wanted = requirements(Distribution.at(metadata), {"", *extras})
    done: set[tuple[str, frozenset[str]]] = set()
    while wanted:
        name, its_extras = wanted.pop()
        if (name, its_extras) not in done:
            done.add((name, its_extras))
            found = distribution(name)
            link(found, packages)
            wanted += requirements(found, {"", *its_extras})
    return python.parent


def requirements(found: Distribution, extras: set[str]) -> list[tuple[str, frozenset[str]]]:
    """Return the packages, each with its extras, that a package requires here."""
    wanted = (Requirement(each) for each in found.requires or ())
    return [
        (each.name, frozenset(each.extras))
        for each in wanted
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras)
    ]


def link(found: Distribution, packages: Path) -> None:
    """Link the files of an installed package into a folder."""
    for name in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
        place = packages / name
        if not place.exists():
            place.symlink_to(Path(str(found.locate_file(name))))


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, env={"PIP_NO_INDEX": "1", "PATH": "/usr/bin:/bin"})
