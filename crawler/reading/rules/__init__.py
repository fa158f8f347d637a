"""Load and apply the boilerplate rules in the TOML files of this package.

`shared.toml` documents the format. Every rule is tested when it is loaded: it must match all of its
`hits` and none of its `spares`, otherwise loading fails.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec
from bs4 import BeautifulSoup
from lxml import etree, html

from crawler.base.faults import UsageFault
from crawler.base.patterns import PatternIndex
from crawler.base.scripts import count_words
from crawler.base.text import fold
from crawler.base.toml import load_toml
from crawler.reading.parse.lists import LIST, known_list
from crawler.reading.parse.tree import text_of
from crawler.reading.rules.element_names import names_of

Where = Literal["top", "end", "edge", "anywhere"]
PagePart = Literal["top", "middle", "end", "nowhere"]
PLACES: Mapping[PagePart, frozenset[Where]] = {
    "top": frozenset(("anywhere", "edge", "top")),
    "middle": frozenset(("anywhere",)),
    "end": frozenset(("anywhere", "edge", "end")),
    "nowhere": frozenset(("anywhere", "edge", "top", "end")),
}
"""Rule positions that apply at each position of a block (`nowhere`: a page without prose)."""
_LAYOUT = re.compile(
    r"(?<![^\s_-])(?:has|have|having|with|without|no|mit|ohne|avec|sans|con|sin|com|sem"
    r"|senza|met|zonder)[_-]\S*",
    re.IGNORECASE,
)
"""Parts of a class that state which features an element has or lacks: `has-sidebar`,
`page--has-newsletter`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    id: str
    hits: tuple[str, ...]
    spares: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxRule(_Rule):
    """Rule that removes a whole element by its name. Conditions that are null are always met."""

    named: re.Pattern[str]
    """Found in an element's tag, id, role or classes, without those of its layout."""
    most_words: int | None = None
    linked: float = 0.0

    def matches(self, box: etree._Element, text: str) -> bool:
        """Return whether the rule matches this element with its text, to whose name it applies."""
        if self.most_words is not None and count_words(text) > self.most_words:
            return False
        return not self.linked or _linked(box, text) >= self.linked

    def matches_example(self, example: str) -> bool:
        """Return whether the rule matches the outermost element of an HTML fragment."""
        box = html.fragment_fromstring(example)
        names = map(without_layout, names_of(box))
        return any(map(self.named.search, names)) and self.matches(box, text_of(box))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvertRule(_Rule):
    """Rule that removes a whole element by its text, which must match completely."""

    text: re.Pattern[str]
    triggers: tuple[str, ...]
    """Words to preselect elements by; every matching text contains at least one of them."""

    def matches_example(self, example: str) -> bool:
        """Return whether the rule matches the outermost element of an HTML fragment."""
        text = fold(BeautifulSoup(example, "html.parser").get_text(" "))
        lower = text.lower()
        has_one = any(trigger.lower() in lower for trigger in self.triggers)
        return has_one and bool(self.text.fullmatch(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule(_Rule):
    """Rule that removes a block by its whole text and its position on the page."""

    where: Where
    text: re.Pattern[str]

    def matches_example(self, example: str) -> bool:
        """Return whether the rule matches a block with this text."""
        return bool(self.text.fullmatch(example))


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules in file order, with indexes to find those that may apply."""

    boxes: tuple[BoxRule, ...]
    adverts: tuple[AdvertRule, ...]
    lines: tuple[LineRule, ...]
    triggers: tuple[tuple[bytes, str], ...]
    """Trigger words of the advert rules in lower case, as UTF-8 and as text."""
    lines_in: Mapping[str, tuple[tuple[str, ...], PatternIndex]]
    """For each position on a page, the ids and patterns of the line rules that apply there."""

    def match_line(self, text: str, place: PagePart) -> str | None:
        """Return the id of the first line rule that matches a text at this position, or None."""
        ids, patterns = self.lines_in[place]
        found = patterns.fullmatch(text)
        return ids[found[0]] if found else None


def without_layout(name: str) -> str:
    """Return a name of an element without layout classes: `has-sidebar` names the page around the
    box."""
    return _LAYOUT.sub(" ", name)


def _linked(box: etree._Element, text: str) -> float:
    if not text:
        return 0.0
    linked = sum(len(text_of(link)) for link in box.iter("a"))
    return (linked + sum(known_list(each).linked for each in box.iter(LIST))) / len(text)


@cache
def load_rules() -> Rules:
    """Return the built-in rules. Raises `UsageFault` for an invalid file or a rule that fails its
    examples."""
    boxes: list[BoxRule] = []
    adverts: list[AdvertRule] = []
    lines: list[LineRule] = []
    folder = files(__name__)
    for file in sorted(folder.iterdir(), key=lambda file: (file.name != "shared.toml", file.name)):
        if file.name.endswith(".toml"):
            found = read_rules(file)
            boxes.extend(found.boxes)
            adverts.extend(found.adverts)
            lines.extend(found.lines)
    return _rules(boxes, adverts, lines)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    box: tuple[BoxRule, ...] = ()
    advert: tuple[AdvertRule, ...] = ()
    line: tuple[LineRule, ...] = ()


def read_rules(file: Traversable) -> Rules:
    """Return the tested rules of one file. Raises `UsageFault` with file, rule and cause."""
    read = load_toml(file, _File)
    rules: tuple[BoxRule | AdvertRule | LineRule, ...] = (*read.box, *read.advert, *read.line)
    for rule in rules:
        if cause := _failure(rule):
            raise UsageFault(f"{file}: rule {rule.id}: {cause}")
    return _rules(read.box, read.advert, read.line)


def _failure(rule: BoxRule | AdvertRule | LineRule) -> str | None:
    """Return how a rule fails its examples; null if it passes."""
    if not rule.hits or not rule.spares:
        return "needs hits and spares as examples"
    for example in rule.hits:
        if not rule.matches_example(example):
            return f"does not match example {example!r} (`hits`)"
    for example in rule.spares:
        if rule.matches_example(example):
            return f"matches negative example {example!r} (`spares`)"
    return None


def _rules(
    boxes: Sequence[BoxRule], adverts: Sequence[AdvertRule], lines: Sequence[LineRule]
) -> Rules:
    return Rules(
        boxes=tuple(boxes),
        adverts=tuple(adverts),
        lines=tuple(lines),
        triggers=tuple((each.encode(), each) for each in _triggers(adverts)),
        lines_in={place: _lines_in(lines, wheres) for place, wheres in PLACES.items()},
    )


def _triggers(adverts: Sequence[AdvertRule]) -> list[str]:
    return sorted({trigger.lower() for rule in adverts for trigger in rule.triggers})


def _lines_in(
    lines: Sequence[LineRule], wheres: frozenset[Where]
) -> tuple[tuple[str, ...], PatternIndex]:
    rules = [rule for rule in lines if rule.where in wheres]
    return tuple(rule.id for rule in rules), PatternIndex(rule.text for rule in rules)
