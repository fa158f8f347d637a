"""Boilerplate rules: data in the TOML files beside this one, each with its proof.

`shared.toml` tells the form. A rule whose `hits` it does not take, or whose `spares` it does,
does not load: the proof is run when the rules are read.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, get_origin

import msgspec
from bs4 import BeautifulSoup, Tag

from crawler.faults import UsageFault

Where = Literal["top", "end", "edge", "anywhere"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    id: str
    hits: tuple[str, ...]
    spares: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxRule(_Rule):
    """Takes an element whole. Conditions that are null hold for every element."""

    tags: frozenset[str] = frozenset()
    named: re.Pattern[str] | None = None
    holds: tuple[str, ...] = ()
    text: re.Pattern[str] | None = None
    most_words: int | None = None
    linked: float = 0.0

    def takes(self, box: Tag) -> bool:
        """Whether this element is boilerplate by this rule."""
        if self.tags and box.name not in self.tags:
            return False
        if self.named and not self.named.search(names(box)):
            return False
        if self.holds and box.find(self.holds) is None:
            return False
        text = box.get_text(" ", strip=True)
        if self.text and not self.text.search(text):
            return False
        if self.most_words is not None and text.count(" ") >= self.most_words:
            return False
        return not self.linked or _linked(box, text) >= self.linked

    def proves(self, example: str) -> bool:
        """Whether the rule takes the outermost element of an HTML fragment."""
        box = BeautifulSoup(example, "lxml").select_one("body > *")
        return box is not None and self.takes(box)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule(_Rule):
    """Takes a block by its whole text, in its place in the page."""

    where: Where
    text: re.Pattern[str]

    def proves(self, example: str) -> bool:
        """Whether the rule takes a block with this text."""
        return bool(self.text.fullmatch(example))


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, in the order of their files."""

    boxes: tuple[BoxRule, ...]
    lines: tuple[LineRule, ...]


def names(box: Tag) -> str:
    """What an element calls itself: its tag, id, classes and role, joined by blanks."""
    classes = box.get("class") or ()
    words = [box.name, str(box.get("id") or ""), *classes, str(box.get("role") or "")]
    return " ".join(words)


def _linked(box: Tag, text: str) -> float:
    linked = sum(len(link.get_text(" ", strip=True)) for link in box.find_all("a", href=True))
    return linked / len(text) if text else 0.0


@cache
def load_rules() -> Rules:
    """The shipped rules. Raises `UsageFault` for a file that is wrong or a rule without proof."""
    boxes: list[BoxRule] = []
    lines: list[LineRule] = []
    folder = files(__name__)
    for file in sorted(folder.iterdir(), key=lambda file: (file.name != "shared.toml", file.name)):
        if file.name.endswith(".toml"):
            found = read_rules(file)
            boxes.extend(found.boxes)
            lines.extend(found.lines)
    return Rules(tuple(boxes), tuple(lines))


class _File(msgspec.Struct, forbid_unknown_fields=True):
    box: tuple[BoxRule, ...] = ()
    line: tuple[LineRule, ...] = ()


def read_rules(file: Traversable) -> Rules:
    """The rules of one file, proved. Raises `UsageFault` naming file, rule and cause."""
    try:
        read = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File, dec_hook=_pattern)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageFault(f"{file}: {error}") from None
    rules: tuple[BoxRule | LineRule, ...] = (*read.box, *read.line)
    for rule in rules:
        if not rule.hits or not rule.spares:
            raise UsageFault(f"{file}: rule {rule.id}: needs hits and spares as its proof")
        for example in rule.hits:
            if not rule.proves(example):
                raise UsageFault(f"{file}: rule {rule.id}: does not take {example!r}")
        for example in rule.spares:
            if rule.proves(example):
                raise UsageFault(f"{file}: rule {rule.id}: does not spare {example!r}")
    return Rules(read.box, read.line)


def _pattern(kind: type, value: object) -> object:
    if get_origin(kind) is not re.Pattern or not isinstance(value, str):
        raise TypeError(kind)
    try:
        return re.compile(value)
    except re.error as error:
        raise ValueError(f"not a pattern: {error}") from None
