"""What the ledger keeps of a record: its state, and marks of its content."""

from crawler.contract import Record
from crawler.dump.changes import marks_of
from crawler.ledger import Revision, State


def as_revision(record: Record) -> Revision:
    """What the ledger keeps of a record."""
    return Revision(
        record.id, record.revision, record.digest, record.url, _state(record), marks_of(record)
    )


def _state(record: Record) -> State:
    if record.pubstatus == "canceled":
        return "killed"
    if record.op == "delete":
        return "gone"
    return "corrected" if record.corrected else "plain"
