"""Statements on the use of a page, as part of its records."""

from typing import Literal

from msgspec import Struct

from crawler.contract.patterns import Sha256, Text, UtcMoment

StatedIn = Literal["robots.txt", "http header", "page", "json-ld", "tdmrep.json", "source file"]
"""What a statement was read from."""


class Statement(Struct, frozen=True, gc=False):
    """One statement on the use of the page, with its origin."""

    key: Text
    """The key of `rights` that it belongs to."""
    value: Text
    """The statement as made, before it was combined with others."""
    source: StatedIn
    """What it was read from."""
    url: Text | None = None
    """URL of what it was read from; null for a source file."""
    fetched_at: UtcMoment | None = None
    """When that was fetched; null for a source file."""
    sha256: Sha256 | None = None
    """SHA-256 of the robots.txt or tdmrep.json; for statements of the page see `raw`."""


class AgentRule(Struct, frozen=True, gc=False):
    """What robots.txt rules for one AI crawler that it names, on the path of the page."""

    agent: Text
    """Product token of the crawler; `*` for those that robots.txt does not name."""
    allowed: bool
    """Whether it may request the page."""


class Rights(Struct, frozen=True):
    """Usage rights and preferences stated for the page, as seen at fetch time."""

    robots: Literal["allowed"] | None
    """`allowed` if robots.txt was requested; null for saved pages."""
    x_robots_tag: Text | None
    """The HTTP header, its lines joined."""
    meta_robots: Text | None
    """`<meta name="robots">` and those for one agent, joined."""
    tdm_reservation: Text | None
    """TDMRep: `1` if the rights of text and data mining are reserved. From the page itself, else
    the HTTP header, else the host's tdmrep.json. The same applies to `tdm_policy`."""
    licence: Text | None
    """The licence that the source's file states."""
    tdm_policy: Text | None = None
    """TDMRep: URL of the terms under which mining is allowed."""
    content_signal: Text | None = None
    """Content signals (contentsignals.org): from the HTTP header, else from robots.txt."""
    content_usage: Text | None = None
    """Usage preferences (IETF aipref): those of robots.txt for this path and of the HTTP header,
    joined."""
    rsl_license: Text | None = None
    """Licence in RSL (rslstandard.org): its URL, or its XML where the page contains it. From the
    page itself, else from the HTTP header `Link`, else from robots.txt."""
    page_license: Text | None = None
    """Other licence that the page names with `rel=license` or in JSON-LD: a URL, or text."""
    license_links: tuple[Text, ...] = ()
    """URLs of all licences that the page, its HTTP header or robots.txt link to."""
    usage_info: Text | None = None
    """JSON-LD `usageInfo`: a URL, or text."""
    copyright_notice: Text | None = None
    """JSON-LD `copyrightNotice`."""
    digital_source_type: Text | None = None
    """JSON-LD `digitalSourceType`: how the text was made, as a URL or term of IPTC."""
    ai_agents: tuple[AgentRule, ...] = ()
    """What robots.txt rules for known AI crawlers on the path of the page."""
    statements: tuple[Statement, ...] = ()
    """Every statement above, with where and when it was read."""
