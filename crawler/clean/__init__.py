"""Page in, Document out: what may be the story, and every text that was taken off, with why."""

from lxml import etree

from crawler.address import read_address
from crawler.clean.adverts import strip_adverts
from crawler.clean.blocks import blocks
from crawler.clean.boxes import strip_boxes
from crawler.clean.capture_head import strip_capture_head
from crawler.clean.extract import STRUCTURE, part, weigh
from crawler.clean.furniture import strip_lines
from crawler.clean.head import read_head
from crawler.clean.intake import decode
from crawler.clean.rules import load_rules
from crawler.clean.stated import read_stated
from crawler.clean.tree import parse
from crawler.clean.visible import named, prune
from crawler.model import Document, Page


def clean(page: Page) -> Document:
    """Clean one page. Raises `Fault` for a page that cannot be read as one.

    Pages of a wire archive are cleaned by rules. On all others structure classifies the blocks,
    with the rules as evidence; one that was not made for the screens of today is cleaned by rules,
    too, for it may be wire copy. What recurs over the pages of a source is found when several were
    read (`repetition`).
    """
    text, charset = decode(page)
    root = parse(text)
    lower = text.encode("utf-8", "replace").lower()  # bytes, for it costs a fourth of text
    head = read_head(root, page.url, lower)
    capture = strip_capture_head(root, text)
    stated = None if read_address(page.url).is_archived else read_stated(root)
    controls = [*capture, *prune(root)]
    weighed = None
    if stated:
        weighed = weigh(root, stated, controls)
        if head.modern:
            return Document(page, head, *part(weighed, STRUCTURE), charset, weighed)
    held = [*root.iter(etree.Element)]  # lxml makes an element anew whenever nobody holds it
    boxes = strip_boxes(named(root))
    adverts = strip_adverts(root, lower)
    kept, lines = strip_lines(blocks(root), load_rules(), head.title)
    del held
    return Document(page, head, kept, (*controls, *boxes, *adverts, *lines), charset, weighed)
