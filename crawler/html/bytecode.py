"""Keep compiled templates beside Python's bytecode: to compile takes longer than to render them."""

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

_BESIDE = Path(cache_from_source(__file__))


class TemplateBytecode(FileSystemBytecodeCache):
    """Cache of compiled templates in `__pycache__`, which Jinja checks against their source.

    It is written where and when Python writes its own; what cannot be read is compiled again.
    """

    def __init__(self, folder: Path = _BESIDE.parent) -> None:
        python = _BESIDE.suffixes[0].removeprefix(".")
        super().__init__(str(folder), f"%s.{python}.jinja-{jinja2.__version__}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template, if there is one."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # a damaged pickle may raise any
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a template if Python may write bytecode, readable to all like Python's own."""
        file = Path(self._get_cache_filename(bucket))
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                file.parent.mkdir(exist_ok=True)
                super().dump_bytecode(bucket)
                file.chmod(0o644)
