"""Batches of archives: the real command, and a real Dask cluster on loopback."""

import gzip
import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.support.crawl import HANGS, Ended
from tests.support.forked import ROOT, heed_interrupts
from tests.support.processes import command


def lines(dump: Path, kind: str) -> list[bytes]:
    """Return the rows of a kind, in the order of the parts."""
    return [line for part in sorted((dump / kind).rglob("*.gz")) for line in gzip.open(part)]


def wait_for(found: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    late = time.monotonic() + HANGS
    while not found():
        assert time.monotonic() < late, "did not happen"
        time.sleep(0.005)


class Bulk:
    """Run `python -m crawler bulk` into one dump, with the sources in a folder."""

    def __init__(self, folder: Path, dump: str = "dump") -> None:
        self.folder = folder
        self.dump = folder / dump
        self.report = folder / f"{dump}.jsonl"

    def begin(
        self, *arguments: str, stderr: int = subprocess.PIPE, **settings: str
    ) -> "subprocess.Popen[str]":
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WIRE_")}
        environment |= {
            "WIRE_STATE": str(self.folder / f"{self.dump.name} state"),
            "WIRE_SOURCES": str(self.folder),
            "WIRE_LATEST": "off",
            **settings,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "crawler", "bulk", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            preexec_fn=heed_interrupts,
        )

    def __call__(self, archives: str, *options: str) -> Ended:
        process = self.begin(archives, str(self.dump), "--report", str(self.report), *options)
        out, log = process.communicate(timeout=HANGS)
        return Ended(process.returncode, out, log)

    def on_terminal(self, archives: str) -> Ended:
        """Run it with a terminal for its log."""
        ours, theirs = pty.openpty()
        process = self.begin(archives, str(self.dump), stderr=theirs, TERM="xterm")
        os.close(theirs)
        shown = b""
        with os.fdopen(ours, "rb", buffering=0) as terminal, suppress(OSError):  # Linux: at its end
            while data := terminal.read(1 << 16):
                shown += data
        out, _ = process.communicate(timeout=HANGS)
        return Ended(process.returncode, out, shown.decode())

    def manifest(self) -> dict[str, Any]:
        """Return that of the newest run."""
        newest = max((self.dump / "runs").glob("*/manifest.json"))
        manifest: dict[str, Any] = json.loads(newest.read_text())
        return manifest

    def outcomes(self) -> set[str]:
        """Return the names of the outcomes that wait to be stored."""
        return {file.name for file in (self.dump / "staging").rglob("[!.]*.pages")}


def workers_of(process: int) -> list[int]:
    """Return the ids of all Python processes below one that run tasks."""
    found: list[int] = []
    for pid in _children(process):
        if b"spawn_main" in command(pid):
            found.append(pid)
        found += workers_of(pid)
    return found


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


@contextmanager
def dask_cluster(folder: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Run a scheduler and two workers; yield the address for `--on`, and the workers' parent."""
    address = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    common = ("--scheduler-file", str(address), "--no-dashboard")
    with (folder / "dask.log").open("wb") as log:

        def start(*arguments: str) -> "subprocess.Popen[bytes]":
            command = [sys.executable, "-m", "dask", *arguments, *common]
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

        scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show")
        workers = start(
            *("worker", "--nworkers", "2", "--nthreads", "1"),
            *("--local-directory", str(folder / "dask"), "--death-timeout", str(HANGS)),
        )
        try:
            wait_for(address.exists)
            host = _host_in(address)
            _wait_for_workers(host)
            yield f"dask://{host}", workers
        finally:
            workers.terminate()
            workers.wait()
            scheduler.terminate()
            scheduler.wait()


def _host_in(file: Path) -> str:
    wait_for(lambda: file.read_text().endswith("}"))
    host: str = json.loads(file.read_text())["address"]
    return host.removeprefix("tcp://")


def _wait_for_workers(host: str) -> None:
    from distributed import Client

    with Client(f"tcp://{host}", set_as_default=False) as client:
        client.wait_for_workers(2, timeout=HANGS)
