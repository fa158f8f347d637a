"""Reads the files of the sources, strictly: what is not understood is refused, with its place."""

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
    """The shipped sources and those of the operator's folder, by id (the file's stem).

    A file of the operator's stands in for a shipped one with the same stem.
    Raises UsageFault, naming file, key and cause, for a folder or file that cannot be used.
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
    """Return a source by its id. Raises UsageFault, naming what is meant or known, for no id."""
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 1)
    told = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
    raise UsageFault(f"source: {name!r} is unknown ({told})")


def load_source(file: Path) -> Source:
    """One source's file. Raises UsageFault, naming file, key and cause."""
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
    """The same archive, read from another place; its pages may still name the first one.

    Raises UsageFault for an address that is none.
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
        raise ValueError("the file's name is the source's id: small letters, digits, - and .")
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    if "id" in said:
        raise ValueError("id: the file's name is the id")
    if "first_base" in said:
        raise ValueError("first_base: a file has its base alone")
    source = msgspec.convert({**said, "id": file.stem}, Source, dec_hook=_pattern)
    _base(source.base)
    _placeholders(source)
    if source.infosource == Agency():
        raise ValueError("infosource: neither code nor name")
    return source


def _placeholders(source: Source) -> None:
    for path in source.start.paths:
        unknown = {*_PLACEHOLDER.findall(path)} - PLACEHOLDERS
        if unknown:
            raise ValueError(f"start: unknown placeholder {min(unknown)} in {path}")
        if "{topic}" in path and not source.topics:
            raise ValueError(f"start: {path}: there are no topics")


def _base(base: str) -> str:
    parts = urlsplit(base)
    if parts.username or parts.password:
        raise ValueError("base: an address with a user or password in it is refused")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"base: {base} is not an http or https address")
    if parts.query or parts.fragment:
        raise ValueError(f"base: {base} has a query or a fragment")
    return base


def _pattern(_: type, value: Any) -> Any:
    """Patterns are told from paths, in which servers of that age are loose about case."""
    try:
        return re.compile(value, re.IGNORECASE)
    except (re.error, TypeError) as error:
        raise ValueError(f"not a pattern: {value!r}: {error}") from None


def _with_key(message: str) -> str:
    """`cause - at `$.key`` the other way round, as a person looks for it, with the names that are
    known where one is not."""
    cause, _, place = message.partition(" - at `$")
    key = place.rstrip("`").lstrip(".")
    if unknown := _UNKNOWN.search(cause):
        cause = f"{cause} ({_known(key, unknown[1])})"
    return f"{key}: {cause}" if key else cause


def _known(table: str, name: str) -> str:
    """Return the keys of a table, or the one that is meant.

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
