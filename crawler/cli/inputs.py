"""Input pages of a verb: saved files, folders, URLs, or a list of saved files."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from crawler.archive.saved import LIST
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault, UsageFault, printable
from crawler.base.urls import without_user
from crawler.cli.fetching import fetch
from crawler.model import Hint, Page
from crawler.sources import Source, find_source, load_sources

NO_SOURCE = "read"
"""Source of pages without `--source`."""

SUFFIXES = (".htm", ".html", ".shtml", ".xhtml", ".mht", ".mhtml")
"""Names of saved pages in a folder."""

Input = tuple[str, Callable[[], Page]]
"""Name of an input in messages, and a function that returns its page (may raise `Fault`)."""


def inputs(options: argparse.Namespace) -> Iterator[Input]:
    """Return the input pages.

    Raises `UsageFault` if there are none, if both kinds are given, or for an unknown source.
    """
    if bool(options.pages) == bool(options.inputs):
        raise UsageFault("give either pages to read or --pages")
    if options.url and (len(options.inputs) != 1 or Path(options.inputs[0]).is_dir()):
        raise UsageFault("--url goes with one FILE")
    source = find_source(options.source, known_sources()) if options.source else None
    return listed_inputs(options.pages, source) if options.pages else _given(options, source)


def known_sources() -> dict[str, Source]:
    """Return the shipped sources and those in WIRE_SOURCES, by id."""
    folder = os.environ.get("WIRE_SOURCES")
    return load_sources(Path(folder) if folder else None)


def _given(options: argparse.Namespace, source: Source | None) -> Iterator[Input]:
    for name in options.inputs:
        if name.lower().startswith(("http://", "https://")):
            _warn(name, source)
            yield without_user(name), partial(_fetch, name, source)
        else:
            path = Path(name)
            if path.is_dir():
                yield from _in_folder(path, source)
                continue
            url = options.url or path.absolute().as_uri()
            if options.url:
                _warn(url, source)
            yield name, partial(_load, path, url, datetime.now(UTC), source)


def _in_folder(folder: Path, source: Source | None) -> Iterator[Input]:
    """Yield the pages in a folder: those that its `pages.jsonl` lists, else all files of pages.

    Raises `UsageFault` if there are none.
    """
    if (listing := folder / LIST).exists():
        yield from listed_inputs(listing, source)
        return
    files = [file for file in sorted(folder.rglob("*")) if file.suffix.lower() in SUFFIXES]
    if not files:
        raise UsageFault(f"{folder}: no pages in this folder ({', '.join(SUFFIXES)}, or {LIST})")
    for file in files:
        url = file.absolute().as_uri()
        yield str(file), partial(_load, file, url, datetime.now(UTC), source)


def _warn(url: str, source: Source | None) -> None:
    """Warn on stderr if a crawl of the source would not fetch this URL as a story."""
    if source is None:
        return
    path = source.path_of(url)
    if path is None:
        why = f"neither below its base, {source.base}, nor on one of its hosts"
    elif (kind := source.kind_of(path)) != "story":
        why = f"{path} matches {'a `listing`' if kind else 'no `story`'} pattern"
    else:
        return
    print(printable(f"{without_user(url)}: not a story of {source.id}: {why}"), file=sys.stderr)


class _Listed(msgspec.Struct):
    path: str
    url: str
    fetched_at: datetime
    content_type: str | None = None
    """HTTP header, if known."""
    hint: Hint | None = None
    """Metadata from the feed or sitemap that listed the page."""


def listed_inputs(pages: Path, source: Source | None) -> Iterator[Input]:
    """Yield the inputs of a `--pages` file. Raises `UsageFault` with the number of a bad line."""
    try:
        lines = pages.read_bytes().splitlines()
    except OSError as error:
        raise UsageFault(f"{pages}: {error.strerror}") from None
    decode = msgspec.json.Decoder(_Listed).decode
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            listed = decode(line)
        except msgspec.MsgspecError as error:
            raise UsageFault(f"{pages}:{number}: {error}") from None
        _warn(listed.url, source)
        yield listed.url, partial(_load_listed, pages.parent, listed, source)


def _load_listed(folder: Path, listed: _Listed, source: Source | None) -> Page:
    fetched_at = listed.fetched_at.replace(tzinfo=listed.fetched_at.tzinfo or UTC)
    page = _load(folder / listed.path, listed.url, fetched_at, source)
    return replace(page, content_type=listed.content_type, hint=listed.hint)


def _load(path: Path, url: str, fetched_at: datetime, source: Source | None) -> Page:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Fault(FaultKind.FILE, f"{path}: {error.strerror}") from None
    page = Page(url=url, source=NO_SOURCE, body=body, fetched_at=fetched_at)
    if source is None:
        return page
    return replace(
        page,
        source=source.id,
        language=source.language,
        licence=source.licence,
        obeyed=source.rights.obey,
        infosource=source.agency,
        address_forms=source.address,
    )


def _fetch(url: str, source: Source | None) -> Page:
    return fetch(url, source.id) if source else replace(fetch(url), source=NO_SOURCE)
