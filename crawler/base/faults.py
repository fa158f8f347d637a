"""The two ways things go wrong: with what was given to us, and with what we were told to do."""

import re

BUG, READER = "bug", "reader"
"""Kinds of Fault that are not the page's: our own code broke on it, or it ended its readers
or asked too much of them."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What moves a terminal's cursor, turns the direction of its text, or ends a line; hosts put it
into what we say of them."""


def printable(text: str) -> str:
    """A text as one line that shows on a terminal what it says.

    >>> printable("a\\x1b[2Jb\\u202egpj.exe\\nc")
    'a [2Jb gpj.exe c'
    """
    return _UNPRINTABLE.sub(" ", text)


class Fault(Exception):
    """An input that cannot become a record. The page is quarantined, the crawl goes on.

    `kind` is one short word to count by (`charset`, `empty`, `size`, `media-type`, `http`, ...);
    `reason` is one line for a person.
    """

    def __init__(self, kind: str, reason: str) -> None:
        self.kind = kind
        self.reason = printable(reason)
        super().__init__(f"{kind}: {self.reason}")

    def __reduce__(self) -> tuple[type["Fault"], tuple[str, str]]:
        return (Fault, (self.kind, self.reason))


class UsageFault(Exception):
    """A mistake of the operator's: an unknown source, a bad date, a dump that cannot be written.

    The message is one line that names the setting, argument, file or URL, and the cause; it never
    holds a secret. Nothing is crawled or published; the exit code is 2.
    """
