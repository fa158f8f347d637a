"""Log lines with event, subject and reason, the same in text and JSON."""

import logging

from crawler.base.faults import printable


def log_event(logger: logging.Logger, level: int, event: str, **about: object) -> None:
    """Log `event: …` followed by the values of the keyword arguments, in their order.

    Their names are the fields of the JSON log (docs/operating.md): `source` (its id), `host`,
    `url`, `kind` of a fault, `reason` (one line).
    """
    fields = {name: printable(str(value)) for name, value in about.items()}
    logger.log(level, "%s", ": ".join([event, *fields.values()]), extra=fields)


def log_bug(logger: logging.Logger, source: str, url: str, error: Exception) -> str:
    """Log an exception of our own code on a URL, within its handler; return the reason."""
    reason = printable(f"{type(error).__name__}: {error}")
    fields = {"source": source, "url": url, "reason": reason}
    logger.exception("bug: %s", ": ".join(fields.values()), extra=fields)
    return reason
