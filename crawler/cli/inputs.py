"""The pages a verb is given: saved files, addresses, or a list of saved files."""

import argparse
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from crawler.address import without_user
from crawler.cli.fetching import fetch
from crawler.faults import Fault, UsageFault
from crawler.model import Hint, Page

Input = tuple[str, Callable[[], Page]]
"""What to call an input in messages, and how to get its page (may raise `Fault`)."""


def input_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that name pages."""
    parser.add_argument("inputs", nargs="*", metavar="FILE|URL", help="a saved page, or an address")
    parser.add_argument("--url", help="the address a saved page came from")
    parser.add_argument(
        "--pages",
        type=Path,
        help='lines {"path","url","fetched_at"}, paths relative to that file; "content_type" and '
        '"hint" {"found_on","date","title","modified"} where they are known',
    )
    parser.add_argument("--source", default="read", help="id the records give as their source")


def inputs(options: argparse.Namespace) -> Iterator[Input]:
    """The pages that were named. Raises `UsageFault` where none are, or in two ways."""
    if bool(options.pages) == bool(options.inputs):
        raise UsageFault("give either pages to read or --pages")
    if options.url and len(options.inputs) != 1:
        raise UsageFault("--url goes with one FILE")
    return _listed(options.pages, options.source) if options.pages else _given(options)


def _given(options: argparse.Namespace) -> Iterator[Input]:
    for name in options.inputs:
        if name.lower().startswith(("http://", "https://")):
            yield without_user(name), partial(_fetch, name, options.source)
        else:
            path = Path(name)
            url = options.url or path.absolute().as_uri()
            yield name, partial(_load, path, url, datetime.now(UTC), options.source)


class _Listed(msgspec.Struct):
    path: str
    url: str
    fetched_at: datetime
    content_type: str | None = None
    """The HTTP header, where it was kept."""
    hint: Hint | None = None
    """What the feed or sitemap that listed the page said of it."""


def _listed(pages: Path, source: str) -> Iterator[Input]:
    """The inputs of a `--pages` file; a wrong line is bad usage, told with its number."""
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
        yield listed.url, partial(_load_listed, pages.parent, listed, source)


def _load_listed(folder: Path, listed: _Listed, source: str) -> Page:
    fetched_at = listed.fetched_at.replace(tzinfo=listed.fetched_at.tzinfo or UTC)
    page = _load(folder / listed.path, listed.url, fetched_at, source)
    return replace(page, content_type=listed.content_type, hint=listed.hint)


def _load(path: Path, url: str, fetched_at: datetime, source: str) -> Page:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Fault("file", f"{path}: {error.strerror}") from None
    return Page(url=url, source=source, body=body, fetched_at=fetched_at)


def _fetch(url: str, source: str) -> Page:
    return replace(fetch(url), source=source)
