"""Removal of texts known to be repeated from a body, by their words and their adjacent blocks."""

from collections import Counter
from collections.abc import Collection, Sequence

from crawler.contract import RemovedText
from crawler.model import Block, block_texts
from crawler.reading.block_context import LONGEST, Mark, joint, line_mark, mark_of

RULE = "repeated"
"""Used in place of a rule id for text removed because it is repeated."""
LINE_RULE = "repeated-line"
"""Used likewise for a headline or agency name shared by many stories of a source."""
REMEMBERED = frozenset((RULE, LINE_RULE))
"""Rules whose texts the ledger stores by mark: once known to be repeated, they are always
removed."""
_MOST_JOINTS = 50
"""Maximum texts of a page to search for inside paragraphs."""


def remembered_mark(text: RemovedText) -> int | None:
    """Return the ledger's mark of a removed text; null if the ledger need not store it."""
    if text.rule == LINE_RULE:
        return line_mark(text.place, text.text)
    return mark_of(text.text) if text.rule == RULE else None


def strip_repeated(
    body: str, blocks: Sequence[Block], known: Collection[int], mark: Mark = mark_of
) -> tuple[str, list[Block]]:
    """Return a body without the blocks known to be boilerplate, and those blocks.

    A body that consists only of boilerplate is left unchanged.
    """
    texts = block_texts(blocks)
    asked = [at for at, text in enumerate(texts) if len(text) <= LONGEST and mark(text) in known]
    left = Counter(texts[at] for at in asked)
    rest: list[str] = []
    for paragraph in body.split("\n\n") if asked else ():
        if left[paragraph]:
            left[paragraph] -= 1
        else:
            rest.append(paragraph)
    if not rest:
        return body, []
    whole, others = _parted(asked, texts, left)
    joined = [at for at in others[:_MOST_JOINTS] if _cut(rest, texts, at)]
    return "\n\n".join(rest), [blocks[at] for at in sorted(whole + joined)]


def _parted(
    asked: Sequence[int], texts: Sequence[str], left: Counter[str]
) -> tuple[list[int], list[int]]:
    """Return the blocks that were removed as whole paragraphs, and those that remain to be
    found."""
    whole: list[int] = []
    others: list[int] = []
    still = left.copy()
    for at in reversed(asked):
        if still[texts[at]]:
            still[texts[at]] -= 1
            others.append(at)
        else:
            whole.append(at)
    return whole, others[::-1]


def _cut(paragraphs: list[str], texts: Sequence[str], at: int) -> bool:
    """Remove a block from the paragraph where it was joined to an adjacent block; return whether it
    was."""
    for number, paragraph in enumerate(paragraphs):
        if paragraph == texts[at] and len(paragraphs) > 1:  # its neighbour is already removed
            del paragraphs[number]
            return True
        if found := joint(texts, at, paragraph):
            start, end = found[0], found[0] + len(texts[at])
            pieces = (paragraph[:start].rstrip(), paragraph[end:].lstrip())
            paragraphs[number] = " ".join(filter(None, pieces))
            return True
    return False
