"""The captures that revisits refer to, of an archive and of all archives of a batch."""

from collections.abc import Mapping
from pathlib import Path

from crawler.archive.opening import open_place
from crawler.archive.originals import Originals, keys_of
from crawler.archive.values import ArchiveFile, ArchivePlace, Postponed
from crawler.bulk.work import Rows, Work


class ArchiveOriginals(Originals):
    """Those of the archive that a task reads."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = []
        """What other archives may refer to: nothing in a WACZ, which is closed by then."""
        self.unresolved: list[tuple[ArchiveFile, Postponed]] = []
        """Revisits since this list was emptied."""

    def add(self, headers: Mapping[str, str], url: str, file: ArchiveFile, offset: int) -> None:
        """Add a capture, by the headers of its record."""
        super().add(headers, url, file, offset)
        if not file.packed_in:
            self.rows.append((keys_of(headers, url), offset))

    def postpone(self, file: ArchiveFile, revisit: Postponed) -> None:
        """Keep a revisit whose capture is not in front of it."""
        self.unresolved.append((file, revisit))


class BatchOriginals(Originals):
    """Those of all archives stored so far, read only once a revisit asks for one."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._unread: list[tuple[ArchivePlace, str]] = []

    def note(self, archive: ArchivePlace, name: str) -> None:
        """Add an archive, by the name of its outcome."""
        self._unread.append((archive, name))

    def find(self, headers: Mapping[str, str], url: str) -> tuple[ArchiveFile, int] | None:
        """Return file and offset of the capture that a revisit refers to. Raises WorkError."""
        while self._unread:
            archive, name = self._unread[0]
            file = open_place(archive)
            if not isinstance(file, Path):
                self.add_keys(self._work.originals(name), file)
            del self._unread[0]
        return super().find(headers, url)
