"""Inspection of one page: reading, explanation, marked copy, and what a dump has of it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from crawler.base.text_diff import Edit, text_edits
from crawler.contract import CONTENT, Record
from crawler.inspector.fields import indented, story_view
from crawler.inspector.marked_page import mark_page
from crawler.inspector.values import Inspection, Published, RevisionView
from crawler.model import Page
from crawler.reading.explain import explain_reading, explain_text
from crawler.tools.history import Revision, as_text


def inspect_story(name: str, page: Page, revisions: Sequence[Revision] = ()) -> Inspection:
    """Inspect how a page is read; `revisions` are those of its story in a dump. Raises `Fault` if
    it cannot be read."""
    explanation, head, records = explain_reading(name, page)
    stories = tuple(
        story_view(record, fields, head)
        for record, fields in zip(records, explanation.stories, strict=True)
    )
    marked = mark_page(page, explanation.texts)
    published = _published(revisions, records) if revisions else None
    return Inspection(explanation, page.url, marked, stories, published)


def inspect_text(name: str, page: Page) -> Inspection:
    """Inspect how a page's main text is found. Raises `Fault` if it cannot be read."""
    explanation = explain_text(name, page)
    return Inspection(explanation, page.url, mark_page(page, explanation.texts))


def _published(revisions: Sequence[Revision], records: Sequence[Record]) -> Published:
    last = revisions[-1].record
    return Published(
        indented(last),
        tuple(map(_revision, revisions)),
        tuple(_differences(last, records)),
    )


def _revision(revision: Revision) -> RevisionView:
    entry = revision.entry
    return RevisionView(
        f"Revision {entry.revision}: {entry.op}, {entry.fetched_at}",
        entry.run,
        tuple((key, tuple(edits)) for key, edits in revision.differences()),
        entry.besides,
    )


def _differences(
    last: dict[str, Any], records: Sequence[Record]
) -> list[tuple[str, tuple[Edit, ...]]]:
    """Return what would change if the page were read now: in the story with the same id, or in the
    only one."""
    same = [each for each in records if each.id == last["id"]] or [*records]
    if len(same) != 1:
        return []
    now = msgspec.to_builtins(same[0])
    return [
        (key, tuple(text_edits(as_text(last.get(key)), as_text(now[key]))))
        for key in CONTENT
        if as_text(last.get(key)) != as_text(now[key])
    ]
