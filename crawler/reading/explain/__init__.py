"""Page in, Explanation out: what was kept of it, what was removed, and why, in page order."""

from collections.abc import Iterator

from crawler.contract import Record
from crawler.model import Block, Outcome, Page, Reading
from crawler.reading.classifier.extract import extract
from crawler.reading.clean import clean
from crawler.reading.explain.order import in_page_order
from crawler.reading.explain.told import Explanation, Field, Told
from crawler.reading.page import read_document
from crawler.reading.record import normalise
from crawler.reading.screen import screen
from crawler.reading.wire.account import BODY, account

_FIELDS = (
    *("headline", "slugline", "story_number", "genre", "byline", "located", "ednote", "intro"),
    "language",
)


def explain_story(name: str, page: Page) -> Explanation:
    """How a wire page was read. Raises `Fault` for a page that cannot be read."""
    reading = read_document(clean(page))
    outcome = screen(normalise(reading))
    return Explanation(
        name,
        _verdict(outcome),
        in_page_order(page, _kept(reading), reading.document.removed),
        tuple(tuple(_fields(record)) for record in _records(outcome)),
    )


def explain_text(name: str, page: Page) -> Explanation:
    """How a page's main text was told. Raises `Fault` for a page that cannot be read."""
    kept, removed = extract(page)
    told = [(block, (Told("+", "", block.place, block.text),)) for block in kept]
    words = sum(len(block.text.split()) for block in kept)
    return Explanation(name, f"{words} words kept", in_page_order(page, told, removed))


def _kept(reading: Reading) -> list[tuple[Block, list[Told]]]:
    """The blocks that cleaning left, and what became of them in the reading."""
    kept: list[tuple[Block, list[Told]]] = [(block, []) for block in reading.document.blocks]
    for entry in account(reading.document, reading.stories):
        block, told = kept[entry.block]
        if entry.field == BODY:
            told.append(Told("+", "", block.place, entry.text))
        elif entry.field:
            told.append(Told("=", entry.field, block.place, entry.text))
        else:
            reason = entry.reason if reading.stories else "no-story"
            told.append(Told("-", reason, block.place, entry.text))
    return kept


def _verdict(outcome: Outcome) -> str:
    """What came of the page, in a few words."""
    if outcome.verdict == "not_a_story":
        return f"not a story: {outcome.reason}"
    unfit = [f"quarantined: {each.kind}, {each.reason}" for each in outcome.quarantined]
    fit = len(outcome.records)
    return "; ".join([f"{fit} {'story' if fit == 1 else 'stories'}"] * bool(fit) + unfit)


def _records(outcome: Outcome) -> list[Record]:
    """The page's records, those not fit to publish behind the others."""
    unfit = [each.record for each in outcome.quarantined if each.record]
    return [*outcome.records, *unfit]


def _fields(record: Record) -> Iterator[Field]:
    """What a record says, and where it was read."""
    evidence = record.evidence.get
    if name := record.infosource.name or record.infosource.code:
        yield Field("infosource", name, evidence("infosource", ""))
    for field in _FIELDS:
        if value := getattr(record, field):
            yield Field(field, value, evidence(field, ""))
    if when := record.published.datetime or record.published.date:
        yield Field("published", when, evidence("published", ""))
