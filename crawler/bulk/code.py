"""The version of this program, down to the last rule."""

import hashlib
from functools import cache
from pathlib import Path

from crawler import EXTRACTOR

_ROOT = Path(__file__).parents[1]
_SUFFIXES = (".py", ".toml", ".json")


@cache
def code_version() -> str:
    """Return the extractor's version and a hash of all code and data that read a page."""
    digest = hashlib.sha256()
    for file in sorted(_ROOT.rglob("*")):
        name = file.relative_to(_ROOT)
        if file.suffix in _SUFFIXES and name.parts[0] not in ("sample", "cli"):
            digest.update(f"{name.as_posix()}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    return f"{EXTRACTOR} ({digest.hexdigest()[:12]})"
