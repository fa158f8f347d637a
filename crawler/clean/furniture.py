"""Blocks that belong to the page and not to the story, told by their words and their place."""

from collections.abc import Iterable

from crawler.clean.rules import LineRule, Where
from crawler.model import Block, Removed
from crawler.text import ends_sentence, is_prose

_LINKED = 0.9
_MOSTLY_LINKED = 0.6


def strip_lines(
    blocks: list[Block], rules: tuple[LineRule, ...], title: str | None
) -> tuple[tuple[Block, ...], list[Removed]]:
    """Part the blocks into what may be story and what a rule, or their links, tell is furniture."""
    kept: list[Block] = []
    removed: list[Removed] = []
    first, last = _prose(blocks)
    for number, block in enumerate(blocks):
        reason = _reason(block, rules, _places(number, first, last), title)
        if reason:
            removed.append(Removed(reason, block.text, block.place))
        else:
            kept.append(block)
    return _strip_outside(kept, removed), removed


def _strip_outside(kept: list[Block], removed: list[Removed]) -> tuple[Block, ...]:
    """Without the short lines inside and behind the text that stand in a place of their own."""
    prose = [number for number, block in enumerate(kept) if is_prose(block.text)]
    inside: list[Block] = []
    for number, block in enumerate(kept):
        before = next((kept[each] for each in reversed(prose) if each < number), None)
        after = next((kept[each] for each in prose if each > number), None)
        if before and _is_stray(block, before, after):
            removed.append(Removed("outside", block.text, block.place))
        else:
            inside.append(block)
    return tuple(inside)


def _is_stray(block: Block, before: Block, after: Block | None) -> bool:
    """Whether words that make no sentence stand elsewhere in the page than the text around them.

    Behind the text, what a sign-off would hold is spared: digits, capitals.
    """
    text = block.text
    if block.place == before.place or block.heading or ends_sentence(text) or "//" in text:
        return False
    if after:
        return before.place == after.place and not text.startswith(("(", "[", "-"))
    return not (text.isupper() or any(each.isdigit() for each in text))


def _prose(blocks: list[Block]) -> tuple[int, int]:
    """First and last block with running text in it; what stands outside them is the edge."""
    prose = [
        number
        for number, block in enumerate(blocks)
        if block.linked < _LINKED and not block.small and is_prose(block.text)
    ]
    return (prose[0], prose[-1]) if prose else (len(blocks), -1)


def _places(number: int, first: int, last: int) -> tuple[Where, ...]:
    if number < first:
        return ("anywhere", "edge", "top") if last >= 0 else ("anywhere", "edge", "top", "end")
    return ("anywhere", "edge", "end") if number > last else ("anywhere",)


def _reason(
    block: Block, rules: Iterable[LineRule], places: tuple[Where, ...], title: str | None
) -> str | None:
    """The id of the rule that takes the block, a word for what it is, or null."""
    if block.linked >= _LINKED and not _is_headline(block, title):
        return "link"
    if block.linked >= _MOSTLY_LINKED and not ends_sentence(block.text):
        return "link"
    if block.small and "end" in places:
        return "small-print"
    text = block.text
    for rule in rules:
        if rule.where in places and rule.text.fullmatch(text):
            return rule.id
    return None


def _is_headline(block: Block, title: str | None) -> bool:
    """A headline may link to its own page: the `<title>` then begins with it."""
    return (
        block.heading and title is not None and title.startswith(block.text) and " " in block.text
    )
