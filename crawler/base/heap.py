"""Memory that has been freed, but that the C library has not given back to the system."""

import ctypes
from collections.abc import Callable
from functools import cache

OFTEN = 32
"""Pages of a crawl after which it is given back."""


def give_back() -> None:
    """Give unused memory back to the system, in half a millisecond; do nothing but with glibc.

    Pages of a crawl differ in size, so that each leaves gaps which the next does not fill.
    """
    if trim := _malloc_trim():
        trim(0)


@cache
def _malloc_trim() -> Callable[[int], int] | None:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
