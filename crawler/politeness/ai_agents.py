"""What a robots.txt rules for known AI crawlers (RFC 9309)."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct
from protego import Protego

from crawler.base.toml import load_toml
from crawler.contract import AgentRule

FILE = Path(__file__).with_name("ai_agents.toml")
_TOKEN = re.compile(r"[A-Za-z0-9_-]+|\*")
_RULES = ("allow", "disallow")


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """A robots.txt, and what it rules for a page."""

    robots: str
    url: str
    rules: dict[str, bool]


class AgentTable(Struct, frozen=True, forbid_unknown_fields=True):
    """The table of known AI crawlers."""

    agents: tuple[str, ...]
    example: tuple[Example, ...]


class AgentGroups:
    """The groups of a robots.txt for known AI crawlers, and the one for all others."""

    def __init__(self, robots: str) -> None:
        """Parse a robots.txt. Agents with the same rules share one parser."""
        parsers: dict[tuple[str, ...], Protego] = {}
        self._agents: list[tuple[str, Protego]] = []
        for agent, rules in _groups(robots).items():
            key = tuple(rules)
            if key not in parsers:
                parsers[key] = Protego.parse("\n".join(("User-agent: *", *key)))
            self._agents.append((agent, parsers[key]))

    def __bool__(self) -> bool:
        return bool(self._agents)

    def rules_for(self, url: str) -> tuple[AgentRule, ...]:
        """Return what the robots.txt rules for a page: first for all other crawlers, `*`, then for
        those that it names, in its order."""
        allowed: dict[int, bool] = {}
        for _, parser in self._agents:
            if id(parser) not in allowed:
                allowed[id(parser)] = parser.can_fetch(url, "*")
        return tuple(AgentRule(agent, allowed[id(parser)]) for agent, parser in self._agents)


@cache
def known_agents() -> AgentTable:
    """Return the table of known AI crawlers."""
    return load_toml(FILE, AgentTable)


@cache
def _tokens() -> dict[str, str]:
    return {each.lower(): each for each in ("*", *known_agents().agents)}


def _groups(robots: str) -> dict[str, list[str]]:
    """Return the rules by agent; empty if no AI crawler is named."""
    groups: dict[str, list[str]] = {}
    agents: list[str] = []
    in_heading = False
    for name, value in _lines(robots):
        if name == "user-agent":
            token = _TOKEN.match(value)
            known = _tokens().get(token[0].lower()) if token else None
            agents = [*(agents if in_heading else ()), *([known] if known else ())]
            for each in agents:
                groups.setdefault(each, [])
        elif name in _RULES:
            for each in dict.fromkeys(agents):
                groups[each].append(f"{name}: {value}")
        in_heading = name == "user-agent"
    if groups.keys() <= {"*"}:
        return {}
    general = {"*": groups.pop("*")} if "*" in groups else {}
    return general | groups


def _lines(robots: str) -> Iterable[tuple[str, str]]:
    for line in robots.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()
