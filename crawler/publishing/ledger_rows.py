"""What the ledger needs of rows that are not records, when it is rebuilt from a dump."""

from dataclasses import dataclass

import msgspec

from crawler.contract import RemovedText
from crawler.dump.compression import PartError
from crawler.ledger import Boilerplate, Reject
from crawler.run.repeated_texts import RULE, remembered_mark


@dataclass(frozen=True, slots=True)
class _Content:
    digest: str


@dataclass(frozen=True, slots=True)
class _Quarantined:
    url: str
    sha256: str
    kind: str
    record: _Content | None


def reject(line: bytes) -> Reject:
    """What the ledger needs of a quarantine row; raises PartError.

    Less strict than `model.Quarantined`: the record in it may be there because it is not valid.
    """
    try:
        row = _rejects.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"a row is no quarantined page: {error}") from None
    return Reject(row.url, row.sha256, row.kind, row.record.digest if row.record else "")


def boilerplate(line: bytes) -> Boilerplate | None:
    """What the ledger needs of a removed text's row, if repetition took it; raises PartError."""
    if _BY_REPETITION not in line:  # most are of a rule, and there are many
        return None
    try:
        row = _removed.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"a row is no removed text: {error}") from None
    mark = remembered_mark(row)
    return None if mark is None else Boilerplate(row.source, mark)


_BY_REPETITION = f'"rule":"{RULE}'.encode()
"""That of both rules in `REMEMBERED`, which begin with the same word."""


_removed = msgspec.json.Decoder(RemovedText)


_rejects = msgspec.json.Decoder(_Quarantined)
