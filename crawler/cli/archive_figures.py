"""The file of `bulk --report`: the figures of each archive."""

from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from crawler.base.faults import UsageFault
from crawler.bulk.archive_report import ArchiveReport


class ArchiveFigures:
    """Writes a line for each archive, as soon as it is stored. Use it as a context manager."""

    def __init__(self, file: str | None) -> None:
        """Without a file, nothing is written. Raises UsageFault if it cannot be written."""
        self._close = ExitStack()
        self._file: BinaryIO | None = None
        if file:
            try:
                self._file = self._close.enter_context(Path(file).open("wb"))  # noqa: SIM115  # it is one
            except OSError as error:
                raise UsageFault(f"--report {file}: {error.strerror}") from error

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._close.close()

    def write(self, report: ArchiveReport) -> None:
        """Write the figures of an archive. Raises OSError."""
        if self._file:
            self._file.write(msgspec.json.encode(report) + b"\n")
            self._file.flush()
