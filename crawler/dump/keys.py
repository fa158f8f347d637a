"""The names of a dump's objects. Every key is made and read here."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

PartKind = Literal["records", "removed", "quarantine"]
KINDS: tuple[PartKind, ...] = ("removed", "quarantine", "records")
"""In the order in which parts are sealed: records last, so that they never stand alone."""

INDEX = "index.json"
LOCK = "lock.json"
WITHHELD = "withheld/"
"""Goes before the key of a part that no reader shall take for data."""
SCHEMA = "schema/wire-story-1.schema.json"

_STAMP = "%Y%m%dT%H%M%SZ"
_PART = re.compile(
    r"(?P<kind>records|removed|quarantine)"
    r"/source=(?P<source>[A-Za-z0-9][A-Za-z0-9._-]*)"
    r"/date=(?P<day>\d{4}-\d{2}-\d{2})"
    r"/(?P<run>\d{8}T\d{6}Z-[0-9a-f]{6})-(?P<number>\d{5})(?P<suffix>\.jsonl\.(?:gz|zst))"
)


@dataclass(frozen=True, slots=True)
class PartPlace:
    """Where a row belongs."""

    kind: PartKind
    source: str
    day: str
    """Day of the fetch, UTC."""


def part_key(place: PartPlace, run: str, number: int, suffix: str) -> str:
    """The key of a part; the suffix says how it is packed.

    Raises ValueError for a source id that cannot stand in a key.
    """
    key = f"{place.kind}/source={place.source}/date={place.day}/{run}-{number:05d}{suffix}"
    if not _PART.fullmatch(key):
        raise ValueError(f"this is no key of a part: {key}")
    return key


def part_place(key: str) -> PartPlace | None:
    """What the key of a part says of its rows; None where it is no such key."""
    found = _PART.fullmatch(key)
    if not found:
        return None
    kind: PartKind = found["kind"]  # type: ignore[assignment]  # the pattern lets no other through
    return PartPlace(kind, found["source"], found["day"])


def part_run(key: str) -> str | None:
    """The run that wrote a part, by its key; None where it is no such key."""
    found = _PART.fullmatch(key)
    return found["run"] if found else None


def part_number(key: str) -> int | None:
    """The number of a part within its run, by its key; None where it is no such key."""
    found = _PART.fullmatch(key)
    return int(found["number"]) if found else None


def manifest_key(run: str) -> str:
    """The key of a run's manifest."""
    return f"runs/{run}/manifest.json"


def begun(run: str) -> datetime:
    """When a run began, by its name: within some seconds, where it follows another closely."""
    return datetime.strptime(run.partition("-")[0], _STAMP).replace(tzinfo=UTC)


def name_run(now: datetime, newest: str | None) -> str:
    """A name for a run that sorts after the newest one, even where the clock stepped back.

    Its random tail keeps two machines that start in the same second apart.
    """
    moment = now.astimezone(UTC)
    if newest is not None:
        moment = max(moment, begun(newest) + timedelta(seconds=1))
    return f"{moment.strftime(_STAMP)}-{secrets.token_hex(3)}"
