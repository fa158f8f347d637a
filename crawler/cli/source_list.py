"""`sources`: every source with its freshness, yield and coverage."""

import sys
from argparse import Namespace
from datetime import UTC, datetime

import msgspec

from crawler.cli.inputs import known_sources
from crawler.cli.tables import Column, print_table
from crawler.dump.freshness import Freshness
from crawler.probing.state import SourceState, source_states
from crawler.run.freshness import silent_alarm, stale_alarm
from crawler.sinks import open_sink
from crawler.sources import Source

COLUMNS = (
    Column("source", 24),
    Column("state", 8),
    Column("newest", 10),
    Column("last success", 20),
    Column("runs", 4, right=True),
    Column("found", 7, right=True),
    Column("new", 6, right=True),
    Column("read", 5, right=True),
    Column("in quarantine", 13, right=True),
    Column("not read", 8, right=True),
    Column("length", 6, right=True),
    Column("alarm"),
)


def list_sources(options: Namespace) -> int:
    """List all sources; return 1 if one that is crawled is stale or has never published."""
    sources = known_sources()
    sink = open_sink(options.dump) if options.dump else None
    states = source_states(sink, sorted(sources)) if sink else {}
    rows = []
    for name in sorted(sources.keys() | states.keys()):
        state = states.get(name, SourceState(name, Freshness()))
        rows.append((state, _alarm(sources.get(name), state) if sink else None, sources.get(name)))
    if options.json:
        for state, alarm, source in rows:
            row = msgspec.to_builtins(state) | {"alarm": alarm, "state": _state(source)}
            sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
    else:
        print_table(COLUMNS, (_cells(*row) for row in rows))
    return 1 if any(alarm for _, alarm, _ in rows) else 0


def _alarm(source: Source | None, state: SourceState) -> str | None:
    """Return what is wrong with a source that is crawled by default or was crawled."""
    if source is None or not (source.enabled or state.runs):
        return None
    stale = stale_alarm(state.fresh.newest_story, source.gates.fresh, datetime.now(UTC).date())
    return stale or silent_alarm(state.fresh.last_published)


def _state(source: Source | None) -> str:
    if source is None:
        return "no file"
    return "on" if source.enabled else "off"


def _cells(state: SourceState, alarm: str | None, source: Source | None) -> tuple[object, ...]:
    return (
        state.source,
        _state(source),
        state.fresh.newest_story,
        state.fresh.last_success,
        state.runs,
        state.discovered,
        state.published,
        _share(state.good),
        _share(state.quarantined),
        _share(state.missed),
        state.length,
        alarm or "",
    )


def _share(value: float | None) -> str | None:
    return None if value is None else f"{value:.0%}"
