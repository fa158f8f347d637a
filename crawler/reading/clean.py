"""Clean a page into a Document: possible story text, and every removed text with its reason."""

from crawler.model import Document, Page
from crawler.reading.classifier import STRUCTURE
from crawler.reading.classifier.extract import classify_blocks, split_kept_removed
from crawler.reading.classifier.head_statements import read_head_statements
from crawler.reading.known_lists import parse_page
from crawler.reading.parse.blocks import blocks
from crawler.reading.parse.head import read_head
from crawler.reading.parse.intake import decode
from crawler.reading.parse.visible import prune
from crawler.reading.rules import load_rules
from crawler.reading.rules.adverts import strip_adverts
from crawler.reading.rules.boxes import strip_boxes
from crawler.reading.rules.capture_head import strip_capture_head
from crawler.reading.rules.lines import strip_lines


def clean(page: Page) -> Document:
    """Clean one page. Raises `Fault` for a page that cannot be read as one.

    Clean pages of a wire archive by rules. On other pages, classify the blocks by structure, with
    the line rules as evidence. Clean those not marked as modern by all rules as well, as they may
    be wire copy; box and advert rules are not applied to pages marked as modern. Text that recurs
    across a source's pages is found later, once several have been read (`crawler.run.repeats`).
    """
    text, utf8, charset = decode(page)
    root = parse_page(utf8)
    elements = [*root.iter()]  # lxml creates unreferenced ones again and again
    head = read_head(elements, page.url, utf8)
    capture = strip_capture_head(root, text)
    stated = None if page.address.is_archived else read_head_statements(root)
    pruned = prune(root)
    controls = [*capture, *pruned.controls]
    classified = None
    if stated:
        classified = classify_blocks(root, stated, controls)
        if head.modern:
            return Document(
                page, head, *split_kept_removed(classified, STRUCTURE), charset, classified
            )
    boxes = strip_boxes(root, pruned)
    adverts = strip_adverts(root, utf8)
    kept, lines = strip_lines(blocks(root), load_rules(), head.title)
    return Document(page, head, kept, (*controls, *boxes, *adverts, *lines), charset, classified)
