"""What is said about using a page's text for search, AI and data mining: recorded, not judged.

`Content-Signal` (contentsignals.org) and `Content-Usage` (IETF aipref, draft-ietf-aipref-attach)
stand in robots.txt, in the group of a crawler and perhaps for a path, and in HTTP headers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

SIGNAL, USAGE = "content-signal", "content-usage"


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a robots.txt, about the paths that begin so."""

    name: str
    path: str
    text: str


def statements_in(robots: str, agent: str) -> tuple[Statement, ...]:
    """The statements for a crawler by its product token (`wirecrawl`): those of its own group,
    else of the group for all (RFC 9309, 2.2.1), else those outside of any."""
    groups: dict[str, list[Statement]] = {}
    agents, in_heading = [""], False
    for line in robots.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            agents = [*(agents if in_heading else []), value.lower()]
            for each in agents:
                groups.setdefault(each, [])
        elif name in (SIGNAL, USAGE) and value:
            path, text = _parted(value)
            for each in agents:
                groups.setdefault(each, []).append(Statement(name, path, text))
        in_heading = name == "user-agent" or (in_heading and not name)
    chosen = next((groups[each] for each in (agent.lower(), "*", "") if each in groups), [])
    return tuple(chosen or groups.get("", []))


def said_of(statements: tuple[Statement, ...], url: str) -> Mapping[str, str]:
    """What they say of an address, by name: that with the longest path, else the first."""
    if not statements:
        return {}
    path = urlsplit(url).path or "/"
    said: dict[str, Statement] = {}
    for each in statements:
        known = said.get(each.name)
        if path.startswith(each.path) and (known is None or len(known.path) < len(each.path)):
            said[each.name] = each
    return {name: statement.text for name, statement in said.items()}


def _parted(value: str) -> tuple[str, str]:
    """`/path ai-train=no` -> path and text; a text alone is about all paths."""
    if not value.startswith("/"):
        return "/", value
    path, _, text = value.partition(" ")
    return path, text.strip()
