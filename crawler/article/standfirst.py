"""The words that stand between a headline and its story, and where the story begins."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from crawler.headlines import bare
from crawler.model import Block, Metadata

_STANDFIRST = re.compile(
    r"[.#](?:[\w-]*[_-])?(?:standfirst|dek|deck|sub-?title|sub-?head(?:line|ing)?|strap-?line)$",
    re.IGNORECASE,
)
"""How page makers call the box of the words under a headline."""


def find_text(blocks: Sequence[Block], prose: Sequence[int], metadata: Metadata) -> int | None:
    """Which of some blocks of running text opens the story: the first that is no standfirst."""
    for at, after in zip_longest(prose, prose[1:]):
        if not is_standfirst(blocks[at], metadata, None if after is None else blocks[after]):
            return at
    return None


def is_standfirst(block: Block, metadata: Metadata, text: Block | None) -> bool:
    """Whether a block is what stands under a headline: by its name, or as the page's summary in a
    box other than that of the `text` below it. A summary may be the story's first words, too."""
    if _STANDFIRST.search(block.place):
        return True
    return (
        text is not None
        and _box(block) != _box(text)
        and bare(block.text) == bare(metadata.description)
    )


def _box(block: Block) -> str:
    return block.place.rpartition("/")[0]
