"""The real `scrapy crawl wire` in its own process, and its results."""

import gzip
import json
import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.forked import new_python, python

HANGS = 600
"""Seconds after which a process that should have ended counts as one that hangs: far more than any
takes on a machine that is busy with other things."""


@dataclass(frozen=True)
class Ended:
    """Exit code and output of a crawl."""

    code: int
    out: str
    log: str

    @property
    def warnings(self) -> list[str]:
        """Return the warnings and errors of the log, without their dates."""
        lines = self.log.splitlines()
        return [
            line.split(": ", 1)[1] for line in lines if "WARNING: " in line or "ERROR: " in line
        ]


def _option(argument: str) -> str:
    """`name=value` is an argument of the spider, `NAME=value` a setting of Scrapy."""
    return "-s" if argument.partition("=")[0].isupper() else "-a"


class Crawl:
    """Run crawls into one dump."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dump = folder / "dump"
        self.launcher: tuple[str, ...] = ("-m", "scrapy")
        """Arguments of Python that start Scrapy."""
        self.spider = "wire"
        self.options: tuple[str, ...] = ()
        """Options of `scrapy crawl` besides arguments and settings."""
        self.is_new = False
        """Whether each starts Python itself, as those on a terminal do."""

    def __call__(self, *arguments: str, **settings: str) -> Ended:
        process = self.start(arguments, settings)
        out, log = process.communicate(timeout=HANGS)
        return Ended(process.returncode, out, log)

    def begin(self, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
        """Start a crawl and do not wait for it."""
        return self.start(arguments, settings)

    def start(
        self, arguments: Sequence[str], settings: dict[str, str], stderr: int = subprocess.PIPE
    ) -> "subprocess.Popen[str]":
        """Start a crawl whose `stderr` may be a terminal."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WIRE_")}
        environment |= {
            "WIRE_DUMP": self.dump.as_uri(),
            "WIRE_STATE": str(self.folder / "state"),
            "WIRE_SOURCES": str(self.folder),
            "WIRE_LATEST": "off",  # half a second for each crawl
            **settings,
        }
        given = [part for argument in arguments for part in (_option(argument), argument)]
        start = new_python if self.is_new or stderr != subprocess.PIPE else python
        return start(
            [*self.launcher, "crawl", self.spider, *self.options, *given],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )

    def source(self, name: str, base: str, terms: str) -> str:
        """Write the file of a source, whose `terms` are TOML; returns the argument that names it.

        A file with a shipped source's name overrides it.
        """
        text = f"name = '{name.title()}'\nbase = '{base}'\n{terms}\n"
        (self.folder / f"{name}.toml").write_text(text)
        return f"source={name}"

    def without_shipped(self) -> None:
        """Disable the shipped sources for crawls without arguments."""
        self.source("globalsecurity", "http://127.0.0.1:1", "story = ['x']\nenabled = false")

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """Return all rows of the dump's parts: `records`, `quarantine`, `removed`."""
        parts = sorted((self.dump / kind).rglob("*.gz"))
        return [json.loads(line) for part in parts for line in gzip.open(part)]

    def manifest(self) -> dict[str, Any]:
        """Return that of the newest run, by time of file: names have whole seconds."""
        manifests = (self.dump / "runs").glob("*/manifest.json")
        newest = max(manifests, key=lambda file: file.stat().st_mtime_ns)
        manifest: dict[str, Any] = json.loads(newest.read_text())
        return manifest

    def ledger(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement on the ledger and return its rows."""
        (file,) = (self.folder / "state").glob("*/ledger.sqlite")
        with closing(sqlite3.connect(file)) as db, db:
            return db.execute(statement).fetchall()

    def paths(self, base: str) -> set[str]:
        """Return the paths of all published stories."""
        return {row["url"].removeprefix(base) for row in self.rows("records")}
