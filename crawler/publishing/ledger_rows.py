"""Quarantine rows, removed rows and results of sources as the ledger stores them."""

from dataclasses import dataclass

import msgspec

from crawler.base.verdicts import SourceVerdict
from crawler.contract import RemovedText
from crawler.dump.compression import PartError
from crawler.dump.manifest import Manifest
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
    """Return the ledger's entry for a quarantine row; raise PartError if it is invalid.

    More lenient than `contract.Quarantined`: the record in it may be quarantined for being invalid.
    """
    try:
        row = _rejects.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"invalid quarantine row: {error}") from None
    return Reject(row.url, row.sha256, row.kind, row.record.digest if row.record else "")


def boilerplate(line: bytes) -> Boilerplate | None:
    """Return the ledger's entry for a text removed as repeated, or None; raise PartError if it is
    invalid."""
    if _BY_REPETITION not in line:  # most rows are from rules: skip decoding them
        return None
    try:
        row = _removed.decode(line)
    except msgspec.DecodeError as error:
        raise PartError(f"invalid removed row: {error}") from None
    mark = remembered_mark(row)
    return None if mark is None else Boilerplate(row.source, mark)


def health_of(manifest: Manifest) -> dict[str, bytes]:
    """Return the JSON of each published source's results that the ledger stores for later
    comparison."""
    return {
        source: msgspec.json.encode(run)
        for source, run in manifest.sources.items()
        if run.health and run.verdict != SourceVerdict.WITHHELD
    }


_BY_REPETITION = f'"rule":"{RULE}'.encode()
"""Common prefix of the JSON of both rules in `REMEMBERED`."""


_removed = msgspec.json.Decoder(RemovedText)


_rejects = msgspec.json.Decoder(_Quarantined)
