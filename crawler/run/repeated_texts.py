"""Takes texts that are known to recur off a body, by their words and what stands beside them."""

from collections import Counter
from collections.abc import Collection, Sequence

from crawler.contract import RemovedText
from crawler.model import Block
from crawler.run.block_context import LONGEST, joint, line_mark, mark_of

RULE = "repeated"
"""Stands in the place of a rule's id with what repetition takes."""
LINE_RULE = "repeated-line"
"""The same for a headline or agency name that many stories of a source have."""
REMEMBERED = frozenset((RULE, LINE_RULE))
"""The rules whose texts the ledger keeps, by their marks: once known to recur they always go."""
_MOST_JOINTS = 50
"""Texts of a page that are looked for inside paragraphs."""


def remembered_mark(text: RemovedText) -> int | None:
    """Return the mark by which the ledger keeps a removed text; null for one it need not know."""
    if text.rule == LINE_RULE:
        return line_mark(text.place, text.text)
    return mark_of(text.text) if text.rule == RULE else None


def strip_repeated(
    body: str, blocks: Sequence[Block], known: Collection[int]
) -> tuple[str, list[Block]]:
    """A body without the blocks that are known to be furniture, and those blocks. A body of
    nothing else is left as it is."""
    texts = [block.text for block in blocks]
    asked = [at for at, text in enumerate(texts) if len(text) <= LONGEST and mark_of(text) in known]
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
    """The blocks that were paragraphs, and those that are `left`."""
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
    """Cut a block out of the paragraph in which it was joined to its neighbour, if it was."""
    for number, paragraph in enumerate(paragraphs):
        if paragraph == texts[at] and len(paragraphs) > 1:  # what it was joined to is cut already
            del paragraphs[number]
            return True
        if found := joint(texts, at, paragraph):
            start, end = found[0], found[0] + len(texts[at])
            pieces = (paragraph[:start].rstrip(), paragraph[end:].lstrip())
            paragraphs[number] = " ".join(filter(None, pieces))
            return True
    return False
