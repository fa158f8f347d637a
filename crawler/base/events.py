"""The lines of the log: what happened, to what, and why. Text and JSON say the same."""

import logging

from crawler.base.faults import printable


def log_event(logger: logging.Logger, level: int, event: str, **about: object) -> None:
    """Log `event: …`, and behind it what it is about, in the order in which it is given.

    The names of that are the fields of the JSON log (docs/operating.md): `source` (its id), `host`,
    `url`, `kind` of a fault, `reason` (one line).
    """
    said = {name: printable(str(value)) for name, value in about.items()}
    logger.log(level, "%s", ": ".join([event, *said.values()]), extra=said)


def log_bug(logger: logging.Logger, source: str, url: str, error: Exception) -> str:
    """Log that our own code broke on an address, while that is handled; returns the reason."""
    reason = printable(f"{type(error).__name__}: {error}")
    said = {"source": source, "url": url, "reason": reason}
    logger.exception("bug: %s", ": ".join(said.values()), extra=said)
    return said["reason"]
