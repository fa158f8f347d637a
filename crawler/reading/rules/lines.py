"""Remove blocks that belong to the page rather than the story, by their text and position."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping

from crawler.base.scripts import count_words
from crawler.base.text import ends_sentence, is_prose
from crawler.model import Block, Removed, block_texts
from crawler.reading.rules import PagePart, Rules
from crawler.reading.rules.story_end import find_story_end, is_sign_off

_LINKED = 0.9
_MOSTLY_LINKED = 0.6
_LONGEST = 300
"""Maximum characters of a line that a rule may match."""
_WRAPPED = 40
"""Minimum characters of a line that was cut by hard wrapping."""
_ADVERT_WORDS = 3
"""Minimum spaces in a line that is more than a label."""
_HEADING = re.compile(r"/h[1-6](?:[.#][^/]*)?$")
_DATELINE = re.compile(r".{2,90}?(?: --? |\)\s?[-–—_:?]| [–—] )")


def strip_lines(
    blocks: list[Block], rules: Rules, title: str | None
) -> tuple[tuple[Block, ...], list[Removed]]:
    """Split the blocks into possible story text and boilerplate, by rules and share of links."""
    texts, candidates = block_texts(blocks), _candidates(blocks)
    prose = _prose(blocks, texts, candidates)
    end = find_story_end(blocks, texts, prose)
    while end < len(blocks) and is_sign_off(blocks[end]):
        end += 1
    removed = [
        Removed("outside", text, block.place, block.ordinal)
        for block, text in zip(blocks[end:], texts[end:], strict=True)
    ]
    blocks, texts = blocks[:end], texts[:end]
    candidates, prose = (
        [each for each in numbers if each < end] for numbers in (candidates, prose)
    )
    why = _reasons(blocks, texts, candidates, prose, rules, title)
    removed += [
        Removed(reason, text, block.place, block.ordinal)
        for reason, text, block in zip(why, texts, blocks, strict=True)
        if reason
    ]
    running = frozenset(prose)
    kept = [(blocks[number], number in running) for number in candidates if not why[number]]
    return _strip_outside(kept, removed), removed


def reasons(
    blocks: list[Block], texts: list[str], rules: Rules, title: str | None
) -> list[str | None]:
    """Return for each block the id of the rule that matches it, another reason, or None."""
    candidates = _candidates(blocks)
    return _reasons(blocks, texts, candidates, _prose(blocks, texts, candidates), rules, title)


def _candidates(blocks: list[Block]) -> list[int]:
    """Return the indices of the blocks that are more than links, and of headings. Most blocks of a
    page are menu items."""
    return [
        number for number, block in enumerate(blocks) if block.linked < _LINKED or block.heading
    ]


def _prose(blocks: list[Block], texts: list[str], candidates: list[int]) -> list[int]:
    """Return the indices of the blocks of running text."""
    return [
        number
        for number in candidates
        if blocks[number].linked < _LINKED and is_prose(texts[number])
    ]


def _reasons(
    blocks: list[Block],
    texts: list[str],
    candidates: list[int],
    prose: list[int],
    rules: Rules,
    title: str | None,
) -> list[str | None]:
    """Return for each block the reason to remove it, or None."""
    large = [number for number in prose if not blocks[number].small]
    is_small = not large  # the whole page is in small print
    first, last = _ends(large or prose, texts, rules)
    why: list[str | None] = ["link"] * len(blocks)
    for number in candidates:
        place = _place(number, first, last)
        reason = _reason(blocks[number], texts[number], rules, place, title, is_small)
        if not reason and number > last + 1 and why[number - 1] and _goes_on(blocks, texts, number):
            reason = why[number - 1]
        why[number] = reason
    return why


def _goes_on(blocks: list[Block], texts: list[str], number: int) -> bool:
    """Return whether a block continues the one above it, a notice that was hard-wrapped."""
    above = texts[number - 1]
    return (
        texts[number][:1].islower()
        and len(above) >= _WRAPPED
        and blocks[number - 1].place == blocks[number].place
        and not ends_sentence(above)
    )


def _ends(prose: Iterable[int], texts: list[str], rules: Rules) -> tuple[int, int]:
    """Return the first and last block of running text, excluding those at either end that a rule
    matches; blocks outside them are the edge."""
    left = deque(prose)

    def is_boilerplate(number: int, place: PagePart) -> bool:
        text = texts[number]
        return len(text) <= _LONGEST and rules.match_line(text, place) is not None

    while left and is_boilerplate(left[0], "top"):
        left.popleft()
    while left and is_boilerplate(left[-1], "end"):
        left.pop()
    return (left[0], left[-1]) if left else (len(texts), -1)


def _strip_outside(kept: list[tuple[Block, bool]], removed: list[Removed]) -> tuple[Block, ...]:
    """Return the blocks without short lines at a place of their own inside or after the text."""
    following: list[Block | None] = []
    after: Block | None = None
    for block, prose in reversed(kept):
        following.append(after)
        after = block if prose else after
    before: Block | None = None
    inside: list[Block] = []
    texts = 0
    headings = Counter([block.place for block, prose in kept if block.heading and not prose])
    for (block, prose), after in zip(kept, reversed(following), strict=True):
        if before and not prose and _is_stray(block, before, after, headings if texts > 2 else {}):
            removed.append(Removed("outside", block.text, block.place, block.ordinal))
        else:
            inside.append(block)
        before = block if prose else before
        texts += prose
    return tuple(inside)


def _is_stray(
    block: Block, before: Block, after: Block | None, headings: Mapping[str, int]
) -> bool:
    """Return whether a text that is not a sentence is at a different place than the text around it.

    After the text, possible parts of a sign-off are kept: digits and capitals. Headings are kept,
    except a bold line that is the only one at its place.
    """
    text = block.text
    if block.place == before.place or ends_sentence(text) or "//" in text:
        return False
    if block.heading and not (after and _is_lone(block, after, headings)):
        return False
    if after:
        return before.place == after.place and not text.startswith(("(", "[", "-"))
    return not (is_sign_off(block) or text.isupper() or any(each.isdigit() for each in text))


def _is_lone(block: Block, after: Block, headings: Mapping[str, int]) -> bool:
    """Return whether a bold line is the only one of its kind, and thus neither a subheading nor the
    title of a story whose dateline follows."""
    return (
        headings.get(block.place) == 1
        and _HEADING.search(block.place) is None
        and block.text.count(" ") >= _ADVERT_WORDS
        and _DATELINE.match(after.text) is None
    )


def _place(number: int, first: int, last: int) -> PagePart:
    if last < 0:
        return "nowhere"
    if number < first:
        return "top"
    return "end" if number > last else "middle"


def _reason(
    block: Block, text: str, rules: Rules, place: PagePart, title: str | None, is_small: bool
) -> str | None:
    """Return the id of the rule that matches the block, another reason, or None.

    `is_small` is true if all text of the page is in small print.
    """
    if block.linked >= _MOSTLY_LINKED:
        all_of_it = block.linked >= _LINKED and not _is_headline(block, title)
        if all_of_it or not ends_sentence(text):
            return "link"
    is_print = block.small and not is_small and place != "top"
    if is_print and (place != "middle" or not ends_sentence(text)):
        return "small-print"
    return rules.match_line(text, place) if len(text) <= _LONGEST else None


def _is_headline(block: Block, title: str | None) -> bool:
    """Return whether a linked block is the page's headline: the `<title>` begins with its text."""
    return (
        block.heading
        and title is not None
        and title.startswith(block.text)
        and count_words(block.text) > 1
    )
