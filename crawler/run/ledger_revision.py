"""Conversion of a record to the ledger's revision, with its state and content marks."""

from crawler.contract import Record
from crawler.dump.field_checksums import marks_of
from crawler.ledger import Revision, State


def as_revision(record: Record) -> Revision:
    """Return the ledger's revision of a record."""
    return Revision(
        record.id, record.revision, record.digest, record.url, _state(record), marks_of(record)
    )


def _state(record: Record) -> State:
    if record.pubstatus == "canceled":
        return "killed"
    if record.op == "delete":
        return "gone"
    return "corrected" if record.corrected else "plain"
