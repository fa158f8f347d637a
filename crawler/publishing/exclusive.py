"""Exclusive use of a dump and its ledger, for commands that change a dump without a run."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from crawler.ledger import Ledger
from crawler.publishing.lock import Lock
from crawler.publishing.session import Clock
from crawler.run.dry_run import LEDGER, state_folder
from crawler.sinks import Sink, SinkError


@contextmanager
def exclusive(sink: Sink, state: Path, clock: Clock) -> Iterator[Ledger]:
    """Lock a dump and its state folder as a run does; provide the ledger.

    `state` is the folder of ledgers and spools. Raises LockedError if a run writes the dump,
    UsageFault if the folder is not writable, SinkError for errors of dump and ledger.
    """
    home = state_folder(sink, state)
    try:
        with closing(Ledger(home / LEDGER)) as ledger:
            held = Lock(sink, home, clock)
            try:
                held.check_store()
                yield ledger
            finally:
                held.release()
    except sqlite3.Error as error:
        raise SinkError(f"{home}: {error}") from error
