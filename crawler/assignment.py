"""What a crawl is told to do, checked before anything is fetched."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from crawler.address import read_address, without_user
from crawler.discover import Frontier, Lead, Window, canonical, entries, read_window
from crawler.dump.manifest import Extent
from crawler.faults import Fault, UsageFault
from crawler.manners.addresses import is_loopback
from crawler.manners.reach import Reach, reach_of
from crawler.sources import Source, load_sources, with_base

ARGUMENTS = ("source", "topic", "since", "until", "url", "urls", "base", "accept", "full")

EARLIEST = date(1990, 1, 1)
"""Where dated start paths end for a source that does not say when its archive begins."""

MOST_BYTES = 10_000_000_000
"""Of a list of pages given by hand, unpacked: as much as a large WARC file holds."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Either the leads to fetch, or the frontiers to search for leads."""

    frontiers: tuple[Frontier, ...] = ()
    leads: tuple[Lead, ...] = ()
    notes: tuple[str, ...] = ()
    """One line for each source: what will be crawled."""
    extent: Extent = "pages"
    accepted: frozenset[str] = frozenset()
    """Sources whose records are published whatever their gates say."""
    full: bool = False
    """Whether all pages are read, known or not."""

    @property
    def rereads(self) -> bool:
        """Whether earlier visits are all one: `full`, and for pages that are given by hand."""
        return self.full or self.extent == "pages"

    @property
    def sources(self) -> list[Source]:
        """All sources that will be asked."""
        sources = [frontier.source for frontier in self.frontiers]
        return [*{s.id: s for s in (*sources, *(lead.source for lead in self.leads))}.values()]

    @property
    def hosts(self) -> list[str]:
        """All hosts that will be asked; a page given by hand need not lie on its source's."""
        given = [urlsplit(lead.url).hostname or "" for lead in self.leads]
        return [*dict.fromkeys([*given, *(frontier.source.host for frontier in self.frontiers)])]

    def reach(self, contact: str | None) -> Reach:
        """Which hosts may be asked, redirects and robots.txt included."""
        urls = [*(lead.url for lead in self.leads), *(source.base for source in self.sources)]
        private = [source.host for source in self.sources if source.private]
        return reach_of(urls, private, contact is not None)


def read_assignment(
    arguments: Mapping[str, str], sources_folder: Path | None, contact: str | None, today: date
) -> Assignment:
    """Read the spider's arguments.

    Raises UsageFault, in one line, for anything that cannot be done as told.
    """
    unknown = sorted({*arguments} - {*ARGUMENTS})
    if unknown:
        raise UsageFault(f"{unknown[0]}: no such argument (known: {', '.join(ARGUMENTS)})")
    known = load_sources(sources_folder)
    if {"url", "urls"} & {*arguments}:
        assignment = _of_urls(arguments, known)
    else:
        assignment = _of_search(arguments, known, today)
    full = "full" in arguments
    if full and arguments["full"] != "1":
        raise UsageFault(f"full: {arguments['full']!r} is not 1, which reads all pages again")
    assignment = replace(assignment, accepted=_accepted(arguments, assignment), full=full)
    for host in assignment.hosts:
        if not contact and not is_loopback(host):
            raise UsageFault(
                f"WIRE_CONTACT: {host} is a public host and is not crawled without a "
                "contact (an address or URL for its webmaster)"
            )
    return assignment


def _of_search(arguments: Mapping[str, str], known: dict[str, Source], today: date) -> Assignment:
    topic = arguments.get("topic")
    sources = _chosen(arguments, known)
    if topic:
        sources = _with_topic(topic, sources)
    windows = [_window(arguments, source, today) for source in sources]
    whole = not {"topic", "since", "until", "base"} & {*arguments}
    return Assignment(
        extent="whole" if whole else "part",
        frontiers=tuple(
            Frontier(s, w, topic, today) for s, w in zip(sources, windows, strict=True)
        ),
        notes=tuple(_note(s, w, topic) for s, w in zip(sources, windows, strict=True)),
    )


def _accepted(arguments: Mapping[str, str], assignment: Assignment) -> frozenset[str]:
    names = frozenset(name for name in arguments.get("accept", "").split(",") if name)
    crawled = [source.id for source in assignment.sources]
    for name in sorted(names - {*crawled}):
        raise UsageFault(f"accept: {name!r} is not crawled (crawled: {', '.join(crawled)})")
    return names


def _window(arguments: Mapping[str, str], source: Source, today: date) -> Window | None:
    since, until = arguments.get("since"), arguments.get("until")
    if since is None and until is None:
        return None
    return read_window(since, until, source.begins or EARLIEST, today)


def _note(source: Source, window: Window | None, topic: str | None) -> str:
    about = f"{source.id}{f', topic {topic}' if topic else ''} at {source.base}"
    if window:
        return f"{about}: stories from {window.since} to {window.until}"
    newest = source.newest
    return (
        f"{about}: no since or until, so the newest {newest.stories} stories, in at most "
        f"{newest.listings} listings and the dated indexes of the last {newest.days} days"
    )


def _chosen(arguments: Mapping[str, str], known: dict[str, Source]) -> list[Source]:
    """The sources to crawl: the one that is named, else all that are enabled."""
    if "source" in arguments:
        sources = [_named(arguments["source"], known)]
    else:
        sources = [source for source in known.values() if source.enabled]
    if not sources:
        raise UsageFault("source: no source is enabled")
    if "base" in arguments:
        if len(sources) > 1:
            raise UsageFault("base: needs source= as well, to know whose archive lies there")
        sources = [with_base(sources[0], arguments["base"])]
    return sources


def _named(name: str, known: dict[str, Source]) -> Source:
    try:
        return known[name]
    except KeyError:
        raise UsageFault(f"source: {name!r} is unknown (known: {', '.join(known)})") from None


def _with_topic(topic: str, sources: list[Source]) -> list[Source]:
    having = [source for source in sources if topic in source.topics]
    if not having:
        topics = sorted({name for source in sources for name in source.topics})
        raise UsageFault(f"topic: {topic!r} is unknown (known: {', '.join(topics) or 'none'})")
    return having


# --- addresses given by hand ------------------------------------------------------------------


def _of_urls(arguments: Mapping[str, str], known: dict[str, Source]) -> Assignment:
    others = sorted({"topic", "since", "until"} & {*arguments})
    if others:
        raise UsageFault(f"{others[0]}: does not go with url= or urls=, which name the pages")
    if "base" in arguments or "source" in arguments:
        known = {source.id: source for source in _chosen(arguments, known)}
    written = [("url", arguments["url"])] if "url" in arguments else []
    listed = _listed(Path(arguments["urls"])) if "urls" in arguments else ()
    found = (_lead(*line, known, arguments) for line in chain(written, listed))
    leads = {lead.url: lead for lead in found}
    if not leads:
        raise UsageFault(f"urls: {arguments['urls']} names no address")
    return Assignment(leads=tuple(leads.values()), notes=(f"{len(leads)} addresses given",))


def _listed(file: Path) -> Iterator[tuple[str, str]]:
    """The addresses in a list of any form, each with its place."""
    try:
        with file.open("rb") as stream:
            for number, url in entries(stream, str(file), MOST_BYTES):
                yield f"urls: {file}, line {number}", url
    except OSError as error:
        raise UsageFault(f"urls: {file}: {error.strerror}") from None
    except Fault as fault:
        raise UsageFault(f"urls: {fault.reason}") from None


def _lead(place: str, url: str, known: dict[str, Source], arguments: Mapping[str, str]) -> Lead:
    address = canonical(url, "") if "://" in url else None
    if address is None:
        raise UsageFault(f"{place}: {without_user(url)!r} is not an http or https address")
    if urlsplit(address).username or urlsplit(address).password:
        raise UsageFault(f"{place}: an address with a user or password in it is refused")
    day = read_address(address).day
    for source in known.values():
        if (path := source.path_of(address)) is not None:
            return Lead(source.url_of(path), source, day)
    if "source" in arguments:
        return Lead(address, known[arguments["source"]], day)
    return Lead(address, _unlisted(address), day)


def _unlisted(url: str) -> Source:
    """A source for a host that none of the files knows, by the host's name."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return Source(
        id=re.sub(r"[^a-z0-9.-]", "-", host),
        name=host,
        base=f"{parts.scheme}://{parts.netloc}",
        story=(re.compile(""),),
        hosts=frozenset({host, twin}),
    )
