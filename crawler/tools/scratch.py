"""Room for what memory does not hold, for as long as it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from crawler.sinks import SinkError


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder that vanishes. A failure of its disk is told as such: raises SinkError."""
    try:
        with TemporaryDirectory(prefix="wirecrawl-") as folder:
            yield Path(folder)
    except OSError as error:
        cause = error.strerror or error
        raise SinkError(f"{gettempdir()}: {cause} (another folder: set TMPDIR)") from error
