"""The rows of a page, each with its part and what the ledger notes of it."""

from itertools import groupby

import msgspec
from msgspec import Struct

from crawler.contract import Quarantined, Record, RemovedText, encode
from crawler.dump.keys import PartPlace
from crawler.ledger import Boilerplate, Likeness, Reject, Revision
from crawler.model import EncodedRows, Outcome
from crawler.run.ledger_revision import as_revision
from crawler.run.near_duplicates import likeness_of
from crawler.run.repeated_texts import remembered_mark

_encode_lines = msgspec.json.Encoder().encode_lines


class Row(Struct, frozen=True):
    """A row, its part, and the ledger's entry for it."""

    place: PartPlace
    line: bytes | EncodedRows
    """Several lines, with newlines between them, if `count` is more than one."""
    story_day: str | None = None
    note: Revision | Reject | Boilerplate | None = None
    likeness: Likeness | None = None
    count: int = 1


def record_row(record: Record, claimed: Revision | None = None) -> Row:
    """Return the row of a record, of which the ledger may have claimed the revision."""
    place = PartPlace("records", record.source, record.fetched_at[:10])
    day, likeness = record.published.date, likeness_of(record)
    return Row(place, encode(record), day, claimed or as_revision(record), likeness)


def removed_rows(outcome: Outcome) -> list[Row]:
    """Return the rows of the texts removed from one page; those in a row that the ledger does not
    note are one."""
    rows: list[Row] = []
    if (encoded := outcome.removed_rows) is not None:
        place = PartPlace("removed", encoded.source, encoded.day)
        rows.append(Row(place, encoded, count=encoded.count))
    for is_noted, group in groupby(outcome.removed, key=_is_noted):
        texts = list(group)
        if is_noted:
            rows += map(removed_row, texts)
        else:
            place = PartPlace("removed", texts[0].source, texts[0].fetched_at[:10])
            rows.append(Row(place, _encode_lines(texts)[:-1], count=len(texts)))
    return rows


def _is_noted(text: RemovedText) -> bool:
    return remembered_mark(text) is not None


def removed_row(text: RemovedText) -> Row:
    """Return the row of a removed text."""
    place = PartPlace("removed", text.source, text.fetched_at[:10])
    mark = remembered_mark(text)
    boilerplate = None if mark is None else Boilerplate(text.source, mark)
    return Row(place, encode(text), note=boilerplate)


def reject_row(reject: Quarantined) -> Row:
    """Return the row of a quarantined page or story; it is written once for the same bytes."""
    place = PartPlace("quarantine", reject.source, reject.fetched_at[:10])
    digest = reject.record.digest if reject.record else ""
    return Row(place, encode(reject), note=Reject(reject.url, reject.sha256, reject.kind, digest))
