"""The spider's arguments, parsed and checked before anything is fetched."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from crawler.base.faults import UsageFault
from crawler.discover import Frontier, StoryLink, Window, read_window
from crawler.dump.manifest import Extent
from crawler.politeness.addresses import is_loopback
from crawler.politeness.request_scope import RequestScope, request_scope
from crawler.run.arguments import CRAWL
from crawler.run.seeds import read_seeds
from crawler.sources import Source, find_source, load_sources, with_base

EARLIEST = date(1990, 1, 1)
"""First date of dated start paths for a source that does not say when its archive begins."""


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """The crawl to do: either frontiers to search for stories, or story links to fetch."""

    frontiers: tuple[Frontier, ...] = ()
    links: tuple[StoryLink, ...] = ()
    notes: tuple[str, ...] = ()
    """Log lines that describe the crawl, one per source."""
    extent: Extent = "pages"
    accepted: frozenset[str] = frozenset()
    """Sources that are published even if they fail a gate (`accept=`)."""
    full: bool = False
    """Whether to read all pages again, including known ones (`full=1`)."""

    @property
    def rereads(self) -> bool:
        """Whether earlier visits are ignored: with `full`, and for pages given by URL."""
        return self.full or self.extent == "pages"

    @property
    def sources(self) -> list[Source]:
        """All sources to crawl."""
        sources = [frontier.source for frontier in self.frontiers]
        return [*{s.id: s for s in (*sources, *(link.source for link in self.links))}.values()]

    @property
    def hosts(self) -> list[str]:
        """All hosts to be requested; a page given by URL may be on another host than its source."""
        given = (urlsplit(link.url).hostname or "" for link in self.links)
        searched = (frontier.source.host for frontier in self.frontiers)
        return [*dict.fromkeys(chain(given, searched))]

    def of(self, sources: Collection[str]) -> "CrawlPlan":
        """Return the part of some sources, whose frontiers begin anew."""
        frontiers = (each for each in self.frontiers if each.source.id in sources)
        return replace(
            self,
            frontiers=tuple(Frontier(each.source, *each.terms) for each in frontiers),
            links=tuple(link for link in self.links if link.source.id in sources),
        )

    def scope(self, contact: str | None) -> RequestScope:
        """Return the hosts that may be requested, including for redirects and robots.txt."""
        urls = [*(link.url for link in self.links), *(source.base for source in self.sources)]
        private = [source.host for source in self.sources if source.private]
        return request_scope(urls, private, contact is not None)


def read_crawl_plan(
    arguments: Mapping[str, str], sources_folder: Path | None, contact: str | None, today: date
) -> CrawlPlan:
    """Parse the spider's arguments.

    Raises UsageFault, on one line, for the first invalid argument.
    """
    unknown = sorted({*arguments} - {*CRAWL})
    if unknown:
        raise UsageFault(f"{unknown[0]}: unknown argument (known: {', '.join(CRAWL)})")
    known = load_sources(sources_folder)
    if {"url", "urls"} & {*arguments}:
        plan = _of_urls(arguments, known)
    else:
        plan = _of_search(arguments, known, today)
    full = "full" in arguments
    if full and arguments["full"] != "1":
        raise UsageFault(f"full: must be 1, not {arguments['full']!r}")
    plan = replace(plan, accepted=_accepted(arguments, plan), full=full)
    for host in plan.hosts:
        if not contact and not is_loopback(host):
            raise UsageFault(
                f"WIRE_CONTACT: required to crawl {host}, a public host "
                "(a mail address or URL for its webmaster)"
            )
    return plan


def _of_search(arguments: Mapping[str, str], known: dict[str, Source], today: date) -> CrawlPlan:
    topic = arguments.get("topic")
    sources = _chosen(arguments, known)
    if topic:
        sources = _with_topic(topic, sources)
    windows = [_window(arguments, source, today) for source in sources]
    whole = not {"topic", "since", "until", "base"} & {*arguments}
    return CrawlPlan(
        extent="whole" if whole else "part",
        frontiers=tuple(
            Frontier(s, w, topic, today) for s, w in zip(sources, windows, strict=True)
        ),
        notes=tuple(_note(s, w, topic) for s, w in zip(sources, windows, strict=True)),
    )


def _accepted(arguments: Mapping[str, str], plan: CrawlPlan) -> frozenset[str]:
    names = frozenset(name for name in arguments.get("accept", "").split(",") if name)
    crawled = [source.id for source in plan.sources]
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
        f"{about}: no since or until: newest {newest.stories} stories, from at most "
        f"{newest.listings} listings and the dated indexes of the last {newest.days} days"
    )


def _chosen(arguments: Mapping[str, str], known: dict[str, Source]) -> list[Source]:
    """Return the sources to crawl: those given by `source`, else all enabled ones."""
    if "source" in arguments:
        names = dict.fromkeys(filter(None, arguments["source"].split(",")))
        sources = [find_source(name, known) for name in names]
    else:
        sources = [source for source in known.values() if source.enabled]
    if not sources:
        raise UsageFault("source: no sources are enabled")
    if "base" in arguments:
        if len(sources) > 1:
            raise UsageFault("base: requires source=, to identify whose archive it is")
        sources = [with_base(sources[0], arguments["base"])]
    return sources


def _with_topic(topic: str, sources: list[Source]) -> list[Source]:
    having = [source for source in sources if topic in source.topics]
    if not having:
        topics = sorted({name for source in sources for name in source.topics})
        raise UsageFault(f"topic: {topic!r} is unknown (known: {', '.join(topics) or 'none'})")
    return having


def _of_urls(arguments: Mapping[str, str], known: dict[str, Source]) -> CrawlPlan:
    others = sorted({"topic", "since", "until"} & {*arguments})
    if others:
        raise UsageFault(f"{others[0]}: cannot be combined with url= or urls=")
    if "," in arguments.get("source", ""):
        raise UsageFault("source: only one source can be combined with url= or urls=")
    if "base" in arguments or "source" in arguments:
        known = {source.id: source for source in _chosen(arguments, known)}
    links = read_seeds(arguments, known)
    return CrawlPlan(links=links, notes=(f"{len(links)} URLs given",))
