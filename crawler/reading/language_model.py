"""The model of py3langid, unpacked once into files that all processes map into memory.

To unpack it takes half a second and 75 MB in each process. Mapped, its pages are shared, and only
those are read that a text needs. py3langid classifies with both alike.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from py3langid import langid
from py3langid.modelio import load_model

_MODEL = Path(langid.MODEL_DIR) / langid.MODEL_FILE
_NAMES = ("ptc", "pc", "classes", "nextmove", "row", "output")
"""Parts of the model, in the order in which py3langid loads them."""


def cache_folder() -> Path:
    """Return the folder for the files of this version. Raises RuntimeError without a home."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "wirecrawl" / f"py3langid-{version('py3langid')}-{_MODEL.stat().st_size}"


def load_identifier() -> langid.LanguageIdentifier:
    """Return the model, mapped from its files if they are there or can be written."""
    try:
        folder = cache_folder()
        if not folder.exists():
            _unpack(folder)
        parts: list[Any] = [_mapped(folder / f"{name}.npy") for name in _NAMES]
    except (OSError, RuntimeError, ValueError):  # no home, no space, read-only, incomplete
        parts = [*load_model(_MODEL)]
    ptc, pc, classes, *tables = parts
    nextmove, rows, output = map(np.asarray, tables)
    # Items of a memoryview are integers of Python, those of an array are not.
    identifier = langid.LanguageIdentifier(
        np.asarray(ptc),
        np.asarray(pc),
        [*map(str, classes)],
        nextmove.data,
        output.data,
        norm_probs=True,
        tk_row=(),
    )
    # What it makes of `tk_row` itself is a list of as many integers, which takes 4 MB.
    identifier._rowbase = (rows.astype(np.uint32) << 8).data
    return identifier


def _mapped(file: Path) -> Any:
    return np.load(file, mmap_mode="r", allow_pickle=False)


def _unpack(folder: Path) -> None:
    """Write the parts of the model as a folder that is complete as soon as it is there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _new_folder(folder) as new:
        for name, part in zip(_NAMES, load_model(_MODEL), strict=True):
            kind = np.int32 if name == "output" else None
            with (new / f"{name}.npy").open("wb") as file:
                np.save(file, np.asarray(part, dtype=kind), allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Make a folder under another name, and rename it at the end unless another process was
    faster."""
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield new
        new.chmod(0o755)
        if not folder.exists():
            new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
