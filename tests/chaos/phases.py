"""Where a crawl was when it died: read from what it left, not from what was aimed at."""

import json
import shutil
import sqlite3
import tempfile
from pathlib import Path

from tests.chaos.store import Store

PHASES = ("start", "fetch", "seal", "sealed", "planned", "parts", "manifest", "swap", "done")
"""In the order in which a run goes through them:

before it has a name; no row sealed; between the first sealed part and its note; rows sealed, the
crawl goes on; manifest fixed, nothing uploaded; some parts uploaded; manifest uploaded, too; the
pointer names the run, its own ledger does not know; the ledger knows, the spool is not yet clear.
"""


def phase(state: Path, store: Store) -> str:
    """The phase in which the newest run that has not ended died."""
    ledger = next(state.glob("*/ledger.sqlite"), None)
    if ledger is None:
        return "start"
    waiting, parts = _ledger(ledger)
    spool = ledger.parent / "spool"
    sealed = {path.relative_to(spool).as_posix() for path in spool.rglob("*.jsonl.gz")}
    if not waiting:
        return "done" if sealed else "start"
    run, planned = waiting[-1]
    if planned is None:
        if {key for key in sealed if run in key} - parts:
            return "seal"
        return "sealed" if any(run in key for key in parts) else "fetch"
    keys = store.keys()
    if "index.json" in keys and run in store.read("index.json").decode():
        return "swap"
    if f"runs/{run}/manifest.json" in keys:
        return "manifest"
    named = [part["key"] for part in json.loads(planned)["parts"]]
    return "parts" if any(key in keys for key in named) else "planned"


def _ledger(path: Path) -> tuple[list[tuple[str, bytes | None]], set[str]]:
    """Runs that wait and parts that are noted, out of a copy: looking must not mend anything."""
    with tempfile.TemporaryDirectory() as folder:
        for file in path.parent.glob(f"{path.name}*"):
            shutil.copy(file, folder)
        db = sqlite3.connect(Path(folder) / path.name)
        try:
            waiting = "SELECT run, manifest FROM runs WHERE named IS NULL ORDER BY run"
            return db.execute(waiting).fetchall(), {
                key for (key,) in db.execute("SELECT key FROM parts")
            }
        except sqlite3.OperationalError:  # killed before its tables were there
            return [], set()
        finally:
            db.close()
