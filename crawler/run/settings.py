"""The operator's settings, `WIRE_*`, all read in one place before anything starts.

docs/operating.md documents them.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from crawler.base.faults import UsageFault
from crawler.dump.compression import Compression
from crawler.run.metrics import check
from crawler.sinks import misspelt_place

LogForm = Literal["text", "json"]

_Word = TypeVar("_Word", bound=str)
_CONTACT = re.compile(r"(?:https?://|(?:mailto:)?[^@\s()]+@)[^@\s()]+\.[^@\s()]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, validated as far as possible without network, dump or sources."""

    dump: str
    """URL of the dump."""
    state: Path
    """Folder of ledgers and spools."""
    compression: Compression
    """Compression of new parts."""
    readers: int
    """Number of processes that parse pages; 0 parses in the crawl's own process."""
    sources: Path | None
    """Folder of the operator's own sources."""
    contact: str | None
    """Contact for webmasters: a mail address or URL."""
    drain: float
    """Seconds to wait for in-flight requests at shutdown."""
    log: LogForm
    metrics: Path | None
    """File for Prometheus metrics."""
    progress: float
    """Seconds between two progress lines in the log; 0 for none."""


def read_settings(given: Mapping[str, Any]) -> Settings:
    """Read the settings by name. Raises UsageFault for the first invalid one."""

    _refuse_unknown({*given, *os.environ})

    def text(name: str) -> str:
        value = given[name]
        return "" if value is None else str(value)

    return Settings(
        dump=_dump(text("WIRE_DUMP")),
        state=_path("WIRE_STATE", text("WIRE_STATE")),
        compression=_one_of(get_args(Compression), "WIRE_COMPRESSION", text("WIRE_COMPRESSION")),
        readers=_readers(text("WIRE_READERS")),
        sources=_path("WIRE_SOURCES", text("WIRE_SOURCES")) if text("WIRE_SOURCES") else None,
        contact=_contact(text("WIRE_CONTACT")),
        drain=_seconds("WIRE_DRAIN", text("WIRE_DRAIN")),
        log=_one_of(get_args(LogForm), "WIRE_LOG", text("WIRE_LOG")),
        metrics=_metrics(text("WIRE_METRICS")),
        progress=_seconds("WIRE_PROGRESS", text("WIRE_PROGRESS")),
    )


def _refuse_unknown(names: Iterable[str]) -> None:
    known = [each.name.upper() for each in fields(Settings)]
    for name in sorted(names):
        own = name.removeprefix("WIRE_")
        if own != name and own not in known:
            near = get_close_matches(own, known, 1)
            all_of_them = ", ".join(f"WIRE_{each}" for each in known)
            hint = f"did you mean WIRE_{near[0]}?" if near else f"known: {all_of_them}"
            raise UsageFault(f"{name}: unknown setting ({hint})")


def _dump(value: str) -> str:
    if fault := misspelt_place(value):
        raise UsageFault(f"WIRE_DUMP: {fault}")
    return value


def _path(name: str, value: str) -> Path:
    if fault := misspelt_place(value):
        raise UsageFault(f"{name}: {fault}")
    return Path(value)


def usable_processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _one_of(words: Sequence[_Word], name: str, value: str) -> _Word:
    for word in words:
        if word == value:
            return word
    raise UsageFault(f"{name}: {value!r} is not {' or '.join(words)}")


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < inf:
        raise UsageFault(f"{name}: {value!r} is not a number of seconds")
    return seconds


def _readers(value: str) -> int:
    if not value:
        return usable_processors()
    if not value.isascii() or not value.isdecimal():
        raise UsageFault(f"WIRE_READERS: {value!r} is not a number of processes")
    return int(value)


def _contact(value: str) -> str | None:
    if value and not _CONTACT.fullmatch(value):
        raise UsageFault(f"WIRE_CONTACT: {value!r} is not a mail address or URL")
    return value or None


def _metrics(value: str) -> Path | None:
    file = _path("WIRE_METRICS", value) if value else None
    if file:
        check(file)
    return file
