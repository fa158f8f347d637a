"""Strict loader of source files: anything unknown is an error that names file and key."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from crawler.addresses.forms import check_examples
from crawler.base.faults import UsageFault
from crawler.base.toml import load_toml
from crawler.base.urls import place
from crawler.sources.source import Agency, Source

SHIPPED = Path(__file__).parent

PLACEHOLDERS = frozenset({"{topic}", "{yyyy}", "{yy}", "{mm}", "{dd}"})

_PLACEHOLDER = re.compile(r"\{[^}]*\}?")
_ID = re.compile(r"^[a-z0-9][a-z0-9.-]*$")
_VALUE = re.compile(
    r"(?:0[box])?[\d.-]+|0x[\da-f]+|\d[\d.]*(?:e-?\d+)?[dfl]?"  # a day, a number
    r"|true|false|yes|no|on|off|null|none|nan|inf|infinity"
)
"""Ids that readers of `source=<id>/` in a path take for another value: `2003`, `2003-03-14`."""


def load_sources(extra: Path | None = None) -> dict[str, Source]:
    """Return the shipped sources and those of the operator's folder, by id (the file's stem).

    An operator's file replaces a shipped one with the same stem.
    Raises UsageFault, naming file, key and cause, for an invalid folder or file.
    """
    if extra is not None and not extra.is_dir():
        raise UsageFault(f"WIRE_SOURCES: {extra} is not a folder")
    files = {
        file.stem: file
        for folder in (SHIPPED, extra)
        if folder is not None
        for file in sorted(folder.glob("*.toml"))
    }
    return {stem: load_source(file) for stem, file in files.items()}


def find_source(name: str, known: Mapping[str, Source]) -> Source:
    """Return a source by id. Raises UsageFault, with a suggestion, for an unknown id."""
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 1)
    suggestion = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
    raise UsageFault(f"source: {name!r} is unknown ({suggestion})")


def load_source(file: Path) -> Source:
    """Load one source's file. Raises UsageFault, naming file, key and cause, if it is invalid."""
    if not _ID.match(file.stem):
        raise UsageFault(
            f"{file}: invalid file name: a source id has lower-case letters, digits, - and ."
        )
    if _VALUE.fullmatch(file.stem):
        raise UsageFault(
            f"{file}: invalid file name: readers of a dump would take the source id {file.stem}"
            " for a number, a day, a boolean or null; add a word, such as archive-" + file.stem
        )
    source = load_toml(file, Source, flags=re.IGNORECASE, id=file.stem, first_base=None)
    try:
        _base(source.base)
        _placeholders(source)
    except ValueError as error:
        raise UsageFault(f"{file}: {error}") from None
    check_examples(file, source.address)
    if source.infosource == Agency():
        raise UsageFault(f"{file}: infosource: code or name required")
    return source


def with_base(source: Source, base: str) -> Source:
    """Return a source with another base URL; its pages may still link to the original one.

    Raises UsageFault for an invalid URL.
    """
    try:
        base = _base(base)
    except ValueError as error:
        raise UsageFault(str(error)) from None
    return msgspec.structs.replace(
        source, base=base, hosts=source.hosts | {place(source.base)}, first_base=source.base
    )


def _placeholders(source: Source) -> None:
    for path in source.start.paths:
        unknown = {*_PLACEHOLDER.findall(path)} - PLACEHOLDERS
        if unknown:
            raise ValueError(f"start: unknown placeholder {min(unknown)} in {path}")
        if "{topic}" in path and not source.topics:
            raise ValueError(f"start: {path} uses {{topic}}, but the source has no topics")


def _base(base: str) -> str:
    parts = urlsplit(base)
    if parts.username or parts.password:
        raise ValueError("base: user name and password are not allowed")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"base: {base} is not an http or https URL")
    if parts.query or parts.fragment:
        raise ValueError(f"base: {base} must not have a query or fragment")
    return base
