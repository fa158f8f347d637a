"""Extract the main text of any page, wire story or not, and all text removed from it."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

from lxml import etree
from msgspec.structs import replace

from crawler.base.text import is_prose
from crawler.model import Block, ClassifiedPage, Document, Page, Removed
from crawler.reading.classifier import STRUCTURE
from crawler.reading.classifier.head_statements import HeadStatements, read_head_statements
from crawler.reading.classifier.story_blocks import are_story
from crawler.reading.classifier.surroundings import Surroundings
from crawler.reading.parse.blocks import outlined
from crawler.reading.parse.intake import decode
from crawler.reading.parse.tree import parse
from crawler.reading.parse.visible import prune
from crawler.reading.rules import load_rules
from crawler.reading.rules.lines import reasons

_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
_EVIDENCE = (None, "link", "small-print")
"""Reasons that the trees may overrule; hand-written rules are final."""


def main_text(html: bytes, url: str) -> str:
    """Return the main text of a page, with an empty line between paragraphs; empty if it has none.

    `html` is the response body as fetched from `url`. Raises `Fault` for anything but a page: an
    empty body, a PDF, an image, or too many bytes.
    """
    classified = _classify(Page(url, "", html, _NO_MOMENT))
    return "\n\n".join(block.text for block, why in classified.blocks if not why)


def extract(page: Page) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """Return the main-text blocks of a page, and the other blocks with the rule or `structure` as
    the reason. Together they hold all visible text of the page. Raises `Fault` if it cannot be
    parsed."""
    return split_kept_removed(_classify(page))


def _classify(page: Page) -> ClassifiedPage:
    root = parse(decode(page).utf8)
    stated = read_head_statements(root)
    return classify_blocks(root, stated, prune(root).controls)


def split_kept_removed(
    classified: ClassifiedPage, *spared: str
) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """Return the kept and removed blocks of a page; blocks with a spared reason are kept."""
    kept: list[Block] = []
    taken = [*classified.controls]
    for block, why in classified.blocks:
        if not why or why in spared:
            kept.append(block)
        else:
            taken.append(Removed(why, block.text, block.place, block.ordinal))
    return tuple(kept), tuple(taken)


def without_surroundings(document: Document, classified: ClassifiedPage) -> Document:
    """Return a document without the blocks that structure rejects, from its first paragraph on. The
    lines above that paragraph are kept: structure also rejects headlines, bylines and dates."""
    first = _first_paragraph(classified)
    if first is None:
        return document
    refused = Counter((block.place, block.text) for block, why in classified.blocks[first:] if why)
    kept: list[Block] = []
    removed: list[Removed] = []
    for block in reversed(document.blocks):
        place, text = block.place, block.text
        if refused.get((place, text)):
            refused[place, text] -= 1
            removed.append(Removed(STRUCTURE, text, place, block.ordinal))
        else:
            kept.append(block)
    taken = (*document.removed, *reversed(removed))
    return replace(document, blocks=tuple(reversed(kept)), removed=taken)


def _first_paragraph(classified: ClassifiedPage) -> int | None:
    """Return the ordinal of the first paragraph in the longest run of story blocks, because an
    editor's note may precede the headline."""
    runs = groupby(classified.blocks, key=lambda pair: pair[1] is not None)
    story = ([block for block, _ in run] for is_removed, run in runs if not is_removed)
    longest = max(story, key=lambda run: sum(len(block.text) for block in run), default=None)
    if longest is None:
        return None
    return next((block for block in longest if is_prose(block.text)), longest[0]).ordinal


def classify_blocks(
    root: etree._Element, stated: HeadStatements, controls: Sequence[Removed]
) -> ClassifiedPage:
    """Classify the blocks of a parsed page; `controls` were pruned from it before."""
    found, at, outline = outlined(root)
    if not found:
        return ClassifiedPage((), tuple(controls))
    page = Surroundings(found, at, outline, stated)
    why = reasons(found, page.texts, load_rules(), stated.title)
    kept = are_story(page, [reason is not None for reason in why])
    judged = (
        (block, None if story and reason in _EVIDENCE else reason or STRUCTURE)
        for block, reason, story in zip(found, why, kept, strict=True)
    )
    return ClassifiedPage(tuple(judged), tuple(controls))


def shown(root: etree._Element, stated: HeadStatements) -> tuple[Surroundings, list[str | None]]:
    """Return all blocks of a pruned tree, and for each the rule that removes it, or None."""
    found, at, outline = outlined(root)
    page = Surroundings(found, at, outline, stated)
    return page, reasons(found, page.texts, load_rules(), stated.title)
