"""A dry run: a run that reads a dump and its ledger, and leaves both as they are."""

import hashlib
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from crawler.base.faults import UsageFault
from crawler.dump.keys import LOCK
from crawler.ledger import Ledger
from crawler.sinks import Sink, open_sink
from crawler.sinks.overlay import Overlay

LEDGER = "ledger.sqlite"


class DryRun:
    """A dump to publish into, which is deleted with `close`."""

    def __init__(self, dump: str, state: Path) -> None:
        """Copy the ledger of a dump. Raises UsageFault if that is impossible."""
        base = open_sink(dump)
        try:
            state.mkdir(parents=True, exist_ok=True)
            self.state = Path(tempfile.mkdtemp(prefix="trial-", dir=state))
        except OSError as error:
            raise UsageFault(f"{state}: {error.strerror}") from error
        top = open_sink(str(self.state / "dump"))
        self.sink: Sink = Overlay(base, top, frozenset([LOCK]))
        ledger = state_folder(base, state) / LEDGER
        if ledger.exists():
            _copy(ledger, state_folder(self.sink, self.state) / LEDGER)

    def close(self) -> None:
        """Delete what was published."""
        shutil.rmtree(self.state, ignore_errors=True)


def state_folder(sink: Sink, state: Path) -> Path:
    """Return the folder of a dump's ledger and spool."""
    return state / hashlib.sha256(sink.url.encode()).hexdigest()[:16]


def _copy(ledger: Path, target: Path) -> None:
    """Copy a ledger as of now, without the runs that are not published."""
    target.parent.mkdir(parents=True)
    try:
        with (
            closing(sqlite3.connect(f"file:{ledger}?mode=rw", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.Error as error:
        raise UsageFault(f"{ledger}: {error}") from error
    copied = Ledger(target)
    try:
        for run in copied.pending():
            copied.drop(run.run)
    finally:
        copied.close()
