"""Tables of terms, and what several formats need of a record."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from crawler.contract import Record

Value = Any
"""Anything that JSON can express."""


class Term(NamedTuple):
    """One key of a format."""

    name: str
    value: Callable[[Record], Value]
    """Returns the value for a record; null or empty if the record does not state it."""


def filled(terms: Iterable[Term], record: Record) -> dict[str, Value]:
    """Return an object with the terms that a record states, in the order of the table."""
    return {term.name: value for term in terms if not is_empty(value := term.value(record))}


def stated(**terms: Value) -> dict[str, Value]:
    """Return an object without its empty values. A leading `at_` stands for `@`.

    >>> stated(at_type="Person", name="Ines Marlowe", identifier=None, free=False)
    {'@type': 'Person', 'name': 'Ines Marlowe', 'free': False}
    """
    return {
        name.replace("at_", "@", 1) if name.startswith("at_") else name: value
        for name, value in terms.items()
        if not is_empty(value)
    }


def is_empty(value: Value) -> bool:
    """Return whether nothing is stated by a value: null, or an empty text, list or object.

    >>> [is_empty(value) for value in (None, "", [], {}, False, 0)]
    [True, True, True, True, False, False]
    """
    return value is None or value in ("", [], {})


def urn(record: Record) -> str:
    """Return the URI of a story: the same for all its revisions."""
    return f"urn:x-wirecrawl:story:{record.id}"


def pubstatus(record: Record) -> str:
    """Return the code of IPTC's publication status. A deleted story must not be used any more,
    which is `canceled`, whether an agency killed it or its page is gone."""
    return "canceled" if record.op == "delete" else record.pubstatus
