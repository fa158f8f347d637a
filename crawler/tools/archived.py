"""The archived answer of a record, by its place in a dump's raw archive (`raw.archive`)."""

from dataclasses import replace
from itertools import chain

import msgspec

from crawler.archive.captures import CaptureReader, postponed_revisits
from crawler.archive.cdxj import IndexEntry, read_line
from crawler.archive.opening import stored_file
from crawler.archive.originals import Originals
from crawler.archive.values import ArchiveFile, Capture, UnreadableRecord
from crawler.base.fault_kinds import FaultKind
from crawler.base.faults import Fault
from crawler.dump.raw import StoredWarc, raw_files
from crawler.sinks import Sink, SinkError


def archived_answer(sink: Sink, place: str) -> Capture:
    """Return the answer at a place.

    Raises `Fault` if the dump does not have it, as after an erasure; SinkError if it is damaged.
    """
    name, _, offset = place.rpartition("#")
    stored = {file.name: file for file in raw_files(sink)}
    entries = _entries(sink, stored[name]) if name in stored else []
    entry = next((each for each in entries if each.offset == offset), None)
    if entry is None:
        raise Fault(FaultKind.WARC, f"{place}: not in the raw archive of {sink.url}")
    file = stored_file(sink, stored[name].key)
    before = (int(each.offset) for each in entries if int(each.offset) < int(offset))
    with Originals() as originals:
        if entry.mime == "warc/revisit":
            _add_original(sink, stored, entry.digest, originals)
        return _capture(file, max(before, default=0), int(offset), originals)


def _capture(file: ArchiveFile, start: int, offset: int, originals: Originals) -> Capture:
    """Read a capture from the one before it on: what is known of its page is between them."""
    place = file.place(offset)
    reader = CaptureReader(file, originals, lambda each: each == place)
    found = next(chain(reader.entries(start), postponed_revisits(originals)), None)
    if isinstance(found, Capture):
        return replace(found, is_ours=True)  # only warcinfo, the first record, states it
    if isinstance(found, UnreadableRecord):
        raise SinkError(str(found))
    raise Fault(FaultKind.WARC, f"{place}: not the answer of a page")


def _add_original(
    sink: Sink, stored: dict[str, StoredWarc], digest: str, originals: Originals
) -> None:
    """Add the response to which a revisit with this digest refers."""
    for file in stored.values():
        for entry in _entries(sink, file):
            if entry.digest == digest and entry.mime != "warc/revisit":
                originals.add_digest(digest, stored_file(sink, file.key), int(entry.offset))
                return


def _entries(sink: Sink, file: StoredWarc) -> list[IndexEntry]:
    """Return the lines of an index."""
    try:
        return [read_line(line)[2] for line in b"".join(sink.read(file.index)).splitlines()]
    except (msgspec.DecodeError, ValueError) as error:
        raise SinkError(f"{file.index}: invalid index line: {error}") from error
