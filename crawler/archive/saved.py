"""Saved pages: MHTML files, and folders whose `pages.jsonl` lists them."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec

from crawler.archive.records import MOST_BYTES
from crawler.archive.values import ArchiveFile, Capture, Entries, UnreadableRecord

LIST = "pages.jsonl"
_HEAD = 1 << 16


class Listed(msgspec.Struct):
    """A line of `pages.jsonl`, as `python -m crawler read --pages` takes it."""

    path: str
    url: str
    fetched_at: datetime
    content_type: str | None = None
    hint: dict[str, str | None] | None = None


def mhtml_entries(file: ArchiveFile) -> Entries:
    """Yield the page of an MHTML file, with its address and date from the MIME header."""
    try:
        with file.open(0) as stream:
            body = stream.read(MOST_BYTES)
    except OSError as error:
        yield UnreadableRecord(file.name, 0, error.strerror or str(error))
        return
    head = message_from_bytes(body[:_HEAD].lstrip())
    url = head["snapshot-content-location"] or head["content-location"] or ""
    try:
        date = parsedate_to_datetime(head["date"])
    except (TypeError, ValueError):
        yield UnreadableRecord(file.name, 0, f"MHTML without a valid date: {head['date']}")
        return
    if not url.lower().startswith(("http://", "https://")):
        yield UnreadableRecord(file.name, 0, "MHTML without the address of its page")
        return
    kind = (("Content-Type", "multipart/related"),)
    date = date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
    yield Capture(url.strip(), body, date, file.base, 0, headers=kind)


def folder_entries(folder: Path) -> Entries:
    """Yield the pages that a folder's `pages.jsonl` lists; the offset is that of the line."""
    listing, at = folder / LIST, 0
    decode = msgspec.json.Decoder(Listed).decode
    with listing.open("rb") as lines:
        for line in lines:
            if line.strip():
                try:
                    yield _listed(folder, decode(line), at)
                except (msgspec.MsgspecError, OSError, ValueError) as error:
                    yield UnreadableRecord(str(listing), at, str(error))
            at += len(line)


def _listed(folder: Path, listed: Listed, at: int) -> Capture:
    path = folder / listed.path
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{listed.path}: outside the folder")
    date = listed.fetched_at.replace(tzinfo=listed.fetched_at.tzinfo or UTC).astimezone(UTC)
    kind = (("Content-Type", listed.content_type),) if listed.content_type else ()
    hint = {f"hint-{name}": value for name, value in (listed.hint or {}).items() if value}
    return Capture(listed.url, path.read_bytes(), date, folder.name, at, headers=kind, fields=hint)
