"""Exceptions for invalid input (Fault) and for operator mistakes (UsageFault)."""

import re

from crawler.base.fault_kinds import FaultKind

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters, text direction marks and line ends, which hosts may inject into log lines."""


def printable(text: str) -> str:
    """Return a text as one line that is safe to print on a terminal.

    >>> printable("a\\x1b[2Jb\\u202egpj.exe\\nc")
    'a [2Jb gpj.exe c'
    """
    return _UNPRINTABLE.sub(" ", text)


class Fault(Exception):
    """An input that cannot become a record; the page is quarantined and the crawl continues.

    `kind` is what it is counted by; `reason` is one line for a person.
    """

    def __init__(self, kind: FaultKind, reason: str) -> None:
        self.kind = kind
        self.reason = printable(reason)
        super().__init__(f"{kind}: {self.reason}")

    def __reduce__(self) -> tuple[type["Fault"], tuple[FaultKind, str]]:
        return (Fault, (self.kind, self.reason))


class UsageFault(Exception):
    """A mistake of the operator: an unknown source, an invalid date, a dump that is not writable.

    The message is one line with the setting, argument, file or URL and the cause; it never contains
    a secret. Nothing is crawled or published; the exit code is 2.
    """


class LockedError(UsageFault):
    """Another run is writing this dump."""
