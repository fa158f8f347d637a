"""The log above a line or a bar that stays at the bottom of the terminal."""

from rich.console import Console
from rich.text import Text


class Above:
    """Stream for the log that writes above the status line."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def write(self, text: str) -> None:
        """Write text verbatim above the line: not wrapped, styled or interpreted."""
        self._console.print(Text(text), end="", soft_wrap=True)

    def flush(self) -> None:
        """Do nothing: writes are not buffered."""
