"""Convert metadata values to text."""

from typing import Any

from crawler.base.text import fold, repair


def text_of_value(value: Any) -> str | None:
    """Return a string on one line with entities resolved; null for other types."""
    return fold(repair(value)) or None if isinstance(value, str) else None
