"""The operator's settings, `WIRE_*`, all read in one place before anything starts.

docs/operating.md documents them.
"""

import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from crawler.base.faults import UsageFault
from crawler.dump.compression import Compression
from crawler.run.metrics import check
from crawler.sinks import misspelt_place

_CONTACT = r"(?a)^(?:https?://|(?:mailto:)?[^@\s()]+@)[^@\s()]+\.[^@\s()]+\Z"

Contact = Annotated[str, Meta(pattern=_CONTACT)]
View = Literal["croissant", "datapackage", "delta", "newsarticle", "ninjs"]
Processes = Annotated[int, Meta(ge=0)]
Seconds = Annotated[float, Meta(ge=0, lt=1e9)]

_EXPECTED = {
    "compression": "gzip or zstd",
    "contact": "a mail address or URL",
    "drain": "a number of seconds",
    "latest": "off or on",
    "log": "text or json",
    "progress": "a number of seconds",
    "raw": "off, on or zstd",
    "readers": "a number of processes",
    "views": "a list of croissant, datapackage, delta, newsarticle, ninjs",
}
_PLACES = ("dump", "state", "sources", "metrics")
_OPTIONAL = ("readers", "sources", "contact", "metrics", "views", "cluster")
"""Settings that may be empty."""
DEFAULTS: Mapping[str, str] = {
    "state": "state",
    "compression": "gzip",
    "raw": "off",
    "latest": "on",
    "drain": "60",
    "log": "text",
    "progress": "60",
}
"""Those of commands that do not run in Scrapy, the same as in settings.py."""


class Settings(Struct, frozen=True, kw_only=True):
    """All settings, validated as far as possible without network, dump or sources."""

    dump: str
    """URL of the dump."""
    state: Path
    """Folder of ledgers and spools."""
    compression: Compression
    """Compression of new parts."""
    raw: Literal["off", "on", "zstd"]
    """Whether answers are archived as fetched: `on` in gzip, or in zstd."""
    latest: Literal["off", "on"]
    """Whether the newest state of the dump is kept ready after each run."""
    views: tuple[View, ...] = ()
    """Views that are made of the newest state, for tools that know other formats."""
    readers: Processes
    """Number of processes that parse pages; 0 parses in the crawl's own process."""
    sources: Path | None = None
    """Folder of the operator's own sources."""
    contact: Contact | None = None
    """Contact for webmasters: a mail address or URL."""
    drain: Seconds
    """Seconds to wait for in-flight requests at shutdown."""
    log: Literal["text", "json"]
    metrics: Path | None = None
    """File for Prometheus metrics."""
    progress: Seconds
    """Seconds between two progress lines in the log; 0 for none."""
    cluster: str | None = None
    """URL of the service by which several machines share a crawl; may contain a password."""


def read_settings(given: Mapping[str, Any]) -> Settings:
    """Read the settings by name. Raises UsageFault for an invalid one."""
    _refuse_unknown({*given, *os.environ})
    values = {name: given[_setting(name)] for name in Settings.__struct_fields__}
    texts = {name: "" if value is None else str(value) for name, value in values.items()}
    for name in _PLACES:
        if fault := misspelt_place(texts[name]):
            raise UsageFault(f"{_setting(name)}: {fault}")
    named = {name: text for name, text in texts.items() if text or name not in _OPTIONAL}
    read = _converted({"readers": usable_processors(), **named})
    if read.metrics:
        check(read.metrics)
    if fault := _impossible_views(read):
        raise UsageFault(f"WIRE_VIEWS: {fault}")
    return read


def _impossible_views(settings: Settings) -> str | None:
    """Return why the views cannot be made, if they cannot."""
    if settings.views and settings.latest == "off":
        return "views are made of the newest state, which WIRE_LATEST=off turns off"
    if "delta" in settings.views and find_spec("deltalake") is None:
        return "delta needs deltalake: pip install 'wirecrawl[delta]'"
    return None


def read_environment(dump: str) -> Settings:
    """Read the settings of a command that is given its dump. Raises UsageFault."""
    names = (name for name in Settings.__struct_fields__ if name != "dump")
    given = {_setting(n): os.environ.get(_setting(n)) or DEFAULTS.get(n) for n in names}
    return read_settings({_setting("dump"): dump, **given})


def _converted(values: Mapping[str, Any]) -> Settings:
    views = [each.strip() for each in values.get("views", "").split(",")]
    lists = {"views": [each for each in views if each]}
    try:
        return msgspec.convert(
            {**values, **lists}, Settings, strict=False, dec_hook=lambda _, text: Path(text)
        )
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].rstrip("`").partition("[")[0]
        line = f"{_setting(name)}: {values[name]!r} is not {_EXPECTED[name]}"
    raise UsageFault(line)


def _setting(name: str) -> str:
    return f"WIRE_{name.upper()}"


def _refuse_unknown(names: Iterable[str]) -> None:
    known = [_setting(name) for name in Settings.__struct_fields__]
    for name in sorted(names):
        if name.startswith("WIRE_") and name not in known:
            near = get_close_matches(name, known, 1, cutoff=0.8)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            raise UsageFault(f"{name}: unknown setting ({hint})")


def usable_processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
