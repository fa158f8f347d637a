"""Publication of a sealed run: upload the parts, then the manifest that names them, then swap the
index.

Every step can be repeated: objects are create-only and always have the same bytes, and the index is
swapped only if it does not contain the run yet.
"""

import hashlib
import logging
import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from crawler import EXTRACTOR
from crawler.base.dates import rfc3339
from crawler.base.events import Event, log_event
from crawler.base.exits import exit_of
from crawler.base.verdicts import RunVerdict
from crawler.dump.index import Pointer, merge, read_pointer
from crawler.dump.keys import INDEX, manifest_key
from crawler.dump.manifest import (
    SCHEMA_ID,
    Index,
    Invocation,
    Manifest,
    Part,
    RawFile,
    SourceRun,
    count_rows,
    decode_manifest,
    encode_page,
    total,
)
from crawler.dump.observed import Observed
from crawler.ledger import Ledger, Run
from crawler.publishing.ledger_rows import health_of
from crawler.publishing.spool import Spool
from crawler.sinks import ConflictError, Sink, SinkError

logger = logging.getLogger(__name__)

TRIES = 8
"""Attempts to swap the index while other runs swap it too."""


class OvertakenError(SinkError):
    """The dump contains runs that this run was not deduplicated against."""


def plan_run(
    ledger: Ledger,
    run: Run,
    now: datetime,
    verdict: RunVerdict,
    reason: str | None = None,
    sources: Mapping[str, SourceRun] | None = None,
    withheld: Sequence[Part] = (),
    taken_up: dict[str, int] | None = None,
    invocation: Invocation = Invocation(),  # noqa: B008  # frozen
    observed: Observed = Observed(),  # noqa: B008  # frozen
) -> bytes:
    """Return the manifest of a sealed run, stored in the ledger before anything is uploaded."""
    parts = sealed_parts(ledger, run.run)
    manifest = Manifest(
        schema=SCHEMA_ID,
        run=run.run,
        verdict=verdict,
        reason=reason,
        started_at=run.started,
        ended_at=max(run.started, rfc3339(now)),  # the clock may have been set back
        previous=max(ledger.named(), default=None),
        versions={"extractor": EXTRACTOR, "python": platform.python_version()},
        rows=count_rows(parts),
        counts=total(each.counts for each in sources.values()) if sources is not None else None,
        sources=dict(sorted((sources or {}).items())),
        parts=parts,
        host=invocation.host,
        arguments=invocation.arguments,
        taken_up=taken_up,
        withheld=tuple(withheld),
        exit_code=None if verdict == RunVerdict.KILLED else exit_of(verdict, reason),
        raw=tuple(
            msgspec.json.decode(entry, type=RawFile) for entry in ledger.raw.of(run.run).values()
        ),
        hosts=observed.hosts,
        no_story=observed.no_story,
    )
    planned = encode_page(manifest)
    ledger.plan(run.run, planned)
    return planned


def sealed_parts(ledger: Ledger, run: str) -> tuple[Part, ...]:
    """Return the sealed parts of a pending run, in key order."""
    return tuple(msgspec.json.decode(entry, type=Part) for entry in ledger.parts(run).values())


def publish_run(sink: Sink, ledger: Ledger, spool: Spool, run: str, planned: bytes) -> Index | None:
    """Publish a run with its planned manifest; return the new index.

    Raises OvertakenError, before the index is swapped, if another run has published in between, and
    SinkError if the dump is not writable; the spool then keeps every part.
    """
    manifest = decode_manifest(planned)
    sha256 = hashlib.sha256(planned).hexdigest()
    known = ledger.named() | {run: sha256}
    pointer = _current(sink, known, run)
    if run not in pointer.runs():
        for key, digest in _files(manifest):
            spool.check(key, digest)
            sink.create(key, spool.path(key))
        sink.create(manifest_key(run), planned)
    index = _point(sink, pointer, manifest, sha256, known)
    try:
        ledger.done(run, sha256 if manifest.parts else None, health_of(manifest))
        spool.remove(key for key, _ in _files(manifest))
    except (OSError, sqlite3.Error) as error:  # it is published nevertheless
        with suppress(sqlite3.Error):
            ledger.rollback()
        reason = f"{run} is published; ledger update left to the next run: {error}"
        log_event(logger, logging.WARNING, Event.LEDGER_BEHIND, reason=reason)
    return index


def _files(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield key and SHA-256 of all files of a run."""
    for part in (*manifest.parts, *manifest.withheld):
        yield part.key, part.sha256
    for file in manifest.raw:
        yield file.key, file.sha256
        yield file.index, file.index_sha256


def _current(sink: Sink, known: dict[str, str], run: str) -> Pointer:
    """Return the index if it contains exactly the runs we know; the run itself may be missing."""
    pointer = read_pointer(sink)
    if pointer.runs() | {run: known[run]} != known:
        raise OvertakenError(f"{sink.url}: another run has published in the meantime")
    return pointer


def _point(
    sink: Sink, pointer: Pointer, manifest: Manifest, sha256: str, known: dict[str, str]
) -> Index | None:
    for _ in range(TRIES):
        index = merge(pointer.index, manifest, sha256)
        if index is None or index == pointer.index:
            return index
        try:
            sink.replace(INDEX, encode_page(index), pointer.etag)
        except ConflictError:
            pointer = _current(sink, known, manifest.run)
            continue
        return index
    raise SinkError(f"{sink.url}: {INDEX} was changed by other runs {TRIES} times in a row")
