"""The main text of any page, wire story or not, and every text that was left out of it."""

from crawler.clean.blocks import blocks
from crawler.clean.furniture import reasons
from crawler.clean.intake import decode
from crawler.clean.rules import load_rules
from crawler.clean.structure import load_forest, story_odds
from crawler.clean.tree import parse, prune, read_head
from crawler.model import Block, Page, Removed


def extract(page: Page) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """The blocks of a page's main text, and the others with the rule or `structure` as the reason:
    together they are all the text that the page shows. Raises `Fault` for a page that cannot be
    read as one."""
    text, _ = decode(page)
    root = parse(text)
    head = read_head(root)
    prune(root)
    found = blocks(root)
    why = reasons(found, load_rules(), head.title)
    odds = story_odds(found, [reason is not None for reason in why], head.title)
    threshold = load_forest().threshold
    kept: list[Block] = []
    removed: list[Removed] = []
    for block, reason, chance in zip(found, why, odds, strict=True):
        if chance >= threshold:
            kept.append(block)
        else:
            removed.append(Removed(reason or "structure", block.text, block.place))
    return tuple(kept), tuple(removed)
