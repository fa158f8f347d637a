"""Histories of invented stories: runs of events that add, change and delete them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from hypothesis import strategies as st
from msgspec.structs import replace

from crawler.contract import Moment, Record, encode
from crawler.dump.field_checksums import changes
from crawler.dump.manifest import Counts
from crawler.publishing.writer import PartLimits
from crawler.run.ledger_revision import as_revision
from tests.support import dumps
from tests.support.dumps import outcome, record, running

State = dict[str, Record]
Event = tuple[str, str | None] | tuple[str, str | None, str | None, str]
"""A story, and its new text or None where it is deleted; and its day and source, if these are not
the usual ones."""

EVENTS = st.tuples(st.sampled_from("abcdefgh"), st.none() | st.sampled_from(["x", "y", "zz" * 99]))
HISTORIES = st.lists(st.lists(EVENTS, max_size=8), min_size=1, max_size=4)


def happen(
    state: State,
    known: State,
    name: str,
    text: str | None,
    day: str | None = "2026-02-28",
    source: str | None = None,
) -> tuple[Record, ...]:
    """The revision that an event makes, none where it makes none; it changes the state. `day` is
    that of publication."""
    before = known.get(name)
    if text is None and name not in state:
        return ()
    number = before.revision + 1 if before else 1
    op: Literal["add", "modify", "delete"] = "modify" if name in state else "add"
    body = text or ""
    made = record(
        name,
        text=body,
        op=op if text is not None else "delete",
        source=source or ("wire" if ord(name) % 2 else "other"),
        revision=number,
        supersedes=before.digest if before else None,
        pubstatus="usable" if text is not None else "canceled",
        ednote=f"take {number}",
        published=Moment(date=day, precision="day" if day else None),
    )
    if before and made.op != "add":
        made = replace(made, changed=changes(as_revision(before).marks, made))
    known[name] = made
    if text is None:
        del state[name]
    else:
        state[name] = made
    return (made,)


def publish(
    dump: str, folder: Path, events: Sequence[Event], state: State, known: State, **options: Any
) -> str | None:
    """One run of these events; returns the dump's version after it."""
    packed: Literal["gzip", "zstd"] = "zstd" if len(events) % 2 else "gzip"
    limits = PartLimits(rows=3)
    with running(dump, folder / "state", limits=limits, compression=packed, **options) as a_run:
        made = [each for event in events for each in happen(state, known, *event)]
        for each in made:
            a_run.page_store.write(replace(outcome(each), verdict="published"))
        pages = Counter(source for source, _ in {(each.source, each.id) for each in made})
        counted = {source: Counts(n, fetched=n, published=n) for source, n in pages.items()}
        return dumps.publish(a_run, counted).version


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def lines_of(state: State) -> bytes:
    rows = sorted(state.values(), key=lambda each: each.id)
    return b"".join(encode(each) + b"\n" for each in rows)
