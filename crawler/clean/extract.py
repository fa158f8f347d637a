"""The main text of a page, wire story or not, and every text that was left out of it."""

from collections.abc import Sequence

from lxml import etree

from crawler.clean.blocks import blocks
from crawler.clean.furniture import reasons
from crawler.clean.head import read_title
from crawler.clean.intake import decode
from crawler.clean.rules import load_rules
from crawler.clean.structure import are_story
from crawler.clean.tree import parse
from crawler.clean.visible import prune
from crawler.model import Block, Page, Parted, Removed


def extract(page: Page) -> Parted:
    """The blocks of a page's main text, and the others with the rule or `structure` as the reason:
    together they are all the text that the page shows. Raises `Fault` for a page that cannot be
    read as one."""
    text, _ = decode(page)
    root = parse(text)
    title = read_title(root)
    controls = prune(root)
    return weigh(root, title, controls)


def weigh(root: etree._Element, title: str | None, controls: Sequence[Removed]) -> Parted:
    """The same for a parsed page from which the `controls` were pruned."""
    found, why = shown(root, title)
    told = are_story(found, [reason is not None for reason in why], title)
    kept: list[Block] = []
    removed = list(controls)
    for block, reason, story in zip(found, why, told, strict=True):
        if story:
            kept.append(block)
        else:
            removed.append(Removed(reason or "structure", block.text, block.place))
    return tuple(kept), tuple(removed)


def shown(root: etree._Element, title: str | None) -> tuple[list[Block], list[str | None]]:
    """All blocks of a pruned tree, and for each the rule that takes it, or null."""
    found = blocks(root)
    return found, reasons(found, load_rules(), title)
