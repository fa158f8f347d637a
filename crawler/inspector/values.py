"""The values of an inspection."""

from typing import NamedTuple

from crawler.base.text_diff import Edit
from crawler.contract import Record
from crawler.inspector.marked_page import MarkedPage
from crawler.reading.explain.values import Explanation


class Candidate(NamedTuple):
    """A value that a page states for a field, and where."""

    value: str
    evidence: str


class FieldRow(NamedTuple):
    """A field of a record."""

    name: str
    value: str
    """Empty if the record has none."""
    evidence: str
    candidates: tuple[Candidate, ...]
    """What the page states for it, the value that was taken included."""


class StoryView(NamedTuple):
    """A story of the page."""

    fields: tuple[FieldRow, ...]
    record: Record
    json: str
    """The record, indented."""


class RevisionView(NamedTuple):
    """A published revision."""

    title: str
    run: str
    changed: tuple[tuple[str, tuple[Edit, ...]], ...]
    """Keys whose content changed, each with its difference."""
    besides: tuple[str, ...]
    """Other keys that differ."""


class Published(NamedTuple):
    """What a dump has of a story."""

    json: str
    """The last record, indented."""
    revisions: tuple[RevisionView, ...]
    now: tuple[tuple[str, tuple[Edit, ...]], ...]
    """Keys that would differ if the page were read now, each with its difference."""


class Inspection(NamedTuple):
    """A page as fetched and as read."""

    explanation: Explanation
    url: str
    page: MarkedPage
    stories: tuple[StoryView, ...] = ()
    published: Published | None = None
