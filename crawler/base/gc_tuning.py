"""How often Python looks for garbage that holds itself (docs.python.org/3/library/gc)."""

import gc


def collect_seldom() -> None:
    """Look for it now and then only, and never in what is loaded by now.

    A page leaves next to none, and with the defaults the looking costs a tenth of its reading.
    """
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)
