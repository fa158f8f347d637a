"""Page in, Document out: what may be the story, and every text that was taken off, with why."""

from crawler.clean.adverts import strip_adverts
from crawler.clean.blocks import blocks
from crawler.clean.boxes import strip_boxes
from crawler.clean.furniture import strip_lines
from crawler.clean.intake import decode
from crawler.clean.rules import load_rules
from crawler.clean.tree import parse, read_head
from crawler.clean.visible import prune
from crawler.model import Document, Page


def clean(page: Page) -> Document:
    """Clean one page. Raises `Fault` for a page that cannot be read as one."""
    rules = load_rules()
    text, charset = decode(page)
    root = parse(text)
    head = read_head(root)
    boxes = strip_boxes(prune(root))
    adverts = strip_adverts(root, text)
    kept, lines = strip_lines(blocks(root), rules, head.title)
    return Document(
        page=page,
        blocks=kept,
        removed=(*boxes, *adverts, *lines),
        title=head.title,
        language=head.language,
        logos=head.logos,
        published=head.published,
        meta_robots=head.meta_robots,
        tdm_reservation=head.tdm_reservation,
        charset=charset,
    )
