"""Values of metadata as text."""

from typing import Any

from crawler.base.text import fold, repair


def text_of_value(value: Any) -> str | None:
    """Return a string on one line, its entities resolved; null for all else."""
    return fold(repair(value)) or None if isinstance(value, str) else None
