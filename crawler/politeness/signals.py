"""Usage preferences for search, AI and data mining; they are recorded, not enforced.

`Content-Signal` (contentsignals.org) and `Content-Usage` (IETF aipref, draft-ietf-aipref-attach)
appear in robots.txt, in a crawler's group and optionally for a path, and in HTTP headers;
`License` (RSL, rslstandard.org) in robots.txt applies to the whole site.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.politeness.paths import matches, path_of

SIGNAL, USAGE, LICENSE = "content-signal", "content-usage", "license"


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a robots.txt, for paths that match a pattern."""

    name: str
    path: str
    text: str


def statements_in(robots: str, agent: str) -> tuple[Statement, ...]:
    """Return the statements for a crawler, by its product token (`wirecrawl`).

    For each name these are the statements in its own group, else in the group for all
    (RFC 9309, 2.2.1), else those outside any group. A licence in the group for all also applies
    to a crawler with its own group.
    """
    groups = _groups(robots)
    own = agent.lower() if agent.lower() in groups else "*"
    places = {SIGNAL: (own, ""), USAGE: (own, ""), LICENSE: (own, "*", "")}
    chosen = (_first(groups, name, order) for name, order in places.items())
    return tuple(statement for some in chosen for statement in some)


def _groups(robots: str) -> dict[str, list[Statement]]:
    """Return the statements by user agent; those outside any group have the key ``."""
    groups: dict[str, list[Statement]] = {}
    agents, in_heading = [""], False
    for line in robots.splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            agents = [*(agents if in_heading else []), value.lower()]
            for each in agents:
                groups.setdefault(each, [])
        elif name in (SIGNAL, USAGE, LICENSE) and value:
            statement = _statement(name, value)
            for each in dict.fromkeys(agents):
                groups.setdefault(each, []).append(statement)
        in_heading = name == "user-agent" or (in_heading and not name)
    return groups


def _first(
    groups: Mapping[str, Sequence[Statement]], name: str, order: Iterable[str]
) -> list[Statement]:
    named = ([each for each in groups.get(agent, ()) if each.name == name] for agent in order)
    return next(filter(None, named), [])


def _statement(name: str, value: str) -> Statement:
    """Parse `/path ai-train=no` into path and text; without a path it applies to all paths."""
    if name == LICENSE or not value.startswith(("/", "*")):
        return Statement(name, "/", value)
    path, *text = value.split(maxsplit=1)
    return Statement(name, path, "".join(text))


def preferences_for(statements: Sequence[Statement], url: str) -> Mapping[str, str]:
    """Return the statements that apply to a URL, by name.

    Of several, those with the longest path apply, joined by commas; of licences the first.
    """
    if not statements:
        return {}
    path = path_of(url)
    chosen: dict[str, list[Statement]] = {}
    for each in statements:
        known = chosen.get(each.name, [])
        if (known and len(known[0].path) > len(each.path)) or not matches(each.path, path):
            continue
        same = known if known and len(known[0].path) == len(each.path) else []
        chosen[each.name] = [*same, each]
    return {
        name: some[0].text if name == LICENSE else joined(*(each.text for each in some))
        for name, some in chosen.items()
    }


def joined(*texts: str | None) -> str:
    """Return statements joined by commas, without duplicates.

    >>> joined("train-ai=n", None, "search=y", "train-ai=n")
    'train-ai=n, search=y'
    """
    return ", ".join(dict.fromkeys(text for text in texts if text))
