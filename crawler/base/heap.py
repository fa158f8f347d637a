"""Memory that the C library holds without need (glibc only)."""

import ctypes
from collections.abc import Callable
from functools import cache

OFTEN = 32
"""Pages of a crawl after which unused memory is given back."""
_ARENA_MAX = -8
"""M_ARENA_MAX of mallopt(3)."""


def use_one_arena() -> None:
    """Let threads that start from now on allocate from the same memory as the first one, instead
    of some megabytes of their own. They hardly ever allocate at the same time."""
    if mallopt := _function("mallopt"):
        mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Give unused memory back to the system, in half a millisecond.

    Pages of a crawl differ in size, so that each leaves gaps which the next does not fill.
    """
    if trim := _function("malloc_trim"):
        trim(0)


@cache
def _function(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None)
