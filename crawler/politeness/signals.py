"""Usage preferences for search, AI and data mining; they are recorded, not enforced.

`Content-Signal` (contentsignals.org) and `Content-Usage` (IETF aipref, draft-ietf-aipref-attach)
appear in robots.txt, in a crawler's group and optionally for a path, and in HTTP headers;
`License` (RSL, rslstandard.org) in robots.txt applies to the whole site.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.politeness.paths import matches, path_of

SIGNAL, USAGE, LICENSE = "content-signal", "content-usage", "license"
_SPELLED = {"content-signals": SIGNAL}
"""Frequent misspellings of names."""
_PREFERENCE = re.compile(r"([a-z][\w.*-]*)\s*=\s*([yn])\s*(?:;.*)?")


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
        name = _SPELLED.get(name, name)
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


def applying(statements: Sequence[Statement], url: str) -> tuple[Statement, ...]:
    """Return the statements that apply to a URL: of each name those with the longest path.

    Of licences the first applies.
    """
    if not statements:
        return ()
    path = path_of(url)
    chosen: dict[str, list[Statement]] = {}
    for each in statements:
        known = chosen.get(each.name, [])
        if (known and len(known[0].path) > len(each.path)) or not matches(each.path, path):
            continue
        same = known if known and len(known[0].path) == len(each.path) else []
        chosen[each.name] = [*same, each]
    chosen[LICENSE] = chosen.get(LICENSE, [])[:1]
    return tuple(each for some in chosen.values() for each in some)


def joined(*texts: str | None) -> str | None:
    """Return statements joined by commas, without duplicates; None without any.

    >>> joined("search=yes", None, "ai-train=no", "search=yes")
    'search=yes, ai-train=no'
    """
    if len(texts) < 2:
        return texts[0] or None if texts else None
    return ", ".join(dict.fromkeys(text for text in texts if text)) or None


def combined(*texts: str | None) -> str | None:
    """Return usage preferences combined by label: any `n` wins (draft-ietf-aipref-attach).

    What is no preference of the vocabulary is kept as it is.

    >>> combined("train-ai=y, search=y", None, "train-ai=n;x=1", "bots=?")
    'train-ai=n, search=y, bots=?'
    """
    if not texts:
        return None
    found: dict[str, str] = {}
    for item in ",".join(filter(None, texts)).split(","):
        words = item.strip()
        preference = _PREFERENCE.fullmatch(words)
        if preference is None:
            found.setdefault(words, words)
        elif found.get(preference[1]) != f"{preference[1]}=n":
            found[preference[1]] = f"{preference[1]}={preference[2]}"
    return ", ".join(filter(None, found.values())) or None
