"""A new file of lines, on disk or in S3."""

from collections.abc import Iterable
from pathlib import Path

from crawler.base.faults import UsageFault
from crawler.dump.compression import Compression, Packer, packer
from crawler.sinks import Sink, SinkError, open_sink
from crawler.tools.scratch import scratch

_COMPRESSIONS: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd"}


class Output:
    """A file that is written whole or not at all, and never over another one."""

    def __init__(self, folder: Sink, name: str) -> None:
        self._folder = folder
        self._name = name
        self.url = f"{folder.url.rstrip('/')}/{name}"

    def write(self, lines: Iterable[bytes]) -> int:
        """Write lines, compressed as the file's name says; return their number.

        Raises SinkError if another file has that name or it cannot be written.
        """
        with scratch() as folder:
            made = folder / self._name
            count = write_lines(made, lines, self._name)
            self._folder.create(self._name, made)
        return count


def open_output(url: str) -> Output:
    """Return the file with this path or URL. Raises UsageFault if it is invalid or taken."""
    place, _, query = url.partition("?")
    folder, slash, name = place.rpartition("/")
    if not name:
        raise UsageFault(f"-o {place}: names a folder, not a file")
    sink = open_sink(f"{folder or slash or '.'}{'?' if query else ''}{query}")
    try:
        if sink.size(name) is not None:
            raise UsageFault(f"-o {place}: exists already")
    except SinkError as error:
        raise UsageFault(f"-o {error}") from error
    return Output(sink, name)


def write_lines(file: Path, lines: Iterable[bytes], name: str) -> int:
    """Write lines into a file, compressed as `name` ends; return their number."""
    compressor = _packer_of(name)
    count = 0
    with file.open("wb") as out:
        for count, line in enumerate(lines, start=1):  # noqa: B007  # the last one is the number
            out.write(compressor.compress(line + b"\n") if compressor else line + b"\n")
        if compressor:
            out.write(compressor.flush())
    return count


def _packer_of(name: str) -> Packer | None:
    for suffix, compression in _COMPRESSIONS.items():
        if name.endswith(suffix):
            return packer(compression)
    return None
