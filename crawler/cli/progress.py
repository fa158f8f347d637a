"""Progress on stderr, if that is a terminal, for work that takes longer than two seconds."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crawler.base.faults import printable


@contextmanager
def working() -> Iterator[Callable[[str], None]]:
    """Yield a function that sets what is being done; it is shown while the block runs."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # takes 50 ms
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.text import Text

    spinner = Spinner("dots")
    console = Console(stderr=True)
    with Live(spinner, console=console, transient=True, refresh_per_second=8):
        yield lambda what: spinner.update(text=Text(printable(what), overflow="ellipsis"))
