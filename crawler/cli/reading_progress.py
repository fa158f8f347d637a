"""How much of a dump a verb has read, shown while it takes longer than two seconds."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from crawler.dump.keys import INDEX, KINDS, PartKind, part_place, part_run
from crawler.dump.manifest import RunRef
from crawler.sinks import Sink
from crawler.sinks.watched import Watched

if TYPE_CHECKING:
    from rich.progress import Progress

QUIET = 2.0
"""Seconds after which progress is shown."""


class _Part(Struct):
    kind: str
    bytes: int


class _Manifest(Struct):
    run: str
    parts: tuple[_Part, ...]


class _Run(Struct):
    run: str
    rows: int


class _Index(Struct):
    runs: tuple[_Run, ...]


class ReadingProgress:
    """Which share of the rows of some runs has been read, judged by keys and sizes."""

    def __init__(self, runs: Iterable[RunRef], kinds: Iterable[PartKind]) -> None:
        """Without `runs`, they are those of the index, once that is read."""
        self._rows = {named.run: named.rows for named in runs}
        self._kinds = frozenset(kinds)
        self._sizes: dict[str, int] = {}
        """Run -> bytes of its parts, once its manifest is read."""
        self._done = 0
        """Rows of the runs that are read."""
        self._run: str | None = None
        self._in_run = 0
        self.bytes = 0
        """Bytes read in all."""

    def see(self, key: str, data: bytes) -> None:
        """Take note of an object, or a chunk of one, that was read."""
        self.bytes += len(data)
        if key == INDEX and not self._rows:
            self._see_index(data)
        elif key.startswith("runs/"):
            self._see_manifest(data)
        elif (run := part_run(key)) in self._rows:
            self._enter(run)
            place = part_place(key)
            if place and place.kind in self._kinds:
                self._in_run += len(data)

    @property
    def share(self) -> float | None:
        """Share that is read; null if it is not known."""
        whole = sum(self._rows.values())
        if not whole:
            return None
        size = self._sizes.get(self._run or "", 0)
        of_run = min(1.0, self._in_run / size) if size else 0.0
        return (self._done + of_run * self._rows.get(self._run or "", 0)) / whole

    def _enter(self, run: str | None) -> None:
        if run != self._run:
            self._done += self._rows.get(self._run or "", 0)
            self._run, self._in_run = run, 0

    def _see_index(self, data: bytes) -> None:
        with suppress(msgspec.DecodeError):
            index = msgspec.json.decode(data, type=_Index)
            self._rows = {named.run: named.rows for named in index.runs}

    def _see_manifest(self, data: bytes) -> None:
        with suppress(msgspec.DecodeError):  # whoever reads it reports that
            manifest = msgspec.json.decode(data, type=_Manifest)
            sizes = (part.bytes for part in manifest.parts if part.kind in self._kinds)
            self._sizes[manifest.run] = sum(sizes)


Hide = Callable[[], None]
"""Function that takes the bar off the terminal, before something is printed."""


@contextmanager
def reading(
    sink: Sink, runs: Iterable[RunRef] = (), kinds: Iterable[PartKind] = KINDS
) -> Iterator[tuple[Sink, Hide]]:
    """Yield a sink whose reading is shown on stderr, if that is a terminal, after two seconds."""
    if not sys.stderr.isatty():
        yield sink, lambda: None
        return
    bar = _Bar(ReadingProgress(runs, kinds))
    try:
        yield Watched(sink, bar.see), bar.hide
    finally:
        bar.hide()


class _Bar:
    """A bar on the terminal; rich is loaded when it is needed."""

    def __init__(self, progress: ReadingProgress) -> None:
        self._progress = progress
        self._shown: Progress | None = None
        self._task: Any = None
        self._since = time.monotonic()

    def see(self, key: str, data: bytes) -> None:
        """Take note of what was read, and show it."""
        self._progress.see(key, data)
        if self._shown is None and time.monotonic() - self._since > QUIET:
            self._show()
        if self._shown is not None:
            share = self._progress.share
            self._shown.update(
                self._task,
                total=None if share is None else 1.0,
                completed=share or 0.0,
                read=f"{self._progress.bytes / 1e6:,.0f} MB",
            )

    def hide(self) -> None:
        """Take the bar off the terminal; it comes back if reading goes on for long."""
        if self._shown is not None:
            self._shown.stop()
            self._shown = None
        self._since = time.monotonic()

    def _show(self) -> None:
        from rich.console import Console  # takes 50 ms
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
        )

        self._shown = Progress(
            TextColumn("reading"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[read]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._shown.add_task("", total=None, read="")
        self._shown.start()
