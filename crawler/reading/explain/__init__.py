"""Explain a page: which texts were kept or removed, and why, in page order."""

from collections.abc import Iterator
from typing import NamedTuple

from crawler.base.verdicts import PageVerdict
from crawler.contract import Record, sources_by_field
from crawler.model import Block, Head, Outcome, Page, Reading
from crawler.reading.classifier.extract import extract
from crawler.reading.clean import clean
from crawler.reading.explain.order import in_page_order
from crawler.reading.explain.values import ExplainedText, Explanation, Field
from crawler.reading.page import read_document
from crawler.reading.record import normalise
from crawler.reading.screen import screen
from crawler.reading.wire.coverage import BODY, coverage_of

_FIELDS = (
    *("headline", "slugline", "story_number", "genre", "byline", "located", "ednote", "intro"),
    "language",
)


class ExplainedReading(NamedTuple):
    """A page as it was read, with what explains it."""

    explanation: Explanation
    head: Head
    records: tuple[Record, ...]
    """Quarantined ones last."""


def explain_story(name: str, page: Page) -> Explanation:
    """Explain how a page was read. Raises `Fault` if it cannot be read."""
    return explain_reading(name, page).explanation


def explain_reading(name: str, page: Page) -> ExplainedReading:
    """Read a page and explain how. Raises `Fault` if it cannot be read."""
    reading = read_document(clean(page))
    outcome = screen(normalise(reading))
    records = _records(outcome)
    explanation = Explanation(
        name,
        _verdict(outcome),
        in_page_order(page, _kept(reading), reading.document.removed),
        tuple(tuple(_fields(record)) for record in records),
    )
    return ExplainedReading(explanation, reading.document.head, records)


def explain_text(name: str, page: Page) -> Explanation:
    """Explain how a page's main text was found. Raises `Fault` if it cannot be read."""
    kept, removed = extract(page)
    texts = [(block, (ExplainedText("+", "", block.place, block.text),)) for block in kept]
    words = sum(len(block.text.split()) for block in kept)
    return Explanation(name, f"{words} words kept", in_page_order(page, texts, removed))


def _kept(reading: Reading) -> list[tuple[Block, list[ExplainedText]]]:
    """Return the blocks left by cleaning, each with its texts explained."""
    kept: list[tuple[Block, list[ExplainedText]]] = [
        (block, []) for block in reading.document.blocks
    ]
    for entry in coverage_of(reading.document, reading.stories):
        block, texts = kept[entry.block]
        if entry.field == BODY:
            texts.append(ExplainedText("+", "", block.place, entry.text))
        elif entry.field:
            texts.append(ExplainedText("=", entry.field, block.place, entry.text))
        else:
            reason = entry.reason if reading.stories else "no-story"
            texts.append(ExplainedText("-", reason, block.place, entry.text))
    return kept


def _verdict(outcome: Outcome) -> str:
    """Return the outcome of a page in a few words."""
    if outcome.verdict == PageVerdict.NOT_A_STORY:
        return f"not a story: {outcome.reason}"
    unfit = [f"quarantined: {each.kind}, {each.reason}" for each in outcome.quarantined]
    fit = len(outcome.records)
    return "; ".join([f"{fit} {'story' if fit == 1 else 'stories'}"] * bool(fit) + unfit)


def _records(outcome: Outcome) -> tuple[Record, ...]:
    """Return the page's records, quarantined ones last."""
    unfit = tuple(each.record for each in outcome.quarantined if each.record)
    return (*outcome.records, *unfit)


def _fields(record: Record) -> Iterator[Field]:
    """Yield a record's fields with their evidence."""
    evidence = sources_by_field(record.evidence).get
    if name := record.infosource.name or record.infosource.code:
        yield Field("infosource", name, evidence("infosource", ""))
    for field in _FIELDS:
        if value := getattr(record, field):
            yield Field(field, value, evidence(field, ""))
    if when := record.published.datetime or record.published.date:
        yield Field("published", when, evidence("published", ""))
