"""What a run learns from a page, computed where the page is read: a third of what storing it would
cost the crawl's own process.
"""

from crawler.model import Learnable, Outcome, ReadBody
from crawler.reading.block_context import marks_of, texts_aside, texts_in
from crawler.reading.min_hash import signature_of


def learnable_of(outcome: Outcome) -> Learnable:
    """Return what is learned from an outcome whose removed texts are not encoded yet."""
    bodies = [
        ReadBody(signature_of(record.body), texts_in(record.body, outcome.blocks))
        for record in outcome.records
    ]
    return Learnable(
        tuple(bodies),
        marks_of(outcome.blocks),
        sum([len(line) for block in outcome.blocks for line in block.lines]),
        texts_aside(outcome.removed),
    )
