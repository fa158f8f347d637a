"""Proposed rules for repeated texts that no rule matches, to paste into
`crawler/reading/rules/`."""

import json
import re
from collections.abc import Iterable, Iterator

from crawler.run.repeats import Repeated

MOST = 12
"""Maximum rules proposed for a source at a time, those on most stories first."""
_ID_WORDS = 6


def propose(source: str, taken: Iterable[Repeated], left: Iterable[Repeated]) -> str:
    """Return the rules as TOML, in the format that their loader accepts; empty if there are none.

    `taken` are texts removed as repeated, `left` those that recur but stay in the bodies, because
    they may be part of the stories.
    """
    texts = [(text, "removed as repeated") for text in taken]
    texts += [(text, "kept in the bodies: is it boilerplate?") for text in left]
    texts.sort(key=lambda pair: (-pair[0].stories, pair[0].text))
    ids: set[str] = set()
    return "\n".join(
        _rule(_id(source, text.text, ids), text, why)
        for text, why in [pair for pair in texts if pair[0].text.isprintable()][:MOST]
    )


def _rule(name: str, repeated: Repeated, why: str) -> str:
    text = repeated.text
    return "\n".join(
        (
            f"# on {repeated.stories} of {repeated.of} stories; {why}",
            "[[line]]",
            f"id = {_quoted(name)}",
            'where = "anywhere"',
            f"text = {_quoted(_pattern(text))}",
            f"hits = [{_quoted(text)}]",
            f"spares = [{_quoted(f'“{text}” stood on the sign, she said.')}]",
            "",
        )
    )


def _id(source: str, text: str, taken: set[str]) -> str:
    words = re.findall(r"[a-z0-9]+", text.lower())[:_ID_WORDS]
    base = "-".join([source, *words])
    name = next(each for each in _numbered(base) if each not in taken)
    taken.add(name)
    return name


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _pattern(text: str) -> str:
    """Return a pattern for exactly this text with any numbers."""
    return re.sub(r"\d+", r"\\d+", re.escape(text).replace(r"\ ", " "))


def _quoted(text: str) -> str:
    """Return a TOML string; every JSON string is one."""
    return json.dumps(text, ensure_ascii=False)
