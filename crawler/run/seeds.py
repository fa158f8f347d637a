"""Pages given by URL: a single one (`url=`), or a list of them (`urls=`)."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from crawler.base.faults import Fault, UsageFault
from crawler.base.urls import without_user
from crawler.discover import StoryLink, canonical, entries
from crawler.sources import Source

MOST_BYTES = 10_000_000_000
"""Maximum decompressed bytes of a list: the size of a large WARC file."""


def read_seeds(arguments: Mapping[str, str], known: Mapping[str, Source]) -> tuple[StoryLink, ...]:
    """Return the story links given by `url` and `urls`, without duplicates.

    A page belongs to the known source on whose host it is, else to the one given by `source`, else
    to a source named after its host. Raises UsageFault for an invalid URL, and for a list that is
    unreadable or contains no URLs.
    """
    written = [("url", arguments["url"])] if "url" in arguments else []
    listed = _listed(Path(arguments["urls"])) if "urls" in arguments else ()
    found = (_link(*line, known, arguments) for line in chain(written, listed))
    seen: set[int] = set()
    links: list[StoryLink] = []
    for link in found:  # of millions, hashes take a fraction of the memory of a table of addresses
        if hash(link.url) not in seen:
            seen.add(hash(link.url))
            links.append(link)
    if not links:
        raise UsageFault(f"urls: no URLs found in {arguments['urls']}")
    return tuple(links)


def _listed(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the URLs in a list of any format, each with its file and line."""
    try:
        with file.open("rb") as stream:
            for number, url in entries(stream, str(file), MOST_BYTES):
                yield f"urls: {file}, line {number}", url
    except OSError as error:
        raise UsageFault(f"urls: {file}: {error.strerror}") from None
    except Fault as fault:
        raise UsageFault(f"urls: {fault.reason}") from None


def _link(
    place: str, url: str, known: Mapping[str, Source], arguments: Mapping[str, str]
) -> StoryLink:
    address = canonical(url, "") if "://" in url else None
    if address is None:
        raise UsageFault(f"{place}: {without_user(url)!r} is not an http or https URL")
    if urlsplit(address).username or urlsplit(address).password:
        raise UsageFault(f"{place}: URLs with a user or password are not allowed")
    for source in known.values():
        if (path := source.path_of(address)) is not None:
            return StoryLink(source.url_of(path), source, source.address_of(address).day)
    parts = urlsplit(address)
    named = arguments.get("source")
    source = known[named] if named else unlisted_source(f"{parts.scheme}://{parts.netloc}")
    return StoryLink(address, source, source.address_of(address).day)


@lru_cache(maxsize=4096)
def unlisted_source(base: str) -> Source:
    """A source for a host that none of the files knows, by the host's name."""
    parts = urlsplit(base)
    host = parts.hostname or ""
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return Source(
        id=re.sub(r"[^a-z0-9.-]", "-", host),
        name=host,
        base=base,
        story=(re.compile(""),),
        hosts=frozenset({host, other}),
    )
