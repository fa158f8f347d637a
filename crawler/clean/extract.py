"""The main text of any page, wire story or not, and every text that was left out of it."""

from crawler.clean.blocks import blocks
from crawler.clean.furniture import reasons
from crawler.clean.intake import decode
from crawler.clean.rules import load_rules
from crawler.clean.structure import are_story
from crawler.clean.tree import parse, read_head
from crawler.clean.visible import prune
from crawler.model import Block, Page, Removed


def extract(page: Page) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """The blocks of a page's main text, and the others with the rule or `structure` as the reason:
    together they are all the text that the page shows. Raises `Fault` for a page that cannot be
    read as one."""
    found, why, title = shown(page)
    told = are_story(found, [reason is not None for reason in why], title)
    kept: list[Block] = []
    removed: list[Removed] = []
    for block, reason, story in zip(found, why, told, strict=True):
        if story:
            kept.append(block)
        else:
            removed.append(Removed(reason or "structure", block.text, block.place))
    return tuple(kept), tuple(removed)


def shown(page: Page) -> tuple[list[Block], list[str | None], str | None]:
    """All blocks that a page shows; for each the rule that takes it, or null; the page's title.
    Raises `Fault` as above."""
    text, _ = decode(page)
    root = parse(text)
    title = read_head(root).title
    prune(root)
    found = blocks(root)
    return found, reasons(found, load_rules(), title), title
