"""Blocks that belong to the page and not to the story, told by their words and their place."""

from crawler.clean.rules import Place, Rules
from crawler.model import Block, Removed
from crawler.scripts import count_words
from crawler.text import ends_sentence, is_prose

_LINKED = 0.9
_MOSTLY_LINKED = 0.6
_LONGEST = 300
"""Characters of a line that a rule may take."""


def strip_lines(
    blocks: list[Block], rules: Rules, title: str | None
) -> tuple[tuple[Block, ...], list[Removed]]:
    """Part the blocks into what may be story and what a rule, or their links, tell is furniture."""
    texts, prose, why = _tell(blocks, rules, title)
    removed: list[Removed] = []
    kept: list[tuple[Block, bool]] = []
    for block, text, is_text, reason in zip(blocks, texts, prose, why, strict=True):
        if reason:
            removed.append(Removed(reason, text, block.place))
        else:
            kept.append((block, is_text))
    return _strip_outside(kept, removed), removed


def reasons(blocks: list[Block], rules: Rules, title: str | None) -> list[str | None]:
    """For each block the rule that takes it, or a word for what it is, or null."""
    return _tell(blocks, rules, title)[2]


def _tell(
    blocks: list[Block], rules: Rules, title: str | None
) -> tuple[list[str], list[bool], list[str | None]]:
    """For each block its text, whether that is running text, and what takes it."""
    texts = [block.text for block in blocks]
    prose = [
        block.linked < _LINKED and is_prose(text) for block, text in zip(blocks, texts, strict=True)
    ]
    first, last = _ends(
        [is_text and not block.small for is_text, block in zip(prose, blocks, strict=True)]
    )
    why = [
        _reason(block, texts[number], rules, _place(number, first, last), title)
        for number, block in enumerate(blocks)
    ]
    return texts, prose, why


def _ends(prose: list[bool]) -> tuple[int, int]:
    """First and last of the blocks with running text; what stands outside them is the edge."""
    if True not in prose:
        return len(prose), -1
    return prose.index(True), len(prose) - 1 - prose[::-1].index(True)


def _strip_outside(kept: list[tuple[Block, bool]], removed: list[Removed]) -> tuple[Block, ...]:
    """Without the short lines inside and behind the text that stand in a place of their own."""
    following: list[Block | None] = []
    after: Block | None = None
    for block, prose in reversed(kept):
        following.append(after)
        after = block if prose else after
    before: Block | None = None
    inside: list[Block] = []
    for (block, prose), after in zip(kept, reversed(following), strict=True):
        if before and not prose and _is_stray(block, before, after):
            removed.append(Removed("outside", block.text, block.place))
        else:
            inside.append(block)
        before = block if prose else before
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


def _place(number: int, first: int, last: int) -> Place:
    if last < 0:
        return "nowhere"
    if number < first:
        return "top"
    return "end" if number > last else "middle"


def _reason(block: Block, text: str, rules: Rules, place: Place, title: str | None) -> str | None:
    """The id of the rule that takes the block, a word for what it is, or null."""
    if block.linked >= _MOSTLY_LINKED:
        all_of_it = block.linked >= _LINKED and not _is_headline(block, title)
        if all_of_it or not ends_sentence(text):
            return "link"
    if block.small and place in ("end", "nowhere"):
        return "small-print"
    return rules.take_line(text, place) if len(text) <= _LONGEST else None


def _is_headline(block: Block, title: str | None) -> bool:
    """A headline may link to its own page: the `<title>` then begins with it."""
    return (
        block.heading
        and title is not None
        and title.startswith(block.text)
        and count_words(block.text) > 1
    )
