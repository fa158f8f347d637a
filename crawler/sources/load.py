"""Strict loader of source files: anything unknown is an error that names file and key."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from crawler.base.faults import UsageFault
from crawler.sources.source import Agency, Source, place

SHIPPED = Path(__file__).parent

PLACEHOLDERS = frozenset({"{topic}", "{yyyy}", "{yy}", "{mm}", "{dd}"})

_PLACEHOLDER = re.compile(r"\{[^}]*\}?")
_UNKNOWN = re.compile(r"unknown field `(.*)`")
_ID = re.compile(r"^[a-z0-9][a-z0-9.-]*$")


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
    try:
        return _source(file)
    except tomllib.TOMLDecodeError as error:
        cause = f"not TOML: {error}"
    except msgspec.ValidationError as error:
        cause = _with_key(str(error))
    except (OSError, ValueError) as error:
        cause = str(error)
    raise UsageFault(f"{file}: {cause}")


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


def _source(file: Path) -> Source:
    if not _ID.match(file.stem):
        raise ValueError("invalid file name: a source id has lower-case letters, digits, - and .")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    if "id" in table:
        raise ValueError("id: not allowed, the file name is the id")
    if "first_base" in table:
        raise ValueError("first_base: not allowed in a file")
    source = msgspec.convert({**table, "id": file.stem}, Source, dec_hook=_pattern)
    _base(source.base)
    _placeholders(source)
    if source.infosource == Agency():
        raise ValueError("infosource: code or name required")
    return source


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


def _pattern(_: type, value: Any) -> Any:
    """Compile a path pattern, ignoring case as old servers do. Hook of `msgspec.convert`."""
    try:
        return re.compile(value, re.IGNORECASE)
    except (re.error, TypeError) as error:
        raise ValueError(f"invalid pattern {value!r}: {error}") from None


def _with_key(message: str) -> str:
    """Return msgspec's `cause - at `$.key`` as `key: cause`, with suggestions for unknown keys."""
    cause, _, place = message.partition(" - at `$")
    key = place.rstrip("`").lstrip(".")
    if unknown := _UNKNOWN.search(cause):
        cause = f"{cause} ({_known(key, unknown[1])})"
    return f"{key}: {cause}" if key else cause


def _known(table: str, name: str) -> str:
    """Return a suggestion for an unknown key: the closest known key, or all of the table's keys.

    >>> _known("start", "sitemaps"), _known("gone", "weeks")
    ('did you mean sitemap?', 'known: runs, days, share')
    """
    fields = {each.encode_name: each for each in msgspec.structs.fields(Source)}
    if table in fields:
        keys = [each.encode_name for each in msgspec.structs.fields(fields[table].type)]
    else:
        keys = [key for key in fields if key not in ("id", "first_base")]
    near = get_close_matches(name, keys, 1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(keys)}"
