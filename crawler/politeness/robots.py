"""Interpretation of robots.txt and of errors in fetching it (RFC 9309)."""

import math
import re

from w3lib.encoding import read_bom

from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault

MOST_BYTES = 500 * 1024
"""Bytes of a robots.txt that are parsed (RFC 9309, 2.5)."""

LONGEST_KEPT = 24 * 3600.0
"""Seconds for which a robots.txt is cached (RFC 9309, 2.4)."""

LONGEST_DELAY = 600.0
"""Longest accepted crawl delay in seconds; a host that asks for more is not crawled."""


_AGENT_LINE = re.compile(r"\s*user[- ]?agent(?:\s*:|\s)\s*", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+|\*")


def rules_in(status: int, body: bytes) -> bytes:
    """Return the rules in the final response to `/robots.txt` (RFC 9309, 2.3.1).

    Empty, so that all is allowed, for 4xx. Raises Fault `robots-unreachable`, so that nothing is
    allowed, for all other statuses: 5xx, too many redirects, and 429, which signals overload.
    """
    if status == 200:
        return _cut(_in_utf8(body))
    if 400 <= status < 500 and status != 429:
        return b""
    raise Fault(FaultKind.ROBOTS_UNREACHABLE, f"robots.txt: HTTP {status}")


def addressed(rules: bytes, agent: str) -> bytes:
    """Return rules in which groups for this crawler have exactly its product token as user agent.

    Text after a token is not part of it (RFC 9309, 2.2.1): webmasters copy it from their logs,
    with the version. A token that is a prefix of ours belongs to another crawler.

    >>> addressed(b"User-agent: Wirecrawl/0.1 (+me)\\nuser agent: wire # us", "wirecrawl")
    b'User-agent: wirecrawl\\nUser-agent: not-wire'
    """
    lines = rules.decode("utf-8", "replace").splitlines()
    return "\n".join(_addressed(line, agent) for line in lines).encode()


def _addressed(line: str, agent: str) -> str:
    heading = _AGENT_LINE.match(line)
    if heading is None:
        return line
    value = line[heading.end() :].partition("#")[0].strip()
    token = _TOKEN.match(value)
    if token and token[0].lower() == agent.lower():
        value = agent
    elif token and agent.lower().startswith(token[0].lower()):
        value = f"not-{value}"
    return f"User-agent: {value}"


def names(rules: bytes, agent: str) -> bool:
    """Return whether rules (of `addressed`) have a group for this crawler by name."""
    return f"User-agent: {agent}" in rules.decode().split("\n")


def delay_in(asked: float | None) -> float:
    """Return the seconds of a `Crawl-delay` line; 0 if it is missing or invalid.

    Raises Fault `crawl-delay` if it is longer than LONGEST_DELAY.
    """
    if asked is None or math.isnan(asked) or asked < 0:
        return 0.0
    if asked > LONGEST_DELAY:
        raise Fault(FaultKind.CRAWL_DELAY, f"robots.txt asks for a crawl delay of {asked:g} s")
    return asked


def _in_utf8(body: bytes) -> bytes:
    """Return a body as UTF-8; files saved as UTF-16 with a byte order mark are converted."""
    bom, mark = read_bom(body)
    return body[len(mark) :].decode(bom, "replace").encode() if bom and mark else body


def _cut(body: bytes) -> bytes:
    """Return the first MOST_BYTES, cut at a line end: a truncated path would change its meaning."""
    if len(body) <= MOST_BYTES:
        return body
    return body[: body.rfind(b"\n", 0, MOST_BYTES) + 1]
