"""Recurring texts that no rule names, as rules to paste into `crawler/reading/rules/`."""

import json
import re
from collections.abc import Iterable, Iterator

from crawler.run.repeats import Repeated

MOST = 12
"""Rules proposed for a source at a time, those of most stories first."""
_ID_WORDS = 6


def propose(source: str, taken: Iterable[Repeated], left: Iterable[Repeated]) -> str:
    """The rules as TOML, in the form that their loader accepts; empty where there are none.

    `taken` are texts that repetition takes off, `left` those that recur and stay in the bodies,
    for they may be the stories' own.
    """
    texts = [(text, "taken off by its repetition") for text in taken]
    texts += [(text, "left in the bodies: is it furniture?") for text in left]
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
    """A pattern of just this text, whatever numbers it prints."""
    return re.sub(r"\d+", r"\\d+", re.escape(text).replace(r"\ ", " "))


def _quoted(text: str) -> str:
    """A TOML string: one of JSON is one, too."""
    return json.dumps(text, ensure_ascii=False)
