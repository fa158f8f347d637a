"""Resolution of names that people give for a version, story or source: the start of its name, a
date, or a count back from the newest."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from crawler.base.faults import UsageFault
from crawler.dump.index import read_manifest
from crawler.dump.keys import begun
from crawler.dump.manifest import Index
from crawler.dump.reader import NOTHING, too_old
from crawler.sinks import Sink

MOST_SHOWN = 5
"""Maximum names listed in an error."""

_BACK = re.compile(r"-(\d+)")
_RUN = re.compile(r"\d{6}")
"""The start of a run's name."""
_DAYS_AGO = re.compile(r"-(\d{1,6})d")
_DAYS = {"today": 0, "yesterday": 1}


def version_named(sink: Sink, index: Index, name: str, now: datetime) -> str | None:
    """Return the version with this name; null for the empty version before the first.

    `-1` is the newest, `-2` the one before. A date (2026-11-28, `yesterday`, `-7d`) means the state
    at its end, a time (2026-11-28T03:00:00Z) the state at that time, all in UTC. Raises UsageFault
    if no version or several versions match; SinkError.
    """
    versions = [named.run for named in index.runs]
    if name == NOTHING:
        return None
    if back := _BACK.fullmatch(name):
        if not 1 <= int(back[1]) <= len(versions):
            raise UsageFault(f"{name}: the dump has {len(versions)} versions, -1 is the newest")
        return versions[-int(back[1])]
    if moment := _moment(name, now):
        found = _as_of(sink, index, moment)
        if found is None and (fault := too_old(index, name, "")):
            raise fault
        return found
    is_run = _RUN.match(name) and not any(version.startswith(name) for version in versions)
    if is_run and (fault := too_old(index, name, name)):
        raise fault
    return only_one(name, versions, "version of this dump", versions[-1:])


def only_one(name: str, names: Iterable[str], what: str, known: Sequence[str] = ()) -> str:
    """Return the name that equals `name` or starts with it. Raises UsageFault if none or several
    do; the message lists the matches, or the `known` names if there are none."""
    found = [each for each in names if each.startswith(name)] if name else []
    if name in found or len(found) == 1:
        return name if name in found else found[0]
    if found:
        more = ", …" if len(found) > MOST_SHOWN else ""
        listed = ", ".join(found[:MOST_SHOWN])
        raise UsageFault(f"{name}: matches more than one {what}: {listed}{more}")
    hint = f" (known: {', '.join(known[:MOST_SHOWN])})" if known else ""
    raise UsageFault(f"{name or repr('')}: no such {what}{hint}")


def _moment(name: str, now: datetime) -> datetime | None:
    """Return the time given by a name; null if it is not a time."""
    if ago := _DAYS_AGO.fullmatch(name):
        days: int | None = int(ago[1])
    else:
        days = _DAYS.get(name)
    try:
        if days is not None:
            return _end_of(now.astimezone(UTC).date() - timedelta(days=days))
        if len(name) == len("2026-11-28"):
            return _end_of(date.fromisoformat(name))
        moment = datetime.fromisoformat(name)
    except (ValueError, OverflowError):
        return None
    if "-" not in name[:5]:  # 20261129T031702Z is the start of a run's name
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)


def _as_of(sink: Sink, index: Index, moment: datetime) -> str | None:
    """Return the newest version that existed at a time.

    A run's name contains only its start time; the end time is in its manifest.
    """
    for named in reversed(index.runs):
        if begun(named.run) <= moment:
            ended = datetime.fromisoformat(read_manifest(sink, named).ended_at)
            if ended <= moment:
                return named.run
    return None
