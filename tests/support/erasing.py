"""A dump with a story to erase, and where its text is found."""

import gzip
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet
import zstandard
from msgspec.structs import replace

from crawler.__main__ import main
from crawler.contract import Quarantined, RemovedText
from crawler.latest.keep import keep_latest
from crawler.model import Outcome
from crawler.sinks import open_sink
from tests.support.dumps import FETCHED, outcome, record, run, sha256, story, url

TEXT = "the witness of pier nine"
"""Text that only the story to erase has."""
DOOMED = record("doomed").id


def doomed(take: str) -> Outcome:
    """A take of the story to erase, with a text removed from its page."""
    made = outcome(record("doomed", f"{take} {TEXT}"))
    text = RemovedText("wire", url("doomed"), "menu", "div", f"More of {TEXT}", FETCHED)
    return replace(made, removed=(*made.removed, text))


def rejected() -> Outcome:
    """The page of the story to erase, quarantined with its record."""
    kept = record("doomed", f"broken {TEXT}")
    row = Quarantined("wire", kept.url, "schema", "no day", FETCHED, sha256("broken"), kept)
    return Outcome(outcome(kept).fetch, quarantined=(row,))


def make(dump: str, state: Path) -> None:
    """Publish four runs, with the story to erase in three of them, two snapshots, and ready files
    of the last version but one and of an earlier one, which they have replaced."""
    run(dump, state, story("one"), doomed("first"))
    assert main(["snapshot", dump]) == 0
    keep_latest(open_sink(dump))
    run(dump, state, story("one", "second"), rejected())
    run(dump, state, doomed("second"))
    assert main(["snapshot", dump]) == 0
    keep_latest(open_sink(dump))
    run(dump, state, story("two"))


def erase(dump: str, state: Path, *names: str, reason: str = "court order") -> int:
    """Run the verb; return its exit code."""
    return main(["erase", dump, *(names or (DOOMED,)), "--reason", reason, "--state", str(state)])


def holders(folder: Path, text: str = TEXT) -> list[str]:
    """Return the files below a folder that hold a text, hidden ones too."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    wanted = text.encode()
    return [
        path.relative_to(folder).as_posix()
        for path in files
        if wanted in _unpacked(path.read_bytes(), path.suffix == ".parquet")
    ]


@lru_cache(maxsize=1024)
def _unpacked(data: bytes, is_parquet: bool) -> bytes:
    """Return the content of a file, whatever it is packed with."""
    if is_parquet:
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(data))
        return str(table.to_pylist()).encode()
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    return data
