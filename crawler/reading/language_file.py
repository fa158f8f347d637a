"""The file of py3langid's model, decompressed once into the cache folder of the user.

It is what py3langid decompresses itself: an uncompressed .npz. So it can be read in place.
"""

import lzma
import os
import shutil
import tempfile
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import IO

_PIECE = 1 << 16
"""Bytes that are decompressed at a time; the decompressor itself takes 8 MB."""


def cached_file() -> Path:
    """Return where the file of this version is cached. Raises RuntimeError without a home."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    library = distribution("py3langid")
    size = _compressed(library).stat().st_size
    return Path(caches) / "wirecrawl" / f"py3langid-{library.version}-{size}.npz"


def make(file: Path) -> None:
    """Write the file; it is complete as soon as it is there. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            _decompress(out)
            os.fsync(descriptor)
        new.chmod(0o644)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
    # Earlier releases unpacked the model into a folder.
    shutil.rmtree(file.parent / file.name.removesuffix(".npz"), ignore_errors=True)


def unnamed_file() -> IO[bytes]:
    """Return the decompressed file without a name, on disk or else in memory. It is deleted when
    it is closed."""
    try:
        return _decompressed(tempfile.TemporaryFile())
    except OSError:  # read-only, or full
        return _decompressed(os.fdopen(os.memfd_create("py3langid"), "w+b"))


def _decompressed(file: IO[bytes]) -> IO[bytes]:
    try:
        _decompress(file)
    except BaseException:
        file.close()
        raise
    return file


def _decompress(out: IO[bytes]) -> None:
    with lzma.open(_compressed(distribution("py3langid"))) as compressed:
        shutil.copyfileobj(compressed, out, _PIECE)
    out.flush()


def _compressed(library: Distribution) -> Path:
    """Return the file that py3langid comes with, without importing it, which imports NumPy."""
    return Path(str(library.locate_file("py3langid/data/model.npz.xz")))
