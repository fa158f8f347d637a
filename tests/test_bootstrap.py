"""`./bootstrap` in its own checkout: interrupted, started twice, moved.

Scripts that note their arguments replace Python's venv and pip; all else is real.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.forked import heed_interrupts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]

PYTHON = """#!/bin/sh
case "$*" in
    "-m venv "*)
        echo venv >>"{notes}"
        mkdir -p "$3/bin"
        cat >"$3/bin/python" <<'END'
#!/bin/sh
case "$*" in
    "-m pip install"*)
        echo install >>"{notes}"
        [ ! -e "{gate}" ] || cat "{gate}"
        ;;
    *_base_executable*) echo "{name}" ;;
    *) exec "{real}" "$@" ;;
esac
END
        chmod +x "$3/bin/python"
        ;;
    *_base_executable*) echo "{name}" ;;
    *) exec "{real}" "$@" ;;
esac
"""


class Checkout:
    """A folder with `bootstrap`, locks without packages, and two Pythons."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outside = folder.parent
        self.notes = self.outside / "notes"
        self.gate = self.outside / "gate"
        (folder / "requirements").mkdir(parents=True)
        shutil.copy(ROOT / "bootstrap", folder)
        for name in ("run", "dev", "uv"):
            (folder / "requirements" / f"{name}.txt").write_text("# nothing\n")
        for name in ("python-a", "python-b"):
            words = {"notes": self.notes, "gate": self.gate, "real": sys.executable, "name": name}
            file = self.outside / name
            file.write_text(PYTHON.format(**words))
            file.chmod(0o755)

        self.path = os.environ["PATH"]

    def begin(self, *arguments: str, python: str | None = "python-a") -> "subprocess.Popen[str]":
        environ = {k: v for k, v in os.environ.items() if k not in ("PYTHON", "BOOTSTRAP_HOLDS")}
        environ["PATH"] = self.path
        if python:
            environ["PYTHON"] = str(self.outside / python)
        return subprocess.Popen(
            ["./bootstrap", *arguments],
            cwd=self.folder,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=heed_interrupts,
        )

    def run(self, *arguments: str, python: str | None = "python-a") -> tuple[int, str]:
        process = self.begin(*arguments, python=python)
        out, err = process.communicate(timeout=600)
        return process.returncode, out + err

    def noted(self) -> list[str]:
        """What the scripts were asked since this was last called."""
        lines = self.notes.read_text().split() if self.notes.exists() else []
        self.notes.unlink(missing_ok=True)
        return lines


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "a checkout")


SET_UP = ["venv", "install", "install"]
"""uv is missing, so pip is used for it as well."""


def test_it_sets_up_once(checkout: Checkout) -> None:
    assert checkout.run()[0] == 0
    assert checkout.noted() == SET_UP

    assert checkout.run() == (0, "")
    assert checkout.run(python=None) == (0, "")
    assert checkout.noted() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_installation_that_is_ended_is_made_anew(
    checkout: Checkout, number: signal.Signals
) -> None:
    os.mkfifo(checkout.gate)
    process = checkout.begin()
    with checkout.gate.open("w"):  # it is there once pip is
        os.killpg(process.pid, number)
        process.communicate(timeout=600)
    assert process.returncode != 0
    assert checkout.noted() == ["venv", "install"]
    checkout.gate.unlink()

    code, output = checkout.run()

    assert code == 0
    assert "making .venv anew: its installation was interrupted" in output
    assert checkout.noted() == SET_UP


def test_what_an_older_bootstrap_left_without_pip_is_made_anew(checkout: Checkout) -> None:
    (checkout.folder / ".venv" / "bin").mkdir(parents=True)

    code, output = checkout.run()

    assert code == 0
    assert "making .venv anew: it has no Python that works" in output
    assert checkout.noted() == SET_UP


def test_of_two_at_once_one_waits_for_the_other(checkout: Checkout) -> None:
    os.mkfifo(checkout.gate)
    first = checkout.begin()
    with checkout.gate.open("w"):
        second = checkout.begin()
        assert second.stderr is not None
        assert "waiting for another one" in second.stderr.readline()
        checkout.gate.unlink()

    assert first.wait(600) == second.wait(600) == 0
    assert checkout.noted() == SET_UP
    first.communicate()
    second.communicate()


def test_a_checkout_that_was_moved(checkout: Checkout) -> None:
    checkout.run()
    checkout.noted()
    checkout.folder = checkout.folder.rename(checkout.outside / "elsewhere")

    code, output = checkout.run()

    assert code == 0
    assert "making .venv anew: the checkout was moved" in output
    assert checkout.noted() == SET_UP
    assert checkout.run() == (0, "")


def test_another_python_is_heeded(checkout: Checkout) -> None:
    checkout.run()
    checkout.noted()

    code, output = checkout.run(python="python-b")

    assert code == 0
    assert "it was made by another Python than PYTHON=" in output
    assert checkout.noted() == SET_UP
    assert checkout.run(python="python-b") == (0, "")
    assert checkout.run(python=None) == (0, "")
    assert checkout.run(python="no-python")[0] == 2
    assert checkout.noted() == []


def test_changed_locks_are_installed(checkout: Checkout) -> None:
    checkout.run()
    checkout.noted()
    (checkout.folder / "requirements" / "run.txt").write_text("# changed\n")

    assert checkout.run()[0] == 0
    assert checkout.noted() == ["install", "install"]


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_help_sets_nothing_up(checkout: Checkout, word: str) -> None:
    code, output = checkout.run(word)

    assert code == 0
    assert "./bootstrap demo [ARGS]" in output
    assert not (checkout.folder / ".venv").exists()


def test_an_unknown_job(checkout: Checkout) -> None:
    code, output = checkout.run("dmeo")

    assert code == 2
    assert output == "bootstrap: unknown job dmeo (demo or test; see --help)\n"
    assert not (checkout.folder / ".venv").exists()


TOOLS = ("cat", "chmod", "cmp", "cp", "dirname", "mkdir", "rm", "sed", "sh", "touch")
"""What `bootstrap` runs, besides Python and apt."""


@pytest.mark.parametrize(
    ("user", "arguments", "installed"),
    [
        ("0", ("test", "--version"), ["apt-update", "apt-install"]),
        ("0", ("test", "--fast", "--version"), []),
        ("1000", ("test", "--version"), []),
    ],
)
def test_root_gets_the_browser_of_the_slow_tests(
    checkout: Checkout, user: str, arguments: tuple[str, ...], installed: list[str]
) -> None:
    """apt, and a user, are scripts here; chromium is not on the PATH."""
    checkout.run()
    checkout.noted()
    folder = checkout.outside / "tools"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name) or name)
    scripts = {
        folder / "id": f"echo {user}",
        folder / "apt-get": f'echo apt-$1 >>"{checkout.notes}"',
    }
    linters = ("ruff", "codespell", "mypy")
    scripts |= {checkout.folder / ".venv" / "bin" / name: "exit 0" for name in linters}
    for file, line in scripts.items():
        file.write_text(f"#!/bin/sh\n{line}\n")
        file.chmod(0o755)
    checkout.path = str(folder)

    code, output = checkout.run(*arguments)

    assert code == 0, output
    assert [word for word in checkout.noted() if word.startswith("apt-")] == installed
