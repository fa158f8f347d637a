"""Values that a test knows to be present."""

from typing import TypeVar

T = TypeVar("T")


def present(value: T | None) -> T:
    """Return a value; fail the test if it is None."""
    assert value is not None
    return value
