"""What a robots.txt, or the lack of it, allows: RFC 9309."""

import math
import re

from w3lib.encoding import read_bom

from crawler.base.faults import Fault

FORBIDDEN = "robots"
"""The kind of Fault for what the rules forbid: an answer, and no failure."""

UNREACHABLE = "robots-unreachable"
TOO_SLOW = "crawl-delay"
BARRED = frozenset({UNREACHABLE, TOO_SLOW})
"""Kinds of Fault that keep us from a whole host."""

MOST_BYTES = 500 * 1024
"""What of a robots.txt is read (RFC 9309, 2.5)."""

LONGEST_KEPT = 24 * 3600.0
"""Seconds after which it is asked for again (RFC 9309, 2.4)."""

LONGEST_DELAY = 600.0
"""Seconds between requests beyond which a host is not crawled at all: it would take for ever."""


_AGENT_LINE = re.compile(r"\s*user[- ]?agent(?:\s*:|\s)\s*", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+|\*")


def rules_in(status: int, body: bytes) -> bytes:
    """The rules to go by, for a final answer to `/robots.txt` (RFC 9309, 2.3.1).

    None, so that all is allowed, where the file is missing or not shown to us (4xx). Raises Fault
    `robots-unreachable`, so that nothing is, for all other answers: 5xx; redirects without end;
    and 429, by which a host says that it is asked too much.
    """
    if status == 200:
        return _cut(_in_utf8(body))
    if 400 <= status < 500 and status != 429:
        return b""
    raise Fault(UNREACHABLE, f"robots.txt: HTTP {status}")


def addressed(rules: bytes, agent: str) -> bytes:
    """Return rules in which the groups for a crawler, by its product token, bear just that token.

    What stands behind a token is no part of it (RFC 9309, 2.2.1): webmasters copy the version and
    all from their logs. A token with which ours begins is another crawler's.

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
    """Return whether rules (of `addressed`) have a group for just this crawler."""
    return f"User-agent: {agent}" in rules.decode().split("\n")


def delay_in(asked: float | None) -> float:
    """Seconds between requests that a `Crawl-delay` line asks for; 0 where it asks for none.

    Raises Fault `crawl-delay` for more than we are ready to wait.
    """
    if asked is None or math.isnan(asked) or asked < 0:
        return 0.0
    if asked > LONGEST_DELAY:
        raise Fault(TOO_SLOW, f"robots.txt asks for {asked:g} s between requests")
    return asked


def _in_utf8(body: bytes) -> bytes:
    """Some editors save it as UTF-16, and its owner means what it says all the same."""
    bom, mark = read_bom(body)
    return body[len(mark) :].decode(bom, "replace").encode() if bom and mark else body


def _cut(body: bytes) -> bytes:
    """Whole lines only: half a path would forbid too much, or too little."""
    if len(body) <= MOST_BYTES:
        return body
    return body[: body.rfind(b"\n", 0, MOST_BYTES) + 1]
