"""Object keys of a dump. Every key is built and parsed here."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

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
    r"/(?P<run>\d{8}T\d{6}Z-[0-9a-f]{6})-(?P<number>\d{5})(?:-(?P<mark>[0-9a-f]{6}))?"
    r"(?P<suffix>\.jsonl\.(?:gz|zst))"
)
_MARK = re.compile(r"-[0-9a-f]{6}$")
"""At the end of a name without suffixes; the number of a part has five digits."""
_RAW = re.compile(
    r"raw/date=(?P<day>\d{4}-\d{2}-\d{2})/(?P<run>\d{8}T\d{6}Z-[0-9a-f]{6})-\d{5}"
    r"(?:-[0-9a-f]{6})?\.(?P<suffix>warc\.(?:gz|zst)|cdxj)"
)
_RUN = re.compile(r"runs/(\d{8}T\d{6}Z-[0-9a-f]{6})/")
_MANIFEST = re.compile(r"runs/(?P<run>\d{8}T\d{6}Z-[0-9a-f]{6})/manifest(?:-[0-9a-f]{6})?\.json")
_REPORT = re.compile(r"runs/\d{8}T\d{6}Z-[0-9a-f]{6}/report(?:-[0-9a-f]{6})?\.(?:html|json)")
_MARKED = re.compile(r"(\d{8}T\d{6}Z-[0-9a-f]{6}-\d{5})-[0-9a-f]{6}(\.warc\.(?:gz|zst))")


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


def may_hold(key: str, day: str) -> bool:
    """Return whether a part may hold rows of a day, or of days that begin so.

    A part that was put together from several holds days of one month, the last one in its key.

    >>> key = "records/source=wire/date=2026-11-28/20261128T030000Z-0a1b2c-00001.jsonl.gz"
    >>> may_hold(key, "2026-11-28"), may_hold(key, "2026-11"), may_hold(key, "2026-11-02")
    (True, True, False)
    >>> may_hold(rewritten_key(key, "d4e5f6"), "2026-11-02")
    True
    """
    place = part_place(key)
    if place is None or place.day.startswith(day):
        return place is not None
    return is_rewritten(key) and place.day[:7] == day[:7] and place.day > day


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
    found = _RAW.fullmatch(key)
    return found is not None and found["suffix"] != "cdxj"


def raw_day(key: str) -> str | None:
    """Parse the day from the key of a WARC file or its index; return None for any other key."""
    found = _RAW.fullmatch(key)
    return found["day"] if found else None


def run_of(key: str) -> str | None:
    """Parse the run name from the key of a part, withheld or not, of a WARC file, of its index, or
    of a manifest; return None for any other key.

    >>> run_of("raw/date=2026-11-28/20261128T030000Z-0a1b2c-00001.cdxj")
    '20261128T030000Z-0a1b2c'
    >>> run_of("runs/20261128T030000Z-0a1b2c/manifest.json")
    '20261128T030000Z-0a1b2c'
    """
    if found := _PART.fullmatch(key.removeprefix(WITHHELD)) or _RAW.fullmatch(key):
        return found["run"]
    return named[1] if (named := _RUN.match(key)) else None


def unmarked(name: str) -> str:
    """Return the name of a WARC file before it was rewritten by an erasure.

    >>> unmarked("20261128T030000Z-0a1b2c-00001-d4e5f6.warc.gz")
    '20261128T030000Z-0a1b2c-00001.warc.gz'
    >>> unmarked("CC-NEWS-20261128030000-00001.warc.gz")
    'CC-NEWS-20261128030000-00001.warc.gz'
    """
    found = _MARKED.fullmatch(name)
    return f"{found[1]}{found[2]}" if found else name


def index_key(key: str) -> str:
    """Return the key, or name, of the index of a WARC file.

    >>> index_key("raw/date=2026-11-28/20261128T030000Z-0a1b2c-00001.warc.gz")
    'raw/date=2026-11-28/20261128T030000Z-0a1b2c-00001.cdxj'
    """
    return f"{key.partition('.warc.')[0]}.cdxj"


def manifest_key(run: str, mark: str = "") -> str:
    """Return the key of a run's manifest; with a mark, of its version after that erasure.

    >>> manifest_key("20261128T030000Z-0a1b2c", "d4e5f6")
    'runs/20261128T030000Z-0a1b2c/manifest-d4e5f6.json'
    """
    return f"runs/{run}/manifest{mark and '-'}{mark}.json"


def manifest_run(key: str) -> str | None:
    """Parse the run's name from the key of a manifest; return None for any other key.

    >>> manifest_run("runs/20261128T030000Z-0a1b2c/manifest-d4e5f6.json")
    '20261128T030000Z-0a1b2c'
    """
    found = _MANIFEST.fullmatch(key)
    return found["run"] if found else None


class ReportKeys(NamedTuple):
    """Keys of a run's report."""

    html: str
    json: str


def report_keys(manifest: str) -> ReportKeys:
    """Return the keys of the report that is made from a manifest, given its key: a rewritten
    manifest has a report of its own.

    >>> report_keys("runs/20261128T030000Z-0a1b2c/manifest-d4e5f6.json").html
    'runs/20261128T030000Z-0a1b2c/report-d4e5f6.html'
    """
    stem = manifest.replace("/manifest", "/report").removesuffix(".json")
    return ReportKeys(f"{stem}.html", f"{stem}.json")


def is_report_key(key: str) -> bool:
    """Return whether a key is that of a report, of any version of a manifest."""
    return _REPORT.fullmatch(key) is not None


def mark_of(erasure: str) -> str:
    """Return the mark of an erasure, which the names of the objects that it rewrote contain.

    >>> mark_of("20261129T120000Z-d4e5f6")
    'd4e5f6'
    """
    return erasure.rpartition("-")[2]


def rewritten_key(key: str, mark: str) -> str:
    """Return the key of an object's version after an erasure.

    >>> rewritten_key("removed/20261128T030000Z-0a1b2c-00001.jsonl.gz", "d4e5f6")
    'removed/20261128T030000Z-0a1b2c-00001-d4e5f6.jsonl.gz'
    >>> rewritten_key("snapshots/20261128T030000Z-0a1b2c/records-a1b2c3.parquet", "d4e5f6")
    'snapshots/20261128T030000Z-0a1b2c/records-d4e5f6.parquet'
    """
    folder, _, name = key.rpartition("/")
    stem, dot, suffix = name.partition(".")
    return f"{folder}/{_MARK.sub('', stem)}-{mark}{dot}{suffix}"


def is_rewritten(key: str) -> bool:
    """Return whether a key is that of an object rewritten by an erasure.

    >>> is_rewritten("runs/20261128T030000Z-0a1b2c/manifest-d4e5f6.json")
    True
    >>> is_rewritten("runs/20261128T030000Z-0a1b2c/manifest.json")
    False
    """
    return _MARK.search(key.rpartition("/")[2].partition(".")[0]) is not None


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
