"""How many readers a crawl has."""

import os

from crawler.faults import UsageFault


def readers_named(word: str | None) -> int:
    """A setting's number of readers; without one, as many as this process may use processors.

    Raises UsageFault where it names no number.
    """
    if not word:
        return usable_processors()
    if not word.isascii() or not word.isdecimal():
        raise UsageFault(f"WIRE_READERS is a number of processes, not {word!r}")
    return int(word)


def usable_processors() -> int:
    """Fewer than the machine has where this process is bound to some of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
