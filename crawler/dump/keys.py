"""Object keys of a dump. Every key is built and parsed here."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

PartKind = Literal["records", "removed", "quarantine"]
KINDS: tuple[PartKind, ...] = ("removed", "quarantine", "records")
"""Order in which parts are sealed. Records come last, so they are never there without the
others."""

INDEX = "index.json"
LOCK = "lock.json"
WITHHELD = "withheld/"
"""Key prefix of withheld parts, so that readers do not pick them up as data."""
SCHEMA = "schema/wire-story-1.schema.json"

_STAMP = "%Y%m%dT%H%M%SZ"
_PART = re.compile(
    r"(?P<kind>records|removed|quarantine)"
    r"/source=(?P<source>[A-Za-z0-9][A-Za-z0-9._-]*)"
    r"/date=(?P<day>\d{4}-\d{2}-\d{2})"
    r"/(?P<run>\d{8}T\d{6}Z-[0-9a-f]{6})-(?P<number>\d{5})(?P<suffix>\.jsonl\.(?:gz|zst))"
)
_RAW = re.compile(r"raw/date=\d{4}-\d{2}-\d{2}/\d{8}T\d{6}Z-[0-9a-f]{6}-\d{5}\.warc\.(?:gz|zst)")


@dataclass(frozen=True, slots=True)
class PartPlace:
    """The part that a row belongs to: its kind, source and fetch date."""

    kind: PartKind
    source: str
    day: str
    """Date of the fetch, UTC."""


def part_key(place: PartPlace, run: str, number: int, suffix: str) -> str:
    """Build the key of a part; `suffix` gives its compression.

    Raises ValueError if the source id contains characters not allowed in a key.
    """
    key = f"{place.kind}/source={place.source}/date={place.day}/{run}-{number:05d}{suffix}"
    if not _PART.fullmatch(key):
        raise ValueError(f"invalid part key: {key}")
    return key


def part_place(key: str) -> PartPlace | None:
    """Parse the kind, source and date from a part key; return None for any other key."""
    found = _PART.fullmatch(key)
    if not found:
        return None
    kind: PartKind = found["kind"]  # type: ignore[assignment]  # the pattern lets no other through
    return PartPlace(kind, found["source"], found["day"])


def part_run(key: str) -> str | None:
    """Parse the run name from a part key; return None for any other key."""
    found = _PART.fullmatch(key)
    return found["run"] if found else None


def part_number(key: str) -> int | None:
    """Parse the part number from a part key; return None for any other key."""
    found = _PART.fullmatch(key)
    return int(found["number"]) if found else None


def raw_key(day: str, run: str, number: int, suffix: str) -> str:
    """Build the key of a WARC file; `suffix` gives its compression."""
    return f"raw/date={day}/{run}-{number:05d}{suffix}"


def is_raw_key(key: str) -> bool:
    """Return whether a key is that of a WARC file."""
    return _RAW.fullmatch(key) is not None


def index_key(key: str) -> str:
    """Return the key, or name, of the index of a WARC file.

    >>> index_key("raw/date=2026-11-28/20261128T030000Z-0a1b2c-00001.warc.gz")
    'raw/date=2026-11-28/20261128T030000Z-0a1b2c-00001.cdxj'
    """
    return f"{key.partition('.warc.')[0]}.cdxj"


def manifest_key(run: str) -> str:
    """Return the key of a run's manifest."""
    return f"runs/{run}/manifest.json"


def begun(run: str) -> datetime:
    """Return the start time encoded in a run's name.

    It can be a few seconds late if the run started right after another one; see `name_run`.
    """
    return datetime.strptime(run.partition("-")[0], _STAMP).replace(tzinfo=UTC)


def name_run(now: datetime, newest: str | None) -> str:
    """Return a run name that sorts after the newest run, even if the clock has gone backwards.

    A random suffix keeps apart two machines that start in the same second.
    """
    moment = now.astimezone(UTC)
    if newest is not None:
        moment = max(moment, begun(newest) + timedelta(seconds=1))
    return f"{moment.strftime(_STAMP)}-{secrets.token_hex(3)}"
