"""What a response, its host's robots.txt and its tdmrep.json state on the use of a page."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urljoin

from crawler.contract import AgentRule, StatedIn, Statement
from crawler.politeness import signals
from crawler.politeness.licences import absolute, linked_licences
from crawler.politeness.signals import LICENSE, SIGNAL, USAGE, combined, joined
from crawler.politeness.tdmrep import Rule

Header = Callable[[str], str | None]
"""Function that returns a header of a response, its lines joined by commas."""

_HEADERS = {
    "x_robots_tag": ("X-Robots-Tag",),
    "tdm_reservation": ("TDM-Reservation",),
    "tdm_policy": ("TDM-Policy",),
    "content_signal": ("Content-Signal", "Content-Signals"),
    "content_usage": ("Content-Usage",),
}
HEADERS = (*(each for names in _HEADERS.values() for each in names), "Link")
"""Headers that may state rights."""
_OF_ROBOTS = {SIGNAL: "content_signal", USAGE: "content_usage", LICENSE: "rsl_license"}


class Origin(NamedTuple):
    """Where and when a statement was read."""

    source: StatedIn
    url: str
    fetched_at: str
    sha256: str | None = None


class RobotsRights(NamedTuple):
    """What a robots.txt states for one page that it allows."""

    origin: Origin
    statements: tuple[signals.Statement, ...]
    ai_agents: tuple[AgentRule, ...]


class HostRule(NamedTuple):
    """The rule of a tdmrep.json for one page."""

    origin: Origin
    rule: Rule


def response_rights(
    header: Header,
    url: str,
    fetched_at: str,
    robots: RobotsRights | None = None,
    host: HostRule | None = None,
) -> dict[str, Any]:
    """Return the fields of a page that state rights, from its response and what is known of its
    host."""
    own = Origin("http header", url, fetched_at)
    stated = [
        *_of_robots(robots),
        *_of_headers(header, own),
        *(_of_host(host) if host and not header("TDM-Reservation") else ()),
    ]

    values: defaultdict[tuple[str, StatedIn], list[str]] = defaultdict(list)
    for each in stated:
        values[each.key, each.source].append(each.value)

    def of(key: str, *sources: StatedIn) -> list[str]:
        """Return the values of the first of these sources that states something."""
        return next((values[key, each] for each in sources if (key, each) in values), [])

    usage = (*of("content_usage", "robots.txt"), *of("content_usage", "http header"))
    return {
        "robots": "allowed" if robots else None,
        "x_robots_tag": joined(*of("x_robots_tag", "http header")),
        "tdm_reservation": joined(*of("tdm_reservation", "http header", "tdmrep.json")),
        "tdm_policy": joined(*of("tdm_policy", "http header", "tdmrep.json")),
        "content_signal": joined(*of("content_signal", "http header", "robots.txt")),
        "content_usage": combined(*usage),
        "rsl_license": joined(*of("rsl_license", "http header", "robots.txt")),
        "page_license": joined(*of("page_license", "http header")),
        "ai_agents": robots.ai_agents if robots else (),
        "statements": tuple(stated),
    }


@lru_cache(maxsize=256)
def robots_rights(robots: RobotsRights | None) -> dict[str, Any]:
    """Return these fields of a page of which only robots.txt states something; not to be changed,
    as pages of a host share them."""
    return response_rights(lambda _: None, "", "", robots)


def _of_robots(robots: RobotsRights | None) -> Iterator[Statement]:
    if robots is None:
        return
    yield Statement("robots", "allowed", *robots.origin)
    for each in robots.statements:
        value: str | None = each.text
        if each.name == LICENSE:
            value = absolute(each.text, urljoin(robots.origin.url, "/robots.txt"))
        if value:
            yield Statement(_OF_ROBOTS[each.name], value, *robots.origin)


def _of_headers(header: Header, origin: Origin) -> Iterator[Statement]:
    for key, names in _HEADERS.items():
        if value := joined(*map(header, names)):
            yield Statement(key, value, *origin)
    link = header("Link")
    rsl, other = linked_licences(link, origin.url) if link else (None, None)
    for key, licence in (("rsl_license", rsl), ("page_license", other)):
        if licence:
            yield Statement(key, licence, *origin)


def _of_host(host: HostRule) -> Iterator[Statement]:
    yield Statement("tdm_reservation", host.rule.reservation, *host.origin)
    if host.rule.policy:
        yield Statement("tdm_policy", host.rule.policy, *host.origin)
