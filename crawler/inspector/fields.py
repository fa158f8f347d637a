"""The fields of a record with their evidence, and what the page states besides."""

from collections.abc import Iterable, Iterator

import msgspec

from crawler.contract import Record
from crawler.inspector.values import Candidate, FieldRow, StoryView
from crawler.model import Head
from crawler.reading.explain.values import Field

_JOIN = "; "


def story_view(record: Record, fields: Iterable[Field], head: Head) -> StoryView:
    """Return a story; `fields` are those of its explanation."""
    return StoryView(tuple(_rows(record, fields, head)), record, indented(record))


def indented(record: object) -> str:
    """Return a record as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2).decode()


def _rows(record: Record, fields: Iterable[Field], head: Head) -> Iterator[FieldRow]:
    candidates = dict(_candidates(record, head))
    for field in (*fields, *_lists(record)):
        yield FieldRow(field.name, field.value, field.evidence, candidates.pop(field.name, ()))
    for name, found in candidates.items():
        if found:
            yield FieldRow(name, "", "", found)


def _lists(record: Record) -> Iterator[Field]:
    """Yield the fields that an explanation leaves out."""
    for name in ("authors", "subjects"):
        if values := getattr(record, name):
            yield Field(name, _JOIN.join(values), "")
    if when := record.updated.datetime or record.updated.date:
        yield Field("updated", when, record.updated.evidence or "")


def _candidates(record: Record, head: Head) -> Iterator[tuple[str, tuple[Candidate, ...]]]:
    """Yield what the page states for each field, outside its text."""
    stated = head.metadata
    yield (
        "headline",
        _stated(
            (stated.headline, "JSON-LD or meta"),
            (stated.og_title, "og:title"),
            (head.title, "title"),
        ),
    )
    yield "authors", _stated(*((name, "JSON-LD or meta") for name in stated.authors))
    yield "intro", _stated((stated.description, "description"))
    yield (
        "infosource",
        _stated((stated.publisher, "publisher"), *((logo, "logo") for logo in head.logos)),
    )
    yield "language", _stated((head.language, "lang"))
    yield "subjects", _stated((_JOIN.join(stated.subjects), "section, keywords"))
    yield "published", _moments(record.published.candidates)
    yield "updated", _moments(record.updated.candidates) or _stated((stated.modified, "modified"))


def _moments(found: Iterable[object]) -> tuple[Candidate, ...]:
    rows = [msgspec.to_builtins(each) for each in found]
    return tuple(
        Candidate(
            f"{row['datetime'] or row['date']} from “{row['raw']}”",
            row["evidence"],
        )
        for row in rows
    )


def _stated(*pairs: tuple[str | None, str]) -> tuple[Candidate, ...]:
    return tuple(Candidate(value, evidence) for value, evidence in pairs if value)
