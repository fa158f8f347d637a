"""Temporary folder for data that does not fit in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from crawler.sinks import SinkError


@contextmanager
def scratch() -> Iterator[Path]:
    """Provide a temporary folder, deleted afterwards. Disk errors are raised as SinkError."""
    try:
        with TemporaryDirectory(prefix="wirecrawl-") as folder:
            yield Path(folder)
    except OSError as error:
        cause = error.strerror or error
        raise SinkError(f"{gettempdir()}: {cause} (set TMPDIR to use another folder)") from error
